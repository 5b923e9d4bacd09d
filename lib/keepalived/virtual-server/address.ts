import { quote } from '../../core/text.ts'
import { type Address, parseAddress } from '../../net/address.ts'
import type { Word } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'

/** An address with a port (0 for none) as keepalived takes it. */
export interface Place {
  readonly family: 4 | 6
  /** Canonical text. */
  readonly address: string
  readonly port: number
  /** What of the address word counts for nothing, such as `/32`. */
  readonly ignored?: string
  /** The port is no number as a whole: the clause, and keepalived takes what it begins with. */
  readonly problem?: string
}

/**
 * Reads an address and a port as inet_stosockaddr() of keepalived's lib/utils.c does: a `:` makes it IPv6, what is
 * behind a `-` or `/` is cut off, no names of hosts and services. A port of zeros is none (check_data.c).
 */
export function readPlace(address: Word, port: Word | undefined): Place | { readonly problem: string } {
  const reading = port === undefined || /^0*$/.test(port.text) ? undefined : readUnsigned(port, 1, 65_535)
  if (reading?.value === undefined && reading?.problem !== undefined && reading.lenient === undefined) {
    return { problem: `its port ${reading.problem}` }
  }
  const dash = address.text.indexOf('-')
  const end = dash < 0 ? address.text.indexOf('/') : dash
  const parsed = readAddress(end < 0 ? address.text : address.text.slice(0, end))
  if (parsed === undefined) return { problem: explainAddress(address.text) }
  return {
    family: parsed.family,
    address: parsed.text,
    port: reading?.value ?? (reading !== undefined && 'lenient' in reading ? (reading.lenient ?? 0) : 0),
    ...(end < 0 ? {} : { ignored: address.text.slice(end) }),
    ...(reading?.problem === undefined ? {} : { problem: reading.problem }),
  }
}

/** inet_pton(3): no zone index. */
export function readAddress(text: string): Address | undefined {
  return text.includes('%') ? undefined : parseAddress(text)
}

function explainAddress(text: string): string {
  if (/^\[.*\]/.test(text))
    return `${quote(text)} has brackets, keepalived takes an IPv6 address without them`
  if (/^[\d.]+:\d+$/.test(text)) return `${quote(text)} has a colon, the port is a word of its own`
  if (/[g-zG-Z_]/.test(text)) return `${quote(text)} is not an address, and keepalived looks up no names here`
  return `${quote(text)} is not an IP address`
}

/** The address as a number of 32 or 128 bits. */
export function toBits(address: string): bigint {
  if (!address.includes(':')) return fromGroups(address.split('.').map(Number), 8n)
  const dotted = /(\d+)\.(\d+)\.(\d+)\.(\d+)$/.exec(address)
  const [, a = 0, b = 0, c = 0, d = 0] = dotted?.map(Number) ?? []
  const tail = `${(a * 256 + b).toString(16)}:${(c * 256 + d).toString(16)}`
  const text = dotted === null ? address : address.slice(0, dotted.index) + tail
  const [head = '', rest] = text.split('::')
  const groups = (part: string) => (part === '' ? [] : part.split(':').map(each => Number.parseInt(each, 16)))
  if (rest === undefined) return fromGroups(groups(head), 16n)
  const [before, after] = [groups(head), groups(rest)]
  const zeros = Array<number>(Math.max(0, 8 - before.length - after.length)).fill(0)
  return fromGroups([...before, ...zeros, ...after], 16n)
}

function fromGroups(groups: readonly number[], bits: bigint): bigint {
  return groups.reduce((sum, group) => (sum << bits) | BigInt(group), 0n)
}

/** The canonical text of a number that `toBits` gave. */
export function fromBits(bits: bigint, family: 4 | 6): string {
  const [size, step] = family === 4 ? [4, 8n] : [8, 16n]
  const groups = Array.from(
    { length: size },
    (_, at) => (bits >> (step * BigInt(size - 1 - at))) & ((1n << step) - 1n),
  )
  const text = family === 4 ? groups.join('.') : groups.map(group => group.toString(16)).join(':')
  return parseAddress(text)?.text ?? text
}
