import { clean } from '../core/text.ts'
import type { Mark } from './mark.ts'

/** So much of a line is shown. */
const width = 100
/** So much of it stands before what is marked, where the beginning has to be cut off. */
const before = 40

/**
 * The line of a mark and, below it, a caret under what is marked: two lines of the same indent. Tabs become blanks,
 * control characters and what has a meaning in plugin output are shown defused; a long line is cut around the mark. Of
 * an empty line nothing is shown.
 * @param line the line without its end; UTF-8 that was read as bytes (latin1) is shown as the text it is
 */
export function renderSnippet(line: string, mark: Pick<Mark, 'column' | 'length'>): readonly string[] {
  const start = Math.min(Math.max(0, mark.column - 1), line.length)
  const end = Math.min(line.length, start + Math.max(1, mark.length))
  const from = beginning(line, line.length <= width ? 0 : Math.min(start - before, line.length - width))
  const to = Math.min(line.length, from + width)
  const head = `${from > 0 ? '…' : ''}${show(line.slice(from, start))}`
  const marked = show(line.slice(start, Math.min(end, to)))
  const tail = `${show(line.slice(Math.min(end, to), to))}${to < line.length ? '…' : ''}`
  const carets = '^'.repeat(Math.max(1, columns(marked)))
  const text = `${head}${marked}${tail}`.trimEnd()
  if (text === '') return []
  // What is indented in the file needs not be so here.
  const indent = /^ */.exec(text)?.[0].length ?? 0
  const place = Math.max(0, columns(head) - indent)
  return [`  ${text.slice(indent)}`, `  ${' '.repeat(place)}${carets}`]
}

/** Never in the middle of a character of UTF-8. */
function beginning(line: string, at: number): number {
  let from = Math.max(0, at)
  for (let back = 0; back < 3 && /[\x80-\xbf]/.test(line[from] ?? ''); back++) from--
  return from
}

/** The text as it may be shown, each tab a blank. */
function show(bytes: string): string {
  return clean(decodeBytes(bytes.replaceAll('\t', ' ')))
}

/** The text that these bytes (latin1) are in UTF-8; the bytes where they are no UTF-8. */
export function decodeBytes(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes) || /[^\x00-\xff]/.test(bytes)) return bytes
  const text = Buffer.from(bytes, 'latin1').toString('utf8')
  return text.includes('\ufffd') ? bytes : text
}

/** How many columns of a terminal a text takes: full-width signs take two, combining ones none. */
function columns(text: string): number {
  if (/^[ -~]*$/.test(text)) return text.length
  let sum = 0
  for (const sign of text) sum += /\p{M}/u.test(sign) ? 0 : isWide(sign.codePointAt(0) ?? 0) ? 2 : 1
  return sum
}

/** East Asian Wide and Fullwidth of Unicode's UAX #11, in its large blocks. */
function isWide(code: number): boolean {
  return (
    (code >= 0x1100 && code <= 0x115f) ||
    (code >= 0x2e80 && code <= 0xa4cf) ||
    (code >= 0xac00 && code <= 0xd7a3) ||
    (code >= 0xf900 && code <= 0xfaff) ||
    (code >= 0xfe30 && code <= 0xfe6f) ||
    (code >= 0xff00 && code <= 0xff60) ||
    (code >= 0xffe0 && code <= 0xffe6) ||
    (code >= 0x1f300 && code <= 0x1faff) ||
    (code >= 0x20000 && code <= 0x3fffd)
  )
}
