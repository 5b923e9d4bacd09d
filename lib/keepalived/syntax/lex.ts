import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Word } from '../tree.ts'
import { isBlank, markOf, replaceIn, sliceLine, type TextLine, trimEnd } from './text-line.ts'

/** A stretch of a line of the file; together they are the line, without a gap. Offsets count from 0. */
export interface Piece {
  readonly kind: 'blank' | 'content' | 'escape' | 'comment' | 'continuation'
  readonly start: number
  readonly end: number
}

/** What is left of a line of the file without comment and blanks around it. */
export interface Decommented {
  readonly line: TextLine
  /** A `"` is open at its end. */
  readonly unterminated: boolean
}

/** Signs the comment rule stops at. */
const special = /[!#"\\]/g

/**
 * Takes the comment off a line, as keepalived's decomment() does: `!` and `#` begin one anywhere, in the middle of a
 * word too, but not between double quotes nor behind a backslash. A backslash that ends the line stays its last
 * sign, even behind a comment.
 */
export function decomment(line: TextLine): Decommented {
  const { start, end, escapes, continued, unterminated } = scan(line.text)
  return { line: assemble(line, start, end, escapes, continued), unterminated }
}

/** The pieces a line consists of, by the same rule. */
export function piecesOf({ text }: TextLine): Piece[] {
  const { start, end, escapes, comment, continued } = scan(text)
  const last = continued ?? text.length
  return [
    ...piece('blank', 0, start),
    ...contentPieces(start, end, escapes),
    ...piece('blank', end, comment ?? last),
    ...piece('comment', comment ?? last, last),
    ...piece('continuation', last, text.length),
  ]
}

/** Where the content of a line begins and ends, and what is in it and behind it. */
function scan(text: string) {
  let [quoted, comment, continued] = [false, undefined as number | undefined, undefined as number | undefined]
  let start = 0
  while (isBlank(text[start])) start++
  const escapes: number[] = []
  special.lastIndex = start
  for (let found = special.exec(text); found !== null; found = special.exec(text)) {
    const at = found.index
    const sign = text[at]
    if (sign === '"') {
      if (comment === undefined) quoted = !quoted
    } else if (sign === '\\') {
      const next = text[at + 1]
      if (next === undefined) continued = at
      else if (!quoted && (next === '#' || next === '!') && comment === undefined) escapes.push(at)
      special.lastIndex = at + 2
    } else if (!quoted) comment ??= at
  }
  let end = Math.min(comment ?? text.length, continued ?? text.length)
  while (end > start && isBlank(text[end - 1])) end--
  return { start, end, escapes, comment, unterminated: quoted, continued }
}

function assemble(
  line: TextLine,
  start: number,
  end: number,
  escapes: readonly number[],
  continued: number | undefined,
): TextLine {
  let kept = sliceLine(line, start, end)
  for (const at of escapes.toReversed()) {
    if (at < end) kept = replaceIn(kept, at - start, at - start + 1, '')
  }
  return continued === undefined ? kept : replaceIn(kept, kept.text.length, kept.text.length, '\\')
}

function contentPieces(start: number, end: number, escapes: readonly number[]): Piece[] {
  const pieces: Piece[] = []
  let from = start
  for (const at of escapes) {
    if (at >= end) break
    pieces.push(...piece('content', from, at), ...piece('escape', at, at + 1))
    from = at + 1
  }
  return [...pieces, ...piece('content', from, end)]
}

function piece(kind: Piece['kind'], start: number, end: number): Piece[] {
  return end > start ? [{ kind, start, end }] : []
}

/** The white space that parts words: isspace() in the C locale. */
function isSpace(text: string, at: number): boolean {
  const code = text.charCodeAt(at)
  return code === 32 || (code >= 9 && code <= 13)
}

/**
 * The words of a line: parted by white space and by double quotes, so that `"a b"c` is two. What is between quotes
 * is one word, even an empty one. A quote without its twin ends the line there.
 */
export function splitWords(line: TextLine): { words: readonly Word[]; unmatched: boolean } {
  const { text } = line
  const words: Word[] = []
  let at = 0
  while (at < text.length) {
    if (isSpace(text, at)) {
      at++
      continue
    }
    if (text[at] === '"') {
      const end = text.indexOf('"', at + 1)
      if (end < 0) return { words, unmatched: true }
      words.push({ text: text.slice(at + 1, end), mark: markOf(line, at, end + 1) })
      at = end + 1
      continue
    }
    let end = at + 1
    while (end < text.length && text[end] !== '"' && !isSpace(text, end)) end++
    words.push({ text: text.slice(at, end), mark: markOf(line, at, end) })
    at = end
  }
  return { words, unmatched: false }
}

/** What there is to say of a line with an odd number of double quotes. The line itself may hold a password. */
export function unmatchedQuote(line: TextLine): Diagnostic {
  return {
    rule: 'unmatched-quote',
    text: 'a double quote is missing on this line, keepalived drops what is behind the last one',
    mark: markOf(line),
    hint: 'Close the quote on the same line',
  }
}

/** Where the first brace outside double quotes stands, or -1. A quote without its twin hides all behind it. */
function findBrace(text: string): number {
  if (text[0] === '{' || text[0] === '}') return 0
  for (let at = 0; at < text.length; at++) {
    const sign = text[at]
    if (sign === '{' || sign === '}') return at
    if (sign !== '"') continue
    at = text.indexOf('"', at + 1)
    if (at < 0) return -1
  }
  return -1
}

/** Cuts a line at its first brace: a brace is a line of its own, whatever is around it. */
export function splitAtBrace(line: TextLine): { line: TextLine; rest: TextLine | undefined } {
  const brace = findBrace(line.text)
  if (brace < 0) return { line: trimEnd(line), rest: undefined }
  let cut = brace
  if (brace === 0) {
    cut = 1
    while (isBlank(line.text[cut])) cut++
  }
  const rest = cut < line.text.length ? trimEnd(sliceLine(line, cut)) : undefined
  return { line: trimEnd(sliceLine(line, 0, cut)), rest: rest?.text === '' ? undefined : rest }
}
