import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  alerts,
  atLeast,
  describeRange,
  formatNumber,
  formatRange,
  parseDecimal,
  parseRange,
  type Range,
  warnsFirst,
} from '../../lib/core/range.ts'

/** A range that must parse. */
function rangeOf(text: string): Range {
  const found = parseRange(text)
  if (found === undefined) throw new Error(`${text} is not a range`)
  return found
}

// The table of the guidelines, "Threshold and Ranges", and its neighbours: range, alerting values, quiet values.
const table: readonly [string, readonly number[], readonly number[]][] = [
  ['10', [-1, -0.001, 10.001, 11], [0, 5, 10]],
  ['10:', [-5, 0, 9.99], [10, 11, 1e12]],
  ['~:10', [10.01, 11], [-1e12, 0, 10]],
  ['10:20', [9.9, 20.1], [10, 15, 20]],
  ['@10:20', [10, 15, 20], [9.9, 20.1]],
  ['@10', [0, 5, 10], [-1, 10.1]],
  ['0', [-1, 0.1], [0]],
  ['0:', [-0.1], [0, 1e12]],
  ['-5:5', [-5.1, 5.1], [-5, 0, 5]],
  ['~:', [], [-1e12, 0, 1e12]],
  ['@~:0', [-1, 0], [0.1]],
  ['@5:', [5, 6], [4.9]],
  ['.5:1.5', [0.4, 1.6], [0.5, 1, 1.5]],
  ['~:-1', [0, -0.9], [-1, -2]],
]
test.each(table)('%s', (text, alerting, quiet) => {
  const range = rangeOf(text)
  for (const value of alerting) expect.soft(alerts(range, value), `${value}`).toBe(true)
  for (const value of quiet) expect.soft(alerts(range, value), `${value}`).toBe(false)
})

test.each([
  ['', 'nothing'],
  ['@', 'nothing inside'],
  [':', 'a start is missing'],
  ['~', 'infinity is no end'],
  ['10:~', 'infinity is no end'],
  ['20:10', 'the wrong way round'],
  ['-5', 'the start is 0, so the end may not be below it'],
  ['10,20', 'check_ping style'],
  ['0x10', 'hexadecimal'],
  ['1e3', 'exponent: Perl and C disagree'],
  ['1,5', 'decimal comma'],
  ['10:20:30', 'three parts'],
  ['U', 'a word'],
  ['10 ', 'a blank'],
  ['@@10', 'twice inside'],
  ['@~', 'infinity alone'],
  ['NaN', 'no number'],
  ['Infinity', 'no number'],
  ['١٠', 'digits of another script'],
])('%j is refused: %s', text => {
  expect(parseRange(text)).toBeUndefined()
})

test('atLeast alerts at its end too, as check_ping does', () => {
  expect([99.9, 100, 100.1].map(value => alerts(atLeast(100), value))).toEqual([false, true, true])
})

describe('formatNumber', () => {
  test.each([
    [0, '0'],
    [-0, '0'],
    [10, '10'],
    [-1.5, '-1.5'],
    [0.1 + 0.2, '0.3'],
    [1 / 3, '0.333333'],
    [1e-9, '0'],
    [-1e-9, '0'],
    [1.9999999999, '2'],
    [100.0000001, '100'],
    [4_294_967_296, '4294967296'],
    [1e15, '1000000000000000'],
    [2 ** 64, '18446744073709551616'],
  ])('%d is %s', (value, wanted) => {
    expect(formatNumber(value)).toBe(wanted)
  })
})

const places = fc.integer({ min: -1e12, max: 1e12 }).map(value => value / 1e6)
const bound = fc.oneof(places, fc.integer({ min: -1000, max: 1000 }))
const anyRange = fc
  .tuple(
    fc.oneof(bound, fc.constant(Number.NEGATIVE_INFINITY)),
    fc.oneof(bound, fc.constant(Number.POSITIVE_INFINITY)),
    fc.boolean(),
  )
  .filter(([start, end]) => start <= end)
  .map(([start, end, inside]): Range => ({ start: start + 0, end: end + 0, inside }))

test('a range that is written reads back the same', () => {
  fc.assert(
    fc.property(anyRange, range => {
      expect(parseRange(formatRange(range))).toEqual(range)
    }),
  )
})

test('a value alerts in a range or in its inverse, never in both', () => {
  fc.assert(
    fc.property(anyRange, bound, (range, value) => {
      expect(alerts(range, value)).not.toBe(alerts({ ...range, inside: !range.inside }, value))
    }),
  )
})

test('any text is a range that reads back, or none', () => {
  const words = fc.string({ unit: fc.constantFrom(...'0159.:~@+-,eE '), maxLength: 12 })
  fc.assert(
    fc.property(words, text => {
      const range = parseRange(text)
      if (range !== undefined) expect(parseRange(formatRange(range))).toBeDefined()
    }),
  )
})

test.each([
  ['-1.5', -1.5],
  ['+2', 2],
  ['.5', 0.5],
  ['5.', 5],
  ['.', undefined],
  ['--1', undefined],
  ['', undefined],
])('decimal %j', (text, wanted) => {
  expect(parseDecimal(text)).toBe(wanted)
})

test('more digits than a number holds are no threshold, and not an infinite one', () => {
  const digits = '9'.repeat(400)
  expect([parseDecimal(digits), parseRange(digits), parseRange(`0:${digits}`)]).toEqual(
    Array(3).fill(undefined),
  )
})

test.each([
  ['10', 'at most 10 s'],
  ['10:', 'at least 10 s'],
  ['~:10', 'at most 10 s'],
  ['10:20', 'between 10 and 20 s'],
  ['0', '0 s'],
  ['0:', 'at least 0 s'],
  ['~:', 'any value'],
  ['@10:20', 'not between 10 and 20 s'],
  ['@10:', 'below 10 s'],
  ['@~:10', 'above 10 s'],
  ['@~:', 'no value'],
])('%s is wanted as %j', (text, wanted) => {
  expect(describeRange(rangeOf(text), 's')).toBe(wanted)
})

test('a unit is left out when there is none', () => {
  expect(describeRange(rangeOf('10:20'))).toBe('between 10 and 20')
  expect(describeRange(atLeast(40), '%')).toBe('below 40 %')
})

test.each([
  ['1', '2', true],
  ['2', '1', false],
  ['2', '2', true],
  ['20:', '10:', true],
  ['10:', '20:', false],
  ['@1:9', '@2:8', true],
  ['@2:8', '@1:9', false],
  ['10', '@5:6', true],
  ['5:10', '7', false],
])('warning %s before critical %s: %s', (warning, critical, wanted) => {
  expect(warnsFirst(rangeOf(warning), rangeOf(critical))).toBe(wanted)
})
