import { parseAddress } from '../net/address.ts'

/** Where packets go: an address with a port, 0 for every port. */
export interface NumericEndpoint {
  readonly family: 4 | 6
  /** Canonical text of the address. */
  readonly address: string
  readonly port: number
}

/** A whole number in decimal digits, up to `max`; undefined for anything else. */
export function parseDecimal(word: string | undefined, max: number): number | undefined {
  if (word === undefined || word.length > 20 || !/^\d+$/.test(word)) return undefined
  const value = Number(word)
  return value <= max ? value : undefined
}

/** A number in hexadecimal digits, at most so many; undefined for anything else. Over 2^53 it is rounded. */
export function parseHex(word: string | undefined, digits: number): number | undefined {
  if (word === undefined || word.length > digits || !/^[0-9A-Fa-f]+$/.test(word)) return undefined
  return Number.parseInt(word, 16)
}

/**
 * A counter of the kernel, an `int` shown with a sign in proc and without one in ipvsadm. One that fell below zero,
 * which has been seen, counts as none.
 */
export function parseCounter(word: string | undefined): number | undefined {
  if (word?.startsWith('-')) return parseDecimal(word.slice(1), 2 ** 31) === undefined ? undefined : 0
  const value = parseDecimal(word, 2 ** 32 - 1)
  return value === undefined || value < 2 ** 31 ? value : 0
}

/** A number as `ipvsadm -L --stats` abbreviates it: `99999999`, `100000K`, `1000M`, `100G`, `100T`, cut off below. */
export function parseAbbreviated(word: string | undefined): number | undefined {
  const factor = { K: 1e3, M: 1e6, G: 1e9, T: 1e12 }[word?.at(-1) ?? '']
  if (factor === undefined) return parseDecimal(word, 2 ** 64)
  const value = parseDecimal(word?.slice(0, -1), 2 ** 64)
  return value === undefined ? undefined : value * factor
}

/** An address as ip_vs writes it in /proc: eight hexadecimal digits, or IPv6 without brackets. */
export function parseHexAddress(word: string): Omit<NumericEndpoint, 'port'> | undefined {
  if (word.includes(':')) return word.includes('%') ? undefined : toFresh(word)
  const value = word.length === 8 ? parseHex(word, 8) : undefined
  if (value === undefined) return undefined
  return { family: 4, address: [24, 16, 8, 0].map(shift => (value >>> shift) & 255).join('.') }
}

function toFresh(word: string): Omit<NumericEndpoint, 'port'> | undefined {
  const address = word.includes('%') ? undefined : parseAddress(word)
  return address === undefined ? undefined : { family: address.family, address: address.text }
}

/** `0A630064:1F91` or `[2001:0db8:…:0001]:0050`, as in `/proc/net/ip_vs`. */
export function parseHexEndpoint(word: string): NumericEndpoint | undefined {
  const colon = word.lastIndexOf(':')
  const port = word.length - colon === 5 ? parseHex(word.slice(colon + 1), 4) : undefined
  const host = unbracket(word.slice(0, Math.max(0, colon)))
  if (port === undefined || host === undefined || host.bracketed !== host.text.includes(':')) return undefined
  const address = parseHexAddress(host.text)
  return address === undefined ? undefined : { ...address, port }
}

/**
 * `192.0.2.1:80` or `[2001:db8::1]:80`, as ipvsadm writes it with -n. `'names'` when it was written without -n, so
 * that a host or service name stands there. Without a port the given one, if any.
 */
export function parseNumericEndpoint(word: string, port?: number): NumericEndpoint | 'names' | undefined {
  const closing = word.lastIndexOf(']')
  const colon = word.indexOf(':', closing < 0 ? 0 : closing)
  const host = unbracket(colon < 0 ? word : word.slice(0, colon))
  if (host === undefined) return undefined
  const digits = colon < 0 ? undefined : word.slice(colon + 1)
  const number = digits === undefined ? port : parseDecimal(digits, 65_535)
  const address = toFresh(host.text)
  const right = address !== undefined && host.bracketed === (address.family === 6)
  if (right && number !== undefined) return { ...address, port: number }
  const named = (right || isName(host.text)) && (number !== undefined || isName(digits ?? ''))
  return named ? 'names' : undefined
}

function isName(text: string): boolean {
  return text.length <= 255 && /^[A-Za-z0-9_.-]*[A-Za-z][A-Za-z0-9_.+-]*$/.test(text)
}

function unbracket(text: string): { text: string; bracketed: boolean } | undefined {
  const bracketed = text.startsWith('[')
  if (bracketed !== text.endsWith(']')) return undefined
  return { text: bracketed ? text.slice(1, -1) : text, bracketed }
}

/** How many bits of a netmask are set: `255.255.255.0` is 24. */
export function countBits(mask: number): number {
  let bits = 0
  for (let rest = mask >>> 0; rest !== 0; rest = (rest & (rest - 1)) >>> 0) bits++
  return bits
}

/** The mask of a persistent service as ipvsadm writes it: dotted for IPv4, a number of bits for IPv6. */
export function parseMask(word: string | undefined, family: 4 | 6): number | undefined {
  if (family === 6) {
    const bits = parseDecimal(word, 128)
    return bits === 0 ? undefined : bits
  }
  const address = parseAddress(word ?? '')
  if (address?.family !== 4) return undefined
  return countBits(address.text.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0))
}
