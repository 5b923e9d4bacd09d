import { expect, test } from 'vitest'
import { nearest } from '../../lib/text/nearest.ts'

const names = ['warning', 'critical', 'timeout', 'realserver', 'use-ipv4']

test.each([
  ['warnign', 'warning'],
  ['waring', 'warning'],
  ['critcal', 'critical'],
  ['time-out', 'timeout'],
  ['realsever', 'realserver'],
  ['use-ip4', 'use-ipv4'],
  ['zzzz', undefined],
  ['', undefined],
  ['w', undefined],
])('%s is nearest to %s', (word, wanted) => {
  expect(nearest(word, names)).toBe(wanted)
})

test('the nearest of several wins', () => {
  expect(nearest('no-repl', ['no-reps', 'no-reply'])).toBe('no-reps')
  expect(nearest('no-repyl', ['no-reps', 'no-reply'])).toBe('no-reply')
  expect(nearest('word', [])).toBeUndefined()
})

test('a long word is not near to everything', () => {
  expect(nearest('x'.repeat(100_000), names)).toBeUndefined()
})
