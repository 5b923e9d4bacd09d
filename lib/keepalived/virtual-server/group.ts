import { quote } from '../../core/text.ts'
import type { Mark } from '../../text/mark.ts'
import type { Statement, Word } from '../tree.ts'
import { fromBits, readAddress, readPlace, toBits } from './address.ts'
import { atEnd, type Scope, say, takeUnsigned } from './setting.ts'

/** A line of a virtual_server_group. */
export type GroupEntry =
  | {
      readonly kind: 'address'
      readonly family: 4 | 6
      readonly first: bigint
      readonly last: bigint
      readonly port: number
      /** As it is written. */
      readonly name: string
      readonly mark: Mark
    }
  | {
      readonly kind: 'fwmark'
      /** undefined: that of the virtual server. */
      readonly family: 4 | 6 | undefined
      readonly fwmark: number
      readonly name: string
      readonly mark: Mark
    }

export interface Group {
  readonly name: string
  readonly mark: Mark
  /** Addresses before marks, as keepalived goes through them. */
  readonly entries: readonly GroupEntry[]
  readonly has4: boolean
  readonly has6: boolean
}

/** Reads a virtual_server_group; undefined where keepalived drops it at its end: vsg_handler() of check_parser.c. */
export function readGroup(statement: Statement, outer: Scope): Group | undefined {
  const [keyword, name, ...first] = statement.words
  if (keyword === undefined || name === undefined) return undefined
  const scope = { owner: `virtual_server_group ${name.text}`, diagnostics: outer.diagnostics }
  const lines = [first, ...(statement.block?.statements.map(each => each.words) ?? [])]
  const entries = lines.flatMap(words => readEntry(words, scope) ?? [])
  const { mark } = keyword
  if (entries.length === 0) {
    say(
      scope,
      'empty-group',
      mark,
      `${scope.owner} has no usable entry, keepalived removes it`,
      atEnd(statement),
    )
    return undefined
  }
  const [has4, has6] = [4, 6].map(family => entries.some(entry => entry.family === family))
  const open = entries.find(entry => entry.family === undefined)
  if (has4 && has6 && open !== undefined) {
    const text = `${scope.owner} has IPv4, IPv6 and ${open.name} without a family, keepalived removes it`
    say(scope, 'mixed-group', mark, text, {
      hint: `Write ${open.name} inet or ${open.name} inet6`,
      ...atEnd(statement),
    })
    return undefined
  }
  const ordered = [
    ...entries.filter(each => each.kind === 'address'),
    ...entries.filter(each => each.kind === 'fwmark'),
  ]
  return { name: name.text, mark: name.mark, entries: ordered, has4: has4 === true, has6: has6 === true }
}

/** alloc_vsg_entry() of keepalived's check_data.c. */
function readEntry(words: readonly Word[], scope: Scope): GroupEntry | undefined {
  const [word, value, extra] = words
  if (word === undefined) return undefined
  const name = words
    .slice(0, 2)
    .map(each => each.text)
    .join(' ')
  if (word.text === 'fwmark') return readMark(words, name, scope)
  const place = readPlace(word, value)
  if (!('address' in place)) {
    refuse(scope, word, name, place.problem)
    return undefined
  }
  if (place.problem !== undefined) {
    say(
      scope,
      'misread-number',
      value?.mark,
      `port of ${quote(name)} in ${scope.owner} is wrong: ${place.problem}, keepalived takes ${place.port} for it`,
    )
  }
  if (extra !== undefined) remarkIgnored(scope, extra, words.slice(2))
  const range = readRange(word.text, toBits(place.address), place.family)
  if ('problem' in range) {
    refuse(scope, word, name, range.problem)
    return undefined
  }
  const { family, port } = place
  return { kind: 'address', family, ...range, port, name, mark: word.mark }
}

function refuse(scope: Scope, { mark }: Word, name: string, problem: string): void {
  say(scope, 'invalid-group-entry', mark, `entry ${quote(name)} of ${scope.owner} is left out: ${problem}`, {
    hint: 'Write ADDRESS PORT, ADDRESS-LAST PORT, ADDRESS/PREFIX PORT, or fwmark NUMBER',
  })
}

