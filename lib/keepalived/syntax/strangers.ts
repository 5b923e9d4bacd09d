import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { nearest } from '../../text/nearest.ts'
import type { Keywords } from '../keyword.ts'
import { adviseForeign } from '../keywords/foreign.ts'
import { type Cause, titleOfStatement } from './cause.ts'
import type { Reading, Stranger } from './reading.ts'

/** Where a keyword belongs: the names of blocks, '' for the top level. */
export type Places = ReadonlyMap<string, readonly string[]>

/** Every keyword of the tables with the blocks it may stand in. */
export function indexKeywords(root: Keywords): Places {
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

/** The strangers of all processes, each line once, in the order of the lines. */
export function strangersOf(readings: readonly Reading[]): Stranger[] {
  const seen = new Set<number>()
  return readings
    .flatMap(each => each.strangers)
    .filter(({ at }) => !seen.has(at) && seen.add(at) !== undefined)
    .sort((a, b) => a.at - b.at)
}

/** A word that is a keyword elsewhere, a value of a list, or a brace: it stands here because of what went wrong before. */
export function isDisplaced({ word }: Stranger, places: Places): boolean {
  return word.text === '}' || places.has(word.text) || isValue(word.text)
}

/** An address or a number, as lists of values hold them. */
function isValue(text: string): boolean {
  return /^(?=.*[\d:])[\dA-Fa-f.:/-]+$/.test(text)
}

export const extraBrace = {
  rule: 'extra-brace',
  text: 'the closing brace ends no block',
  hint: 'Take it out, or look for the { that is missing above',
} as const

/** A line that keepalived ignores. */
export function unknownKeyword(stranger: Stranger, places: Places): Diagnostic {
  const { word, path } = stranger
  if (word.text === '}') return { ...extraBrace, mark: word.mark }
  return {
    rule: 'unknown-keyword',
    text: `${quote(word.text)} is no keyword ${describePlace(path)}, keepalived ignores the line`,
    mark: word.mark,
    hint: suggest(stranger, places),
  }
}

/** A line that keepalived ignores, and behind it a block that falls into the one around. */
export function unknownBlock(stranger: Stranger, places: Places): Cause {
  const { word, path, at } = stranger
  const outer = path.at(-1)
  const effect =
    outer === undefined
      ? 'keepalived takes what is in it for keywords of the top level'
      : `what is in it is taken for a part of ${titleOfStatement(outer)}, which ends at its closing brace`
  const text = `${quote(word.text)} is no block ${describePlace(path)}: ${effect}`
  const diagnostic = { rule: 'unknown-block', text, mark: word.mark, hint: suggest(stranger, places) }
  return { at, diagnostic, related: [] }
}

function describePlace(path: Stranger['path']): string {
  const block = path.at(-1)
  return block === undefined ? 'at the top level' : `in ${titleOfStatement(block)}`
}

function listPlaces(blocks: readonly string[]): string {
  return blocks.map(block => (block === '' ? 'at the top level' : `in ${block}`)).join(' or ')
}

/** What was meant: a keyword of this block that is near, where the word belongs, or what took its place. */
function suggest({ word, keywords }: Stranger, places: Places): string {
  const here = Object.keys(keywords)
  const since = Object.hasOwn(keywords, word.text) ? keywords[word.text]?.since : undefined
  if (since !== undefined) return `It came with keepalived ${since}, take it out or upgrade`
  const foreign = adviseForeign(word.text)
  if (foreign !== undefined) return foreign
  const other = here.find(name => name.toLowerCase() === word.text.toLowerCase())
  if (other !== undefined) return `Write ${other}, keywords are case-sensitive`
  const home = places.get(word.text)
  if (home !== undefined) return `It belongs ${listPlaces(home)}`
  const near = nearest(word.text, here)
  if (near !== undefined) return `Write ${near} if that is meant`
  const far = nearest(word.text, [...places.keys()])
  if (far === undefined) return 'Look it up: man keepalived.conf'
  return `${far} is near, but it belongs ${listPlaces(places.get(far) ?? [])}`
}
