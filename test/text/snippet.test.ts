import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { renderSnippet } from '../../lib/text/snippet.ts'

describe('a line and a caret below it', () => {
  test.each([
    ['a word', '    lb_kind dr', 13, 2, ['lb_kind dr', '        ^^']],
    ['the blanks before the first word', '    foo bar', 1, 1, ['foo bar', '^']],
    ['the first word', 'foo bar', 1, 3, ['foo bar', '^^^']],
    ['tabs', '\t\tweight\t1x', 10, 2, ['weight 1x', '       ^^']],
    ['nothing, behind the end', 'weight', 7, 1, ['weight', '      ^']],
    ['far behind the end', 'weight', 99, 5, ['weight', '      ^']],
    ['an empty line', '', 1, 1, []],
    ['a blank line', ' \t', 1, 1, []],
    ['more than the line has', 'weight', 1, 99, ['weight', '^^^^^^']],
    ['what plugin output may not hold', 'a|b<c\x07d', 7, 1, ['a¦b‹c\\x07d', '         ^']],
    ['a control character itself', 'ab\x1bcd', 3, 1, ['ab\\x1bcd', '  ^^^^']],
    ['UTF-8 before it', '# \xc3\xa4\xc3\xb6 x', 8, 1, ['# äö x', '     ^']],
    ['a full-width space', 'weight\xe3\x80\x801', 7, 3, ['weight　1', '      ^^']],
    ['bytes that are no UTF-8', 'a\xa0b', 2, 1, ['a\u00a0b', ' ^']],
  ])('%s', (_, line, column, length, shown) => {
    expect(renderSnippet(line, { column, length })).toEqual(shown.map(each => `  ${each}`))
  })

  test('a long line is cut around it', () => {
    const line = `${'a'.repeat(300)} HERE ${'b'.repeat(300)}`
    const [text = '', carets = ''] = renderSnippet(line, { column: 302, length: 4 })
    expect(text).toMatch(/^ {2}…a{39} HERE b+…$/)
    expect(text.slice(carets.indexOf('^'), carets.lastIndexOf('^') + 1)).toBe('HERE')
    expect(text.length).toBeLessThan(110)
  })

  test('whatever the line and the mark', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary', maxLength: 400 }),
        fc.nat(500),
        fc.nat(500),
        (line, column, length) => {
          const shown = renderSnippet(line.replaceAll('\n', ''), { column: column + 1, length })
          expect([0, 2]).toContain(shown.length)
          expect(shown.join('')).not.toMatch(/[\n\r\t|<>\x00-\x1f]/)
          expect(shown[1] ?? '^').toMatch(/^ *\^+$/)
        },
      ),
    )
  })
})
