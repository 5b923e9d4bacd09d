import { quote } from '../core/text.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import type { bfdRules } from './rules/bfd.ts'
import type { Statement, Tree, Word } from './tree.ts'
import { type NumberReading, readDecimal, readInt, readUnsigned } from './values/numbers.ts'
import { readPlace } from './virtual-server/address.ts'

/** A session as far as it was read. */
interface Session {
  readonly title: string
  readonly mark: Mark
  neighbour?: Place
  source?: Place
  hops?: number
  ttl?: number
}

interface Place {
  readonly family: 4 | 6
  readonly address: string
}

type Say = (rule: keyof typeof bfdRules, mark: Mark, text: string, hint: string) => void

/** Longest name of a session. */
const nameLimit = 31
const milliseconds = (from: number) => (word: Word) => readDecimal(word, from, 4_294_967, 3)

const numbers: Readonly<Record<string, (word: Word) => NumberReading>> = {
  min_rx: milliseconds(1),
  min_tx: milliseconds(1),
  idle_tx: milliseconds(1000),
  multiplier: word => readUnsigned(word, 1, 255),
  ttl: word => readUnsigned(word, 1, 255),
  hoplimit: word => readUnsigned(word, 1, 255),
  max_hops: word => readInt(word, -1, 255),
}

/**
 * What is wrong with the bfd_instance blocks, from the trees of the BFD process and of the VRRP process, which is the
 * one that reads `weight`. keepalived leaves out a session without a neighbour, and the second of two that have a name
 * or both ends in common.
 */
export function lintBfd(bfd: Tree, vrrp: Tree): Diagnostic[] {
  const diagnostics: Diagnostic[] = []
  const say: Say = (rule, mark, text, hint) => diagnostics.push({ rule, text, mark, hint })
  const sessions: Session[] = []
  const names = new Set<string>()
  for (const statement of bfd.statements) {
    if (statement.keyword !== 'bfd_instance') continue
    const session = readSession(statement, names, say)
    if (session !== undefined && !isDouble(session, sessions, say)) sessions.push(session)
  }
  for (const { keyword, words, block } of vrrp.statements) {
    if (keyword !== 'bfd_instance') continue
    const title = `bfd_instance ${quote(words[1]?.text ?? '', 60).slice(1, -1)}`
    for (const line of block?.statements ?? []) if (line.keyword === 'weight') readWeight(line, title, say)
  }
  return diagnostics
}

function readSession(statement: Statement, names: Set<string>, say: Say): Session | undefined {
  const [, name] = statement.words
  if (name === undefined) return undefined
  const title = `bfd_instance ${quote(name.text, 60).slice(1, -1)}`
  const lose = (mark: Mark, text: string, hint: string) =>
    say('bfd-instance-lost', mark, `${text}: keepalived leaves it out`, hint)
  if (name.text.length > nameLimit) {
    lose(name.mark, `the name of ${title} has ${name.text.length} characters`, `Up to ${nameLimit} are right`)
    return undefined
  }
  if (names.has(name.text)) {
    lose(name.mark, `${title} is there twice`, 'Give it a name of its own')
    return undefined
  }
  const session: Session = { title, mark: name.mark }
  for (const line of statement.block?.statements ?? []) {
    const lost = readLine(line, session, say)
    if (lost === undefined) continue
    lose(lost.mark, lost.text, 'Write: neighbor_ip ADDRESS')
    return undefined
  }
  names.add(name.text)
  return finish(session, lose, say)
}

/** The neighbour that cannot be taken: with it keepalived gives up the whole session. */
function readLine(
  { keyword, words }: Statement,
  session: Session,
  say: Say,
): { readonly mark: Mark; readonly text: string } | undefined {
  const [, value] = words
  if (value === undefined) return undefined
  if (keyword === 'neighbor_ip' || keyword === 'neighbour_ip') {
    const place = readPlace(value, undefined)
    if ('problem' in place && !('family' in place)) {
      return { mark: value.mark, text: `${keyword} of ${session.title} cannot be taken, ${place.problem}` }
    }
    session.neighbour = place
  } else if (keyword === 'source_ip') {
    const place = readPlace(value, undefined)
    if ('family' in place) session.source = place
    else
      say(
        'bfd-value',
        value.mark,
        `source_ip of ${session.title} is ignored, ${place.problem}`,
        'Write: source_ip ADDRESS',
      )
  } else if (Object.hasOwn(numbers, keyword)) readNumber(keyword, value, session, say)
  return undefined
}

function readNumber(keyword: string, word: Word, session: Session, say: Say): void {
  const reading = numbers[keyword]?.(word)
  if (reading?.problem !== undefined) {
    const text = `${keyword} of ${session.title} is ignored, ${reading.problem}`
    say('bfd-value', word.mark, text, 'Write a number in that range, or take the line out')
  }
  if (reading?.value === undefined) return
  if (keyword === 'max_hops') session.hops = reading.value
  if (keyword === 'ttl' || keyword === 'hoplimit') session.ttl = reading.value
}

function finish(
  session: Session,
  lose: (mark: Mark, text: string, hint: string) => void,
  say: Say,
): Session | undefined {
  const { title, mark, neighbour, source, hops } = session
  if (neighbour === undefined) {
    lose(mark, `${title} has no neighbour`, 'Write: neighbor_ip ADDRESS')
    return undefined
  }
  if (source !== undefined && source.family !== neighbour.family) {
    const text = `source_ip ${source.address} and neighbor_ip ${neighbour.address} of ${title} are of two families`
    lose(mark, text, 'Give both of one family')
    return undefined
  }
  const ttl = session.ttl ?? (neighbour.family === 6 ? 64 : 255)
  if (hops !== undefined && hops > ttl) {
    const text = `max_hops of ${title} is ${hops}, above its ttl of ${ttl}: keepalived takes ${ttl}`
    say('bfd-value', mark, text, `Write a max_hops of up to ${ttl}, or a higher ttl`)
  }
  return session
}

/** Two sessions with the same ends: keepalived has the first. */
function isDouble(
  { title, mark, neighbour, source }: Session,
  sessions: readonly Session[],
  say: Say,
): boolean {
  const first = sessions.find(
    each => each.neighbour?.address === neighbour?.address && each.source?.address === source?.address,
  )
  if (first === undefined) return false
  const text = `${title} has the neighbour and the source of ${first.title}: keepalived leaves it out`
  say('bfd-instance-lost', mark, text, 'Give one of them another source_ip, or take one out')
  return true
}

function readWeight({ words: [, value, option] }: Statement, title: string, say: Say): void {
  const reading = value === undefined ? undefined : readInt(value, -253, 253)
  if (value !== undefined && reading?.problem !== undefined) {
    const text = `weight of ${title} is ignored, ${reading.problem}`
    say('bfd-value', value.mark, text, 'Write a number in that range, or take the line out')
  } else if (option !== undefined && option.text !== 'reverse') {
    const text = `${quote(option.text)} is no word for the weight of ${title}`
    say('bfd-value', option.mark, text, 'Write reverse, or take it out')
  }
}
