import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { Statement } from '../tree.ts'

export type Note = { readonly mark: Mark; readonly text: string }

/** What went wrong first, at the line with this index, with room for what follows from it. */
export interface Cause {
  readonly at: number
  readonly diagnostic: Diagnostic
  readonly related: Note[]
}

/** Adds what follows from a cause, each place once. */
export function addNote({ related }: Cause, { text, mark }: Diagnostic): void {
  if (mark === undefined) return
  const { file, line, column } = mark
  const known = related.some(({ mark: at }) => at.line === line && at.column === column && at.file === file)
  if (!known) related.push({ mark, text })
}

/** The diagnostic of a cause with all that follows from it, in the order of the lines. */
export function tell({ diagnostic, related }: Cause): Diagnostic {
  const all = [...(diagnostic.related ?? []), ...related]
  if (all.length === 0) return diagnostic
  const inOrder = all.toSorted(({ mark: a }, { mark: b }) =>
    a.file === b.file ? a.line - b.line || a.column - b.column : 0,
  )
  return { ...diagnostic, related: inOrder }
}

/** A block by what is before its brace, short enough for a sentence: `virtual_server 192.0.2.10 80`. */
export function titleOf(text: string): string {
  return quote(text, 60).slice(1, -1)
}

export function titleOfStatement({ words }: Statement): string {
  return titleOf(words.map(word => word.text).join(' '))
}
