import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decomment, piecesOf, splitAtBrace, splitWords } from '../../../lib/keepalived/syntax/lex.ts'
import type { TextLine } from '../../../lib/keepalived/syntax/text-line.ts'

const lineOf = (text: string): TextLine => ({ text, file: 'f', line: 1, columns: 1 })

describe('comments', () => {
  test.each([
    ['  priority 100 # for d1', 'priority 100'],
    ['! whole line', ''],
    ['path /a#b', 'path /a'],
    ['auth_pass a!b', 'auth_pass a'],
    ['path "/a#b" # c', 'path "/a#b"'],
    ["path '/a#b'", "path '/a"],
    ['path /a\\#b\\!c', 'path /a#b!c'],
    ['path "/a\\#b"', 'path "/a\\#b"'],
    ['value \\', 'value\\'],
    ['value # comment \\', 'value\\'],
    ['# comment \\', '\\'],
    ['\ttab\t', 'tab'],
    ['', ''],
  ])('%j is %j', (text, left) => {
    expect(decomment(lineOf(text)).line.text).toBe(left)
  })
  test.each([
    ['a "b', true],
    ['a "b" "c', true],
    ['a "b" # "', false],
    ['a \\"b', false],
  ])('%j has an open quote: %j', (text, open) => {
    expect(decomment(lineOf(text)).unterminated).toBe(open)
  })
  test('columns survive what is taken out', () => {
    const { line } = decomment(lineOf('  a\\#b c'))
    expect(splitWords(line).words.map(({ text, mark }) => [text, mark.column, mark.length])).toEqual([
      ['a#b', 3, 4],
      ['c', 8, 1],
    ])
  })
})

describe('words', () => {
  test.each([
    ['a  b\tc', ['a', 'b', 'c']],
    ['a"b c"d', ['a', 'b c', 'd']],
    ['""', ['']],
    ['a\u000bb\fc', ['a', 'b', 'c']],
    ["it's one", ["it's", 'one']],
    ['a\u00a0b', ['a\u00a0b']],
  ])('%j', (text, words) => {
    expect(splitWords(lineOf(text))).toMatchObject({
      words: words.map(each => ({ text: each })),
      unmatched: false,
    })
  })
  test('a quote without its twin ends the line', () => {
    expect(splitWords(lineOf('a "b c'))).toMatchObject({ words: [{ text: 'a' }], unmatched: true })
  })
})

describe('braces', () => {
  test.each([
    ['vrrp_instance VI_1 {', 'vrrp_instance VI_1', '{'],
    ['foo{bar', 'foo', '{bar'],
    ['{ bar', '{', 'bar'],
    ['}', '}', undefined],
    ['} }', '}', '}'],
    ['path "{" }', 'path "{"', '}'],
    ['path "{ }', 'path "{ }', undefined],
    ['weight 1  ', 'weight 1', undefined],
  ])('%j', (text, first, rest) => {
    const split = splitAtBrace(lineOf(text))
    expect([split.line.text, split.rest?.text]).toEqual([first, rest])
  })
})

describe('any line', () => {
  const anyLine = fc.string({
    unit: fc.constantFrom(...'ab \t"\'\\#!{}$@~=\r\u00e9'.split('')),
    maxLength: 40,
  })

  test('its pieces are the line, without a gap', () => {
    fc.assert(
      fc.property(anyLine, text => {
        const pieces = piecesOf(lineOf(text))
        let at = 0
        for (const piece of pieces) {
          expect(piece.start).toBe(at)
          expect(piece.end).toBeGreaterThan(piece.start)
          at = piece.end
        }
        expect(at).toBe(text.length)
      }),
    )
  })
  test('its words and braces lie in it in order, and between them is nothing but white space and quotes', () => {
    fc.assert(
      fc.property(anyLine, text => {
        let rest: TextLine | undefined = lineOf(text)
        let column = 1
        while (rest !== undefined && rest.text !== '') {
          const split = splitAtBrace(rest)
          const { words, unmatched } = splitWords(split.line)
          for (const { mark } of words) {
            expect(text.slice(column - 1, mark.column - 1)).toMatch(/^\s*$/)
            column = mark.column + mark.length
          }
          if (unmatched) return
          rest = split.rest
        }
        expect(text.slice(column - 1)).toMatch(/^\s*$/)
      }),
    )
  })
})
