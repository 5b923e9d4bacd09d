import { expect, test } from 'vitest'
import { matchWithin } from '../../lib/probe/pattern.ts'

test.each([
  [/shop/, 'Welcome to the shop', true],
  [/SHOP/i, 'Welcome to the shop', true],
  [/^two$/m, 'one\ntwo\n', true],
  [/shop/, 'closed', false],
  [/^$/, '', true],
])('%s on %j: %s', (pattern, text, found) => {
  expect(matchWithin(pattern, text, 1_000)).toEqual({ ok: true, value: found })
})

test('a pattern that would run for years is given up', () => {
  const outcome = matchWithin(/^(a+)+$/, `${'a'.repeat(60)}b`, 50)
  expect(outcome).toMatchObject({
    ok: false,
    kind: 'timeout',
    text: 'the pattern could not be tried in 50 ms',
  })
})

test('with no time left it is tried, or given up in time', () => {
  const outcome = matchWithin(/a/, 'a', 0)
  expect(outcome.ok ? 'matched' : outcome.kind).toMatch(/^(?:matched|timeout)$/)
})

test('text that looks like code is text', () => {
  expect(matchWithin(/x/, '`\'"); process.exit(1) //x', 1_000)).toEqual({ ok: true, value: true })
})
