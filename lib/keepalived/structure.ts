import { count, quote } from '../core/text.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import { advise, nearest } from '../text/nearest.ts'
import type { Keywords, RootKeywords } from './keyword.ts'
import { foreignKeywords } from './keywords/foreign.ts'
import { keyOf } from './merge.ts'
import type { Reading, Stranger } from './process.ts'
import { findUnclosed, type Suspect } from './suspects.ts'
import { markOf, type TextLine } from './text-line.ts'

/**
 * What is wrong with the braces and keywords, told once. keepalived says a line for each thing that a lost brace
 * leads to, and each of its processes says it again; here the cause has a diagnostic and the rest hangs below it.
 */

type Note = { readonly mark: Mark; readonly text: string }

/** A cause, with room for what follows from it. */
interface Cause {
  readonly at: number
  readonly diagnostic: Diagnostic
  readonly related: Note[]
}

export function explainStructure(
  lines: readonly TextLine[],
  readings: readonly Reading[],
  root: RootKeywords,
): Diagnostic[] {
  const places = indexKeywords(root)
  const strangers = strangersOf(readings)
  const braces = [...readings.flatMap(unopenedBlocks), ...unclosedBlocks(lines, readings, root)]
  // A block that belongs elsewhere and comes after a lost brace has been displaced by it: no cause of its own.
  const first = Math.min(...braces.map(each => each.at))
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
  for (const { kind, mark, at } of readings.flatMap(each => each.braces)) {
    if (kind !== 'missing-open') attach(at, oddBrace(kind, mark))
  }
  return [...causes.map(complete), ...loose.filter(diagnostic => isNew(known, diagnostic))]
}

/** The cause with all that follows from it, in the order of the lines. */
function complete({ diagnostic, related }: Cause): Diagnostic {
  const all = [...(diagnostic.related ?? []), ...related]
  return all.length === 0 ? diagnostic : { ...diagnostic, related: all }
}

function isNew(known: Set<string>, diagnostic: Diagnostic): boolean {
  const key = keyOf(diagnostic)
  return !known.has(key) && known.add(key) !== undefined
}

function addNote({ related }: Cause, { text, mark }: Diagnostic): void {
  if (mark === undefined) return
  const same = related.some(
    each => each.mark.line === mark.line && each.mark.column === mark.column && each.mark.file === mark.file,
  )
  if (!same) related.push({ mark, text })
}

/** The strangers of all processes, each line once. */
function strangersOf(readings: readonly Reading[]): Stranger[] {
  const seen = new Set<number>()
  return readings
    .flatMap(each => each.strangers)
    .filter(({ at }) => !seen.has(at) && seen.add(at) !== undefined)
    .sort((a, b) => a.at - b.at)
}

/** A word that is a keyword elsewhere, or a brace: it stands here because something before it went wrong. */
function isDisplaced({ word }: Stranger, places: Places): boolean {
  return word.text === '}' || places.has(word.text) || /^[\d.:/]+$/.test(word.text)
}

/** Where a keyword belongs: the names of blocks, '' for outside all of them. */
type Places = ReadonlyMap<string, readonly string[]>

function indexKeywords(root: Keywords): Places {
  const places = new Map<string, string[]>()
  const walk = (keywords: Keywords, block: string) => {
    for (const [name, { children }] of Object.entries(keywords)) {
      const known = places.get(name)
      if (known === undefined) places.set(name, [block])
      else if (!known.includes(block)) known.push(block)
      if (children !== undefined) walk(children, name)
    }
  }
  walk(root, '')
  return places
}

function describePlace(path: Stranger['path']): string {
  const block = path.at(-1)
  return block === undefined
    ? 'outside all blocks'
    : `in ${titleOf(block.words.map(word => word.text).join(' '))}`
}

/** A block as it is written, short enough for a sentence. */
export function titleOf(text: string): string {
  return quote(text, 60).slice(1, -1)
}

function unknownKeyword(stranger: Stranger, places: Places): Diagnostic {
  const { word, path } = stranger
  const where = describePlace(path)
  if (word.text === '}') {
    return {
      rule: 'extra-brace',
      text: `the closing brace ends no block`,
      mark: word.mark,
      hint: 'Take it out, or look for the { that is missing above',
    }
  }
  return {
    rule: 'unknown-keyword',
    text: `${quote(word.text)} is no keyword ${where}, keepalived ignores the line`,
    mark: word.mark,
    hint: suggest(stranger, places),
  }
}

/** What was meant: a keyword of this block that is near, where the word belongs, or what took its place. */
function suggest({ word, keywords }: Stranger, places: Places): string {
  const here = Object.keys(keywords)
  const foreign = Object.hasOwn(foreignKeywords, word.text) ? foreignKeywords[word.text] : undefined
  if (foreign !== undefined) return foreign
  const other = here.find(name => name.toLowerCase() === word.text.toLowerCase())
  if (other !== undefined) return `Write ${other}, keywords are case-sensitive`
  const home = places.get(word.text)
  if (home !== undefined)
    return `It belongs ${home.map(block => (block === '' ? 'at the top level' : `in ${block}`)).join(' or ')}`
  const near = nearest(word.text, here)
  if (near !== undefined) return `Write ${near} if that is meant`
  const far = nearest(word.text, [...places.keys()])
  if (far === undefined) return 'Look it up: man keepalived.conf'
  return `${far} is near, but it belongs ${(places.get(far) ?? []).map(block => (block === '' ? 'at the top level' : `in ${block}`)).join(' or ')}`
}

