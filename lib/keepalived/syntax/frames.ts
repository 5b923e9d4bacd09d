import type { Diagnostic } from '../../text/diagnostic.ts'
import type { IncludeRequest, SourceFile, Sources } from '../sources.ts'
import type { Definitions } from './definitions.ts'
import { decomment, unmatchedQuote } from './lex.ts'
import type { Sequence } from './sequence.ts'
import { columnOf, markOf, type TextLine } from './text-line.ts'

/** fgets() of keepalived 2.2.7 takes so many characters at once; what is left is taken for a line of its own. */
const bufferLimit = 1023
/** Nested sequences and includes multiply. So many lines no cluster needs. */
export const lineLimit = 400_000
export const depthLimit = 50
const diagnosticLimit = 1_000

/** A file that is being read. */
export interface FileFrame {
  readonly kind: 'file'
  readonly file: SourceFile
  /** Where to read on, and the number of the line that is in. */
  at: number
  line: number
  /** Where that line begins and ends. */
  start: number
  end: number
}

/** Something that lines are read from; the last one opened is read first. */
export type Frame =
  | FileFrame
  | { readonly kind: 'sequence'; readonly sequence: Sequence; at: number }
  | { readonly kind: 'definition'; readonly texts: readonly string[]; readonly use: TextLine; at: number }

/** What is known while the lines are made. */
export interface State {
  readonly sources: Sources
  readonly configId: string
  readonly definitions: Definitions
  readonly frames: Frame[]
  readonly lines: TextLine[]
  readonly diagnostics: Diagnostic[]
  readonly wanted: Map<string, IncludeRequest>
  readonly conditions: Map<string, boolean>
  /** A definition whose last line ended in a backslash. */
  open: string | undefined
  /** Lines that sequences, definitions and includes have made. */
  made: number
}

/** Opens a file, to be read next. Those that keepalived passes over have nothing in them. */
export function openFile(state: State, file: SourceFile): void {
  if (file.status === 'read')
    state.frames.push({ kind: 'file', file, at: 0, line: 1, start: 0, end: lineEnd(file.text, 0) })
}

/** The next line of the frame on top. Frames that are used up go. */
export function readFrame(state: State): TextLine | undefined {
  for (;;) {
    const frame = state.frames.at(-1)
    if (frame === undefined) return undefined
    const line = frame.kind === 'file' ? readPhysical(state, frame) : readMade(state, frame)
    if (line !== undefined) return line
    state.frames.splice(state.frames.lastIndexOf(frame), 1)
  }
}

function readMade(state: State, frame: Exclude<Frame, { kind: 'file' }>): TextLine | undefined {
  const at = frame.at++
  if (frame.kind === 'definition') {
    const text = frame.texts[at]
    return text === undefined
      ? undefined
      : { ...frame.use, text, columns: repeat(columnOf(frame.use, 0), text) }
  }
  if (at >= frame.sequence.count) return undefined
  if (++state.made > lineLimit) return stop(state, frame.sequence.line)
  for (const [name, value] of frame.sequence.values(at))
    state.definitions.set(name, { lines: [value], multiline: false })
  return frame.sequence.line
}

function repeat(column: number, text: string): number[] {
  return Array<number>(text.length).fill(column)
}

/** Says something, as long as there is anybody to read it. */
export function say(state: State, diagnostics: readonly Diagnostic[]): void {
  if (state.diagnostics.length < diagnosticLimit) state.diagnostics.push(...diagnostics)
}

/** Reads nothing more, and says so. */
export function stop(state: State, line: TextLine): undefined {
  state.frames.length = 0
  state.diagnostics.push({
    rule: 'too-much',
    text: `the configuration comes to more than ${lineLimit} lines, it was read up to here only`,
    mark: markOf(line),
    hint: 'Look for sequences and includes inside each other',
  })
  return undefined
}

/** One line of a file, comments taken off; several where it is longer than keepalived's buffer. */
function readPhysical(state: State, frame: FileFrame): TextLine | undefined {
  const { text, path } = frame.file
  if (frame.at >= text.length) return undefined
  const cut = Math.min(frame.end, frame.at + bufferLimit)
  const columns = frame.at - frame.start + 1
  const raw = { text: cString(text.slice(frame.at, cut)), file: path, line: frame.line, columns }
  frame.at = cut
  if (cut === frame.end) {
    frame.at = frame.start = cut + 1
    frame.end = lineEnd(text, frame.at)
    frame.line++
  }
  const { line, unterminated } = decomment(raw)
  if (unterminated) say(state, [unmatchedQuote(line)])
  if (line.text === '') state.open = undefined
  return line
}

function lineEnd(text: string, start: number): number {
  const found = text.indexOf('\n', start)
  return found < 0 ? text.length : found
}

/** A C string ends at its first NUL, and line ends are taken off. */
function cString(text: string): string {
  const nul = text.indexOf('\0')
  let end = nul < 0 ? text.length : nul
  while (end > 0 && text[end - 1] === '\r') end--
  return text.slice(0, end)
}
