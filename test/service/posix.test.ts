import { describe, expect, test } from 'vitest'
import { compilePattern } from '../../lib/service/posix.ts'

function matches(pattern: string, text: string, how = {}): boolean {
  const compiled = compilePattern(pattern, how)
  if (compiled === undefined) throw new Error(`${pattern} is none`)
  return compiled.test(text)
}

describe('what POSIX writes', () => {
  test.each([
    ['^[[:digit:]]+$', '2024', true],
    ['^[[:digit:]]+$', '20a4', false],
    ['^[[:alpha:][:digit:]_]+$', 'abc_1', true],
    ['[^[:space:]]', ' \t\n', false],
    ['[[:punct:]]', 'a-b', true],
    ['[[:upper:]]', 'abc', false],
    ['[[:xdigit:]]{4}', 'beef', true],
    ['\\<shop\\>', 'the shop is', true],
    ['\\<shop\\>', 'workshops', false],
    ['[]x]', ']', true],
    ['[]x]', 'y', false],
    ['[^]x]', ']', false],
    ['[^]x]', 'y', true],
    ['\\[x]', '[x]', true],
    ['a{2}b', 'aab', true],
    ['(up|ok)!?', 'ok', true],
  ])('%s on %j: %s', (pattern, text, found) => {
    expect(matches(pattern, text)).toBe(found)
  })
})

describe('line ends', () => {
  const page = 'one\ntwo\nthree'
  test.each([
    ['one.two', false, true],
    ['one[^x]two', false, true],
    ['^two$', true, false],
    ['^one', true, true],
    ['one\\stwo', true, true],
  ])('%s: %s, with -l %s', (pattern, found, foundWithLinespan) => {
    expect([matches(pattern, page), matches(pattern, page, { linespan: true })]).toEqual([
      found,
      foundWithLinespan,
    ])
  })
})

test.each([
  [false, false],
  [true, true],
])('any case %s: %s', (anyCase, found) => {
  expect(matches('SHOP', 'shop', { anyCase })).toBe(found)
})

test.each(['(', '[', '[a', '*', 'a{2,1}', '[z-a]', '[[:nope:]]', '[[:toString:]]'])('%s is none', text => {
  expect(compilePattern(text, {})).toBeUndefined()
})
