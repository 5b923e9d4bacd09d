import { quote } from '../core/text.ts'
import type { Service } from '../net/service.ts'
import { type Builder, createPool, type Draft } from './build.ts'
import { parseCounter, parseDecimal, parseMask, parseNumericEndpoint } from './field.ts'
import { type Line, splitWords } from './lines.ts'
import type { Report } from './report.ts'
import { badServer, badWord, readForward, readProtocol, strayServer, unknownLine } from './row.ts'
import type { Tunnel } from './table.ts'

/**
 * Reads the lines of `ipvsadm -Ln` behind its titles, with `--exact`, `--nosort` and `--tun-info` too; what is written
 * is from ipvsadm.c, 1.26 to 1.31. It shows neither thresholds nor, without `--tun-info`, tunnels. ipvsadm 1.26 shows
 * `ops` and `pe` of persistent services only, and SCTP as UDP, and nothing in its output tells that it was 1.26.
 * @param tunnels whether the titles have the column of `--tun-info`
 */
export function readListLines(lines: Iterable<Line>, tunnels: boolean, build: Builder, report: Report): void {
  const keep = createPool()
  let draft: Draft | undefined
  let lost = false
  for (const line of lines) {
    const words = splitWords(line.text)
    if (words[0] === '->') {
      if (draft !== undefined) readServer(line, words, tunnels, draft, build, report)
      else if (!lost) strayServer(line, report)
      continue
    }
    const started = readService(line, words, keep, report)
    draft = started === undefined ? undefined : build.open(started)
    lost = started === undefined
  }
}

function readService(
  line: Line,
  words: readonly string[],
  keep: (word: string) => string,
  report: Report,
): Parameters<Builder['open']>[0] | undefined {
  const found = readListedService(line, words, report)
  if (found === undefined) return undefined
  const { service, rest } = found
  const [scheduler, ...flags] = words.slice(rest)
  if (scheduler === undefined) {
    report.add('table-line', `the virtual server ${quote(words[1] ?? '')} has no scheduler`, line)
    return undefined
  }
  const read = readFlags(flags, service.family, keep)
  if (typeof read === 'number') {
    const text = `the flag ${quote(flags[read] ?? '')} of the virtual server ${quote(words[1] ?? '')} cannot be read: (flags), persistent SECONDS, mask MASK, pe NAME or ops is right`
    return badWord(line, rest + 1 + read, text, report)
  }
  return { line, service, familyUnknown: false, scheduler: keep(scheduler), ...read }
}

/** The service at the beginning of a line of any `ipvsadm -Ln`, and which word comes behind it. */
export function readListedService(
  line: Line,
  words: readonly string[],
  report: Report,
): { service: Service; rest: number } | undefined {
  const [kind = '', where = '', next] = words
  if (kind === 'FWM') {
    const mark = parseListedMark(where)
    if (mark === undefined)
      return badWord(line, 1, `the firewall mark ${quote(where)} is not a number`, report)
    const family = next === 'IPv6' ? 6 : 4
    return { service: { kind: 'fwmark', family, mark }, rest: family === 6 ? 3 : 2 }
  }
  const protocol = readProtocol(kind)
  if (protocol === undefined) return unknownLine(line, report)
  const endpoint = parseNumericEndpoint(where)
  if (endpoint === undefined) return badAddress(line, where, report)
  if (endpoint === 'names') return reportNames(line, where, report)
  return { service: { kind: 'address', protocol, ...endpoint }, rest: 2 }
}

/** ipvsadm writes the mark as a signed number. */
export function parseListedMark(word: string | undefined): number | undefined {
  const below = word?.startsWith('-') ? parseDecimal(word.slice(1), 2 ** 31) : undefined
  const mark = below === undefined ? parseDecimal(word, 2 ** 32 - 1) : 2 ** 32 - below
  return mark === undefined || mark === 0 || mark === 2 ** 32 ? undefined : mark
}

