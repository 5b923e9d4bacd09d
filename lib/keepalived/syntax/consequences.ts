import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { Parsed } from '../parse.ts'

/** The lines a lost brace has displaced. */
interface Region {
  readonly cause: Diagnostic
  readonly file: string
  readonly first: number
  readonly last: number
}

/**
 * Puts what follows from a lost brace below it. Lines that fall into another block are read there, and what the
 * readers say of them is true of keepalived too; but nobody shall look for a second mistake where there is one.
 */
export function foldConsequences(parsed: Parsed, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const regions = parsed.diagnostics.flatMap(cause => toRegion(cause, parsed))
  if (regions.length === 0) return [...parsed.diagnostics, ...diagnostics]
  const folded = new Map<Diagnostic, { mark: Mark; text: string }[]>()
  const kept = diagnostics.filter(diagnostic => {
    const { mark, text } = diagnostic
    const region = regions.find(
      each => mark?.file === each.file && mark.line >= each.first && mark.line <= each.last,
    )
    if (mark === undefined || region === undefined) return true
    const notes = folded.get(region.cause)
    if (notes === undefined) folded.set(region.cause, [{ mark, text }])
    else notes.push({ mark, text })
    return false
  })
  const causes = parsed.diagnostics.map(cause => {
    const notes = folded.get(cause)
    return notes === undefined ? cause : { ...cause, related: [...(cause.related ?? []), ...notes] }
  })
  return [...causes, ...kept]
}

/** From where the brace is missed to the end of the block of the top level that it is missed in. */
function toRegion(cause: Diagnostic, { trees }: Parsed): Region[] {
  const { from } = cause
  if (from === undefined) return []
  const around = Object.values(trees)
    .flatMap(tree => tree.statements)
    .filter(({ words: [word], block }) => {
      const [begin, end] = [word?.mark, block?.close]
      return (
        begin?.file === from.file && begin.line < from.line && (end === undefined || end.line >= from.line)
      )
    })
  const ends = around.map(({ block }) => block?.close?.line ?? Number.POSITIVE_INFINITY)
  const last = ends.length === 0 ? Number.POSITIVE_INFINITY : Math.max(...ends)
  return [{ cause, file: from.file, first: from.line, last }]
}