function unknownBlock(stranger: Stranger, places: Places): Cause {
  const { word, path, at } = stranger
  const outer = path.at(-1)
  const effect =
    outer === undefined
      ? 'keepalived takes what is in it for keywords of the top level'
      : `what is in it is taken for a part of ${titleOf(outer.words.map(each => each.text).join(' '))}, which ends at its closing brace`
  const text = `${quote(word.text)} is no block ${describePlace(path)}: ${effect}`
  return {
    at,
    diagnostic: { rule: 'unknown-block', text, mark: word.mark, hint: suggest(stranger, places) },
    related: [],
  }
}

function unopenedBlocks({ braces }: Reading): Cause[] {
  return braces.flatMap(({ at, kind, mark, header }) => {
    if (kind !== 'missing-open' || header === undefined) return []
    const [word] = header.words
    const title = titleOf(header.words.map(each => each.text).join(' '))
    const text = `${title} is not followed by an opening brace, its lines fall out of it`
    const diagnostic = {
      rule: 'missing-open-brace',
      text,
      hint: `Write: ${title} {`,
      ...(word === undefined ? {} : { mark: word.mark }),
    }
    return [{ at: at - 1, diagnostic, related: [{ mark, text: 'the { should stand before this' }] }]
  })
}

function oddBrace(kind: 'unexpected' | 'extra', mark: Mark): Diagnostic {
  if (kind === 'extra') {
    return {
      rule: 'extra-brace',
      text: 'the closing brace ends no block',
      mark,
      hint: 'Take it out, or look for the { that is missing above',
    }
  }
  return {
    rule: 'unexpected-brace',
    text: 'the opening brace begins no block, keepalived ignores it',
    mark,
    hint: 'Take it out with its closing brace, or put the keyword of the block before it',
  }
}

/**
 * Blocks without a closing brace, as far as it did harm: a process was still inside at the end, lost a block, or met
 * keywords of another one. Bad indentation alone is nobody's fault.
 */
function unclosedBlocks(
  lines: readonly TextLine[],
  readings: readonly Reading[],
  root: RootKeywords,
): Cause[] {
  const unclosed = Math.max(0, ...readings.map(each => each.unclosed))
  const lost = findLost(lines, readings, root)
  const displaced = strangersOf(readings).filter(
    ({ opens, keywords, word }) => opens && !Object.hasOwn(keywords, word.text),
  )
  if (unclosed === 0 && lost.length === 0 && displaced.length === 0) return []
  const suspects = findUnclosed(lines, root)
  const harm = [...lost, ...displaced.map(each => each.at)].sort((a, b) => a - b)
  const guilty = suspects.filter(({ seen }) => unclosed > 0 || harm.some(at => at >= seen))
  if (guilty.length === 0) return unclosed > 0 ? [openAtEnd(lines, unclosed)] : []
  return guilty.map((suspect, place) => {
    const end = guilty[place + 1]?.seen ?? lines.length
    const own = lost.filter(at => at >= suspect.seen && at < end)
    return missingBrace(suspect, lines, own)
  })
}

function openAtEnd(lines: readonly TextLine[], unclosed: number): Cause {
  const last = lines.at(-1)
  const diagnostic = {
    rule: 'missing-brace',
    text: `${count(unclosed, 'closing brace is', 'closing braces are')} missing, the configuration ends inside a block`,
    ...(last === undefined ? {} : { mark: markOf(last) }),
    hint: 'Look for the block that does not end',
  }
  return { at: lines.length, diagnostic, related: [] }
}

/** Lines that begin a block outside all others, and that a process whose block it is did not take for one. */
function findLost(lines: readonly TextLine[], readings: readonly Reading[], root: RootKeywords): number[] {
  return lines.flatMap((line, at) => {
    if (lines[at + 1]?.text !== '{') return []
    const word = /^[^ \t"]+/.exec(line.text)?.[0] ?? ''
    const keyword = Object.hasOwn(root, word) ? root[word] : undefined
    if (keyword === undefined || keyword.shape === 'line') return []
    const missing = readings.some(
      ({ process, heads, refused }) =>
        keyword.processes.includes(process) && !heads.has(at) && !refused.has(at),
    )
    return missing ? [at] : []
  })
}

function missingBrace(suspect: Suspect, lines: readonly TextLine[], lost: readonly number[]): Cause {
  const related = lost.flatMap(at => {
    const line = lines[at]
    return line === undefined
      ? []
      : [{ mark: markOf(line), text: `${titleOf(line.text)} is lost to keepalived` }]
  })
  const seen = lines[suspect.seen]
  const began = `${titleOf(suspect.title)}, begun on line ${suspect.mark.line}, has no closing brace`
  const [first] = lost
  const line = first === undefined ? undefined : lines[first]
  const more = lost.length > 1 ? ` and ${count(lost.length - 1, 'more block')}` : ''
  const effect =
    line !== undefined
      ? `it swallows ${titleOf(line.text)} on line ${line.line}${more}, which keepalived never sees`
      : seen !== undefined
        ? `it takes the brace of the block around it on line ${seen.line}`
        : 'it goes on to the end of the configuration'
  const hint =
    seen === undefined
      ? 'Add } at its end'
      : `Add } before line ${seen.line}${seen.file === suspect.mark.file ? '' : ` of ${seen.file}`}`
  return {
    at: suspect.at,
    diagnostic: { rule: 'missing-brace', text: `${began}: ${effect}`, mark: suspect.mark, hint, related },
    related: [],
  }
}

/** The nearest of some words, for readers that take one of a list. */
export function suggestWord(word: string, words: readonly string[]): string {
  const other = words.find(each => each.toLowerCase() === word.toLowerCase())
  return other === undefined ? advise(word, words) : `write ${other}, case counts`
}
