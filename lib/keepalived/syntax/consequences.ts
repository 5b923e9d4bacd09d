import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { Parsed } from '../parse.ts'
import type { Note } from './cause.ts'

/** The lines a lost brace has displaced. */
interface Region {
  readonly cause: Diagnostic
  readonly file: string
  readonly first: number
  readonly last: number
}

/** Rules that speak of blocks by their names, and of what is in no block: they miss what a brace has swallowed. */
const missingRules: ReadonlySet<string> = new Set([
  'dropped-checker',
  'script-unused',
  'sync-daemon-instance',
  'sync-group-single',
  'sync-member-unknown',
  'track-unknown',
  'unknown-group',
])

/**
 * Puts what follows from a lost brace below it. Lines that fall into another block are read there, and what the
 * readers say of them is true of keepalived too; but nobody shall look for a second mistake where there is one.
 */
export function foldConsequences(parsed: Parsed, diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const regions = parsed.diagnostics.flatMap(cause => toRegion(cause, parsed))
  const ofParser = new Set(parsed.diagnostics)
  const all = [...ofParser, ...diagnostics]
  if (regions.length === 0) return all
  const folded = new Map<Diagnostic, Note[]>(regions.map(({ cause }) => [cause, []]))
  const kept = all.filter(diagnostic => {
    const { mark, text, rule } = diagnostic
    // Braces and blocks have been put in order when they were read.
    const isFixed = ofParser.has(diagnostic) && rule !== 'unknown-keyword'
    if (mark === undefined || isFixed) return true
    const region = missingRules.has(rule) ? regions[0] : regions.find(each => isIn(mark, each))
    if (region === undefined) return true
    folded.get(region.cause)?.push({ mark, text })
    return false
  })
  return kept.map(cause => {
    const notes = folded.get(cause) ?? []
    return notes.length === 0 ? cause : { ...cause, related: [...(cause.related ?? []), ...notes] }
  })
}

function isIn({ file, line }: Mark, region: Region): boolean {
  return file === region.file && line >= region.first && line <= region.last
}

/** The block of the top level that the brace is missed in, from its beginning to its end. */
function toRegion(cause: Diagnostic, { trees }: Parsed): Region[] {
  const { from } = cause
  if (from === undefined) return []
  const { file } = from
  let [first, last] = [from.line, 0]
  for (const { words, block } of Object.values(trees).flatMap(tree => tree.statements)) {
    const begin = words[0]?.mark
    const end = block?.close?.line ?? Number.POSITIVE_INFINITY
    if (begin?.file !== file || begin.line > from.line || end < from.line) continue
    first = Math.min(first, begin.line)
    last = Math.max(last, end)
  }
  return [{ cause, file, first, last: last === 0 ? Number.POSITIVE_INFINITY : last }]
}
