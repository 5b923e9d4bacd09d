import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clean, count, quote, shorten } from '../../lib/core/text.ts'
import { harmful } from '../support/output.ts'

describe('clean', () => {
  test.each([
    ['plain text, 5 % – „ünïcödé“ 東京 🙂', 'plain text, 5 % – „ünïcödé“ 東京 🙂'],
    ['a|b', 'a¦b'],
    ['<b>', '‹b›'],
    ['one\r\ntwo\tthree', 'one\\r\\ntwo three'],
    ['nul\0', 'nul\\x00'],
    ['\x1b[31mred', '\\x1b[31mred'],
    ['\x7f\x9b', '\\x7f\\x9b'],
    ['\u202eltr', '\\u{202e}ltr'],
    ['zero\u200bwidth\ufeff', 'zero\\u{200b}width\\u{feff}'],
    ['line\u2028end', 'line\\u{2028}end'],
    ['tag\u{e0041}', 'tag\\u{e0041}'],
    ['lone \ud800 half', 'lone \ufffd half'],
    ['backslash \\n', 'backslash \\n'],
  ])('%j', (given, wanted) => {
    expect(clean(given)).toBe(wanted)
  })

  test('lets nothing through that breaks a line, a consumer or a terminal', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), given => {
        const text = clean(given)
        expect(text).not.toMatch(harmful)
        expect(text).not.toContain('|')
        expect(text.isWellFormed()).toBe(true)
        expect(clean(text)).toBe(text)
      }),
    )
  })
})

describe('shorten', () => {
  test.each([
    ['short', 5, 'short'],
    ['longer', 5, 'long…'],
    ['', 5, ''],
    ['ab🙂cd', 4, 'ab…'],
    ['ab🙂cd', 5, 'ab🙂…'],
  ])('%j to %i', (given, max, wanted) => {
    expect(shorten(given, max)).toBe(wanted)
  })

  test('is never longer than asked and never splits a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 30 }), (given, max) => {
        const text = shorten(given, max)
        expect(text.length).toBeLessThanOrEqual(max)
        expect(text.isWellFormed()).toBe(true)
      }),
    )
  })
})

test('quote bounds text from outside', () => {
  expect(quote('a|b\n')).toBe("'a¦b\\n'")
  expect(quote('x'.repeat(1000))).toHaveLength(82)
  expect(quote('abcdef', 4)).toBe("'abc…'")
})

test.each([
  [0, 'no packets'],
  [1, '1 packet'],
  [5, '5 packets'],
])('%i', (number, wanted) => {
  expect(count(number, 'packet')).toBe(wanted)
})

test('count takes a plural that is not regular', () => {
  expect(count(2, 'entry', 'entries')).toBe('2 entries')
})