function badAddress(line: Line, where: string, report: Report): undefined {
  const text = `the address ${quote(where)} cannot be read: 192.0.2.1:80 or [2001:db8::1]:80 is right`
  return badWord(line, 1, text, report)
}

/** Names in place of numbers: which address and port they stand for is known to that machine only. */
function reportNames(line: Line, where: string, report: Report): undefined {
  const text = `the table was listed with names, such as ${quote(where)}: list it with ipvsadm -Ln`
  report.addOnce('table-names', text, line, { word: 1, hint: 'ipvsadm -Ln' })
}

/** The flags of a service, or which of them cannot be read. */
function readFlags(flags: readonly string[], family: 4 | 6, keep: (word: string) => string) {
  let [timeout, granularity] = [undefined as number | undefined, family === 6 ? 128 : 32]
  let engine: string | undefined
  let schedulerFlags: readonly string[] = []
  let onePacket = false
  for (let at = 0; at < flags.length; at++) {
    const word = flags[at] ?? ''
    const value = flags[at + 1]
    if (word === 'ops') onePacket = true
    else if (word.startsWith('(') && word.endsWith(')'))
      schedulerFlags = word.slice(1, -1).split(',').map(keep)
    else if (word === 'pe' && value !== undefined) engine = keep(flags[++at] ?? '')
    else if (word === 'persistent') {
      timeout = parseDecimal(flags[++at], 2 ** 32 - 1)
      if (timeout === undefined) return at
    } else if (word === 'mask') {
      const bits = parseMask(flags[++at], family)
      if (bits === undefined) return at
      granularity = bits
    } else return at
  }
  const base = { flags: schedulerFlags, onePacket }
  if (timeout === undefined) return base
  return { ...base, persistence: { timeout, granularity, ...(engine === undefined ? {} : { engine }) } }
}

/** The address of a real server in any `ipvsadm -Ln`; undefined once it has been reported. */
export function readListedServer(line: Line, words: readonly string[], report: Report) {
  const where = words[1] ?? ''
  const endpoint = parseNumericEndpoint(where)
  if (endpoint === undefined) return badAddress(line, where, report)
  return endpoint === 'names' ? reportNames(line, where, report) : endpoint
}

function readServer(
  line: Line,
  words: readonly string[],
  tunnels: boolean,
  draft: Draft,
  build: Builder,
  report: Report,
): void {
  const endpoint = readListedServer(line, words, report)
  if (endpoint === undefined) return
  const forward = readForward(words[2] ?? '')
  const tunnel = tunnels ? readTunnel(words[3] ?? '') : null
  const [load, activeWord, inactiveWord, extra] = words.slice(tunnels ? 4 : 3)
  const weight = parseDecimal(load, 2 ** 31 - 1)
  const [active, inactive] = [parseCounter(activeWord), parseCounter(inactiveWord)]
  const incomplete = forward === undefined || tunnel === undefined || weight === undefined
  if (incomplete || active === undefined || inactive === undefined || extra !== undefined) {
    badServer(line, words, report, tunnels)
    return
  }
  const server = { ...endpoint, forward, weight, active, inactive, ...(tunnel === null ? {} : { tunnel }) }
  build.addServer(draft, server, line)
}

const checksums: Readonly<Record<string, Tunnel['checksum']>> = {
  '-c': 'none',
  '+c': 'full',
  'r+c': 'remote',
}

/** A tunnel as `--tun-info` shows it; null for a server without one, undefined for what cannot be read. */
function readTunnel(word: string): Tunnel | null | undefined {
  if (word === 'n/a') return null
  if (word === 'ipip') return { type: 'ipip' }
  const [type, ...rest] = word.split(':')
  const checksum = checksums[rest.at(-1) ?? '']
  if (checksum === undefined) return undefined
  if (type === 'gre' && rest.length === 1) return { type, checksum }
  const port = parseDecimal(rest[0], 65_535)
  return type === 'gue' && rest.length === 2 && port !== undefined ? { type, port, checksum } : undefined
}