function remarkIgnored(scope: Scope, { mark }: Word, extra: readonly Word[]): void {
  const text = extra.map(word => word.text).join(' ')
  say(
    scope,
    'ignored-words',
    mark,
    `${scope.owner} has ${quote(text)} behind an entry, which keepalived ignores`,
    {
      hint: 'Put each entry on a line of its own',
    },
  )
}

function readMark(words: readonly Word[], name: string, scope: Scope): GroupEntry | undefined {
  const [word, value, family, extra] = words
  if (word === undefined || value === undefined) return undefined
  const instead = 'keepalived leaves the entry out'
  const fwmark = takeUnsigned(scope, 'fwmark', value, [0, 4_294_967_295], { instead })
  if (fwmark === undefined) return undefined
  if (family !== undefined && !['inet', 'inet6'].includes(family.text)) {
    refuse(
      scope,
      family,
      words.map(each => each.text).join(' '),
      `${quote(family.text)} is neither inet nor inet6`,
    )
    return undefined
  }
  if (extra !== undefined) remarkIgnored(scope, extra, words.slice(3))
  if (fwmark === 0) {
    const text = `${scope.owner} has the mark 0, which no packet carries: the entry is of no use`
    say(scope, 'zero-mark', value.mark, text, { hint: 'Take a mark from 1 on' })
  }
  const number = family === undefined ? undefined : family.text === 'inet' ? 4 : 6
  return { kind: 'fwmark', family: number, fwmark, name, mark: word.mark }
}

type Range = { readonly first: bigint; readonly last: bigint } | { readonly problem: string }

function readRange(text: string, first: bigint, family: 4 | 6): Range {
  const slash = text.indexOf('/')
  if (slash >= 0) return readPrefix(text.slice(slash + 1), first, family)
  const dash = text.indexOf('-')
  if (dash < 0) return { first, last: first }
  const end = text.slice(dash + 1)
  return end.includes(family === 4 ? '.' : ':')
    ? readEnd(end, first, family)
    : readLastPart(end, first, family)
}

function readPrefix(text: string, first: bigint, family: 4 | 6): Range {
  const size = family === 4 ? 32 : 128
  const length = /^\s*\+?\d+$/.test(text) ? Number(text) : 0
  if (length < 1 || length > size) return { problem: `${quote(text)} is no prefix length from 1 to ${size}` }
  const rest = (1n << BigInt(size - length)) - 1n
  if ((first & rest) === 0n) return { first, last: first | rest }
  return { problem: `its network begins at ${fromBits(first & ~rest, family)}` }
}

function readEnd(text: string, first: bigint, family: 4 | 6): Range {
  const cut = /^[^-/]*/.exec(text)?.[0] ?? text
  const end = readAddress(cut)
  if (end === undefined) return { problem: `the end of the range ${quote(text)} is not an IP address` }
  if (end.family !== family) return { problem: 'the ends of the range are of different families' }
  const last = toBits(end.text)
  return last < first ? { problem: 'the range ends before it begins' } : { first, last }
}

/** The last byte in decimal (IPv4) or the last group in hexadecimal (IPv6): inet_stor() of keepalived's lib/utils.c. */
function readLastPart(text: string, first: bigint, family: 4 | 6): Range {
  const digits = (family === 4 ? /^\d+/ : /^[0-9A-Fa-f]+/).exec(text)?.[0] ?? ''
  const max = family === 4 ? 255n : 65_535n
  // With something behind it the number counts for keepalived itself, but not for keepalived -t.
  if (digits !== text) return { problem: `the end of the range ${quote(text)} is not a number` }
  const part = digits === '' ? 0n : BigInt(family === 4 ? digits : `0x${digits}`)
  if (part > max)
    return { problem: `the end of the range ${quote(text)} is above ${family === 4 ? '255' : 'ffff'}` }
  const last = (first & ~max) | part
  return part > (first & max)
    ? { first, last }
    : { problem: 'the range ends before it begins, or where it begins' }
}
