import { count, quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { RootKeywords } from '../keyword.ts'
import { type Cause, titleOf, titleOfStatement } from './cause.ts'
import type { Reading } from './reading.ts'
import { extraBrace, type Places, strangersOf } from './strangers.ts'
import { findUnclosed, type Suspect } from './suspects.ts'
import { markOf, type TextLine } from './text-line.ts'

/** Blocks whose keyword is not followed by a brace. */
export function unopenedBlocks({ braces }: Reading): Cause[] {
  return braces.flatMap(({ at, kind, mark, header }) => {
    if (kind !== 'missing-open' || header === undefined) return []
    const title = titleOfStatement(header)
    const diagnostic = {
      rule: 'missing-open-brace',
      text: `${title} is not followed by an opening brace, its lines fall out of it`,
      hint: `Write: ${title} {`,
      ...(header.words[0] === undefined ? {} : { mark: header.words[0].mark }),
    }
    return [
      { at: at - 1, diagnostic, related: [{ mark, text: 'the opening brace should stand before this' }] },
    ]
  })
}

/** A brace that follows from something else. */
export function oddBrace(kind: 'unexpected' | 'extra', mark: Mark): Diagnostic {
  if (kind === 'extra') return { ...extraBrace, mark }
  const text = 'the opening brace begins no block, keepalived ignores it'
  return { rule: 'unexpected-brace', text, mark }
}

/** An opening brace behind a line that begins no block; often two statements have come to stand on one line. */
export function strayBrace(at: number, mark: Mark, before: TextLine | undefined, places: Places): Cause {
  const last = /[^ \t"]+$/.exec(before?.text ?? '')?.[0]
  const hint =
    last !== undefined && before?.text !== last && places.has(last)
      ? `Begin a line of its own with ${last} {`
      : 'Take it out with its closing brace, or put the keyword of the block before it'
  const isBrace = before === undefined || before.text === '{' || before.text === '}'
  const subject = isBrace ? 'the opening brace' : quote(before.text)
  const text = `${subject} begins no block, keepalived ignores the { and closes a block too many at its }`
  return { at, diagnostic: { rule: 'unexpected-brace', text, mark, hint }, related: [] }
}

/**
 * Blocks without a closing brace, as far as it did harm: a process was still inside at the end, lost a block, or met
 * keywords of another one. Bad indentation alone is nobody's fault.
 */
export function unclosedBlocks(
  lines: readonly TextLine[],
  readings: readonly Reading[],
  root: RootKeywords,
): Cause[] {
  const unclosed = Math.max(0, ...readings.map(each => each.unclosed))
  const lost = findLost(lines, readings, root)
  const strangers = strangersOf(readings).filter(each => each.opens)
  if (unclosed === 0 && lost.length === 0 && strangers.length === 0) return []
  const harm = [...lost, ...strangers.map(each => each.at)]
  const guilty = findUnclosed(lines, root).filter(({ seen }) => unclosed > 0 || harm.some(at => at >= seen))
  if (guilty.length === 0) return unclosed > 0 ? [openAtEnd(lines, unclosed)] : []
  return guilty.map((suspect, place) => {
    const end = guilty[place + 1]?.seen ?? lines.length
    return missingBrace(
      suspect,
      lines,
      lost.filter(at => at >= suspect.seen && at < end),
    )
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

/** Lines that begin a block of the top level, and that a process whose block it is did not take for one. */
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

/**
 * When they start, keepalived's children pass over global_defs by counting braces, so that all is lost to its end. When they
 * reload, they read it as any other block, and the next closing brace ends it: what runs may be well until it is started anew.
 */
function describeReload(
  { title }: Suspect,
  swallowed: TextLine | undefined,
  lost: readonly number[],
): string {
  if (!/^global_defs\b/.test(title) || swallowed === undefined || lost.length < 2) return ''
  return `. A reload loses only ${titleOf(swallowed.text)}, the next start of keepalived all of them`
}

function missingBrace(suspect: Suspect, lines: readonly TextLine[], lost: readonly number[]): Cause {
  const seen = lines[suspect.seen]
  const first = lost[0] ?? (seen === undefined || seen.text === '}' ? undefined : suspect.seen)
  const swallowed = first === undefined ? undefined : lines[first]
  const more = lost.length > 1 ? ` and ${count(lost.length - 1, 'more block')}` : ''
  const fate = lost.length > 0 ? ', which keepalived never sees' : ''
  const effect =
    swallowed !== undefined
      ? `it swallows ${titleOf(swallowed.text)} on line ${swallowed.line}${more}${fate}`
      : seen !== undefined
        ? `it takes the brace of the block around it on line ${seen.line}`
        : 'it goes on to the end of the configuration'
  const text = `${titleOf(suspect.title)}, begun on line ${suspect.mark.line}, has no closing brace: ${effect}`
  const file = seen === undefined || seen.file === suspect.mark.file ? '' : ` of ${seen.file}`
  const place = seen === undefined ? 'Add } at its end' : `Add } before line ${seen.line}${file}`
  const hint = `${place}${describeReload(suspect, swallowed, lost)}`
  const related = lost.flatMap(at => {
    const line = lines[at]
    return line === undefined
      ? []
      : [{ mark: markOf(line), text: `${titleOf(line.text)} is lost to keepalived` }]
  })
  const from = seen === undefined ? {} : { from: markOf(seen) }
  const diagnostic = { rule: 'missing-brace', text, mark: suspect.mark, hint, related, ...from }
  return { at: suspect.at, diagnostic, related: [] }
}
