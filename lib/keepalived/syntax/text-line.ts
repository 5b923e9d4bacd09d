import type { Mark } from '../../text/mark.ts'

/**
 * A line on its way through the reader. Comments go, definitions are put in, braces split it: each character still
 * knows the column of the file it comes from, so that a message can point there.
 */
export interface TextLine {
  readonly text: string
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** Column of each character, or of the first where the others follow one by one. */
  readonly columns: number | readonly number[]
}

/** Column of a character, counted from 1; behind the end, the column after the last. */
export function columnOf(line: TextLine, at: number): number {
  if (typeof line.columns === 'number') return line.columns + at
  return line.columns[at] ?? (line.columns.at(-1) ?? 0) + 1
}

/** The mark of the characters from `start` up to `end`. */
export function markOf(line: TextLine, start = 0, end = line.text.length): Mark {
  const column = columnOf(line, start)
  const length = end > start ? Math.max(1, columnOf(line, end - 1) - column + 1) : 1
  return { file: line.file, line: line.line, column, length }
}

/** A part of a line. */
export function sliceLine(line: TextLine, start: number, end = line.text.length): TextLine {
  const { text, file, line: number, columns } = line
  if (start === 0 && end === text.length) return line
  return {
    text: text.slice(start, end),
    file,
    line: number,
    columns: typeof columns === 'number' ? columns + start : columns.slice(start, end),
  }
}

/** The line with a stretch of it replaced. All of the new text points at where the old text stood. */
export function replaceIn(line: TextLine, start: number, end: number, by: string): TextLine {
  const columns: number[] = []
  for (let at = 0; at < start; at++) columns.push(columnOf(line, at))
  for (let at = 0; at < by.length; at++) columns.push(columnOf(line, start))
  for (let at = end; at < line.text.length; at++) columns.push(columnOf(line, at))
  return { ...line, text: line.text.slice(0, start) + by + line.text.slice(end), columns }
}

/** The line without blanks and tabs at its end. */
export function trimEnd(line: TextLine): TextLine {
  let end = line.text.length
  while (end > 0 && isBlank(line.text[end - 1])) end--
  return end === line.text.length ? line : sliceLine(line, 0, end)
}

/** The line without blanks and tabs at its beginning. */
export function trimStart(line: TextLine): TextLine {
  let start = 0
  while (isBlank(line.text[start])) start++
  return start === 0 ? line : sliceLine(line, start)
}

/** Blank and tab alone: other white space parts words, but keepalived does not strip it. */
export function isBlank(sign: string | undefined): boolean {
  return sign === ' ' || sign === '\t'
}
