import type { Diagnostic } from '../../text/diagnostic.ts'
import type { RootKeywords } from '../keyword.ts'
import { keyOf } from '../merge.ts'
import { oddBrace, strayBrace, unclosedBlocks, unopenedBlocks } from './braces.ts'
import { addNote, tell } from './cause.ts'
import type { Reading, Stranger } from './reading.ts'
import { indexKeywords, isDisplaced, strangersOf, unknownBlock, unknownKeyword } from './strangers.ts'
import type { TextLine } from './text-line.ts'

/**
 * What is wrong with braces and keywords, told once. keepalived says a line for each thing that a lost brace leads
 * to, and each of its processes says it again; here the cause has a diagnostic and the rest hangs below it.
 */
export function explainStructure(
  lines: readonly TextLine[],
  readings: readonly Reading[],
  root: RootKeywords,
): Diagnostic[] {
  const places = indexKeywords(root)
  const strangers = strangersOf(readings)
  const opened = new Set(strangers.filter(each => each.opens).map(each => each.at + 1))
  const odd = readings.flatMap(each => each.braces)
  const stray = odd.filter(({ kind, at }) => kind === 'unexpected' && !opened.has(at))
  const braces = [
    ...readings.flatMap(unopenedBlocks),
    ...unclosedBlocks(lines, readings, root),
    ...stray.map(({ at, mark }) => strayBrace(at, mark, lines[at - 1], places)),
  ]
  // A block that belongs elsewhere and comes after something else went wrong has been displaced by it: no cause.
  const misspelt = strangers.filter(each => each.opens && !isDisplaced(each, places))
  const first = Math.min(...[...braces, ...misspelt].map(each => each.at))
  const isCause = (each: Stranger) => each.opens && !(each.at > first && isDisplaced(each, places))
  const known = new Set<string>()
  const causes = [...braces, ...strangers.filter(isCause).map(each => unknownBlock(each, places))]
    .sort((a, b) => a.at - b.at)
    .filter(({ diagnostic }) => isNew(known, diagnostic))
  const loose: Diagnostic[] = []
  const attach = (at: number, diagnostic: Diagnostic) => {
    const cause = causes.findLast(each => each.at <= at)
    if (cause === undefined) loose.push(diagnostic)
    else addNote(cause, diagnostic)
  }
  for (const stranger of strangers) {
    if (isCause(stranger)) continue
    const diagnostic = unknownKeyword(stranger, places)
    if (isDisplaced(stranger, places)) attach(stranger.at, diagnostic)
    else loose.push(diagnostic)
  }
  for (const { kind, mark, at } of odd) {
    if (kind === 'extra' || (kind === 'unexpected' && opened.has(at))) attach(at, oddBrace(kind, mark))
  }
  return [...causes.map(tell), ...loose.filter(diagnostic => isNew(known, diagnostic))]
}

function isNew(known: Set<string>, diagnostic: Diagnostic): boolean {
  const key = keyOf(diagnostic)
  return !known.has(key) && known.add(key) !== undefined
}
