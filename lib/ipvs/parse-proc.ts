import { quote } from '../core/text.ts'
import { type Builder, createPool, type Draft } from './build.ts'
import { countBits, parseCounter, parseDecimal, parseHex, parseHexEndpoint } from './field.ts'
import { type Line, splitWords } from './lines.ts'
import type { Report } from './report.ts'
import { badServer, badWord, readForward, readProtocol, strayServer, unknownLine } from './row.ts'
import type { TableService } from './table.ts'

type Persistence = NonNullable<TableService['persistence']>

/**
 * Reads the lines of `/proc/net/ip_vs` behind its titles, as the kernel's ip_vs_ctl.c writes them: addresses, ports
 * and marks in hexadecimal, persistence in jiffies. It shows no scheduler flags, no persistence engine, no thresholds,
 * no family of a firewall mark, and no one-packet scheduling of an IPv6 address.
 * @param hz jiffies a second (CONFIG_HZ of the kernel); without it, how long persistence lasts is not known
 */
export function readProcLines(
  lines: Iterable<Line>,
  hz: number | undefined,
  build: Builder,
  report: Report,
): void {
  const keep = createPool()
  let draft: Draft | undefined
  let lost = false
  for (const line of lines) {
    const words = splitWords(line.text)
    if (words[0] === '->') {
      if (draft !== undefined) readServer(line, words, draft, build, report)
      else if (!lost) strayServer(line, report)
      continue
    }
    const started = readService(line, words, hz, keep, report)
    draft = started === undefined ? undefined : build.open(started)
    lost = started === undefined
  }
}

function readService(
  line: Line,
  words: readonly string[],
  hz: number | undefined,
  keep: (word: string) => string,
  report: Report,
): Parameters<Builder['open']>[0] | undefined {
  const [kind = '', where = '', scheduler, ...rest] = words
  const target = kind === 'FWM' ? readMark(line, where, report) : readAddress(line, kind, where, report)
  if (target === undefined) return undefined
  if (scheduler === undefined) {
    report.add('table-line', `the virtual server ${quote(where)} has no scheduler`, line)
    return undefined
  }
  const onePacket = rest[0] === 'ops'
  const flags = onePacket ? rest.slice(1) : rest
  const base = { line, scheduler: keep(scheduler), onePacket: shown(target, onePacket) }
  if (flags.length === 0) return { ...base, ...target }
  const [word, jiffies, mask, extra] = flags
  const bits = parseHex(mask, 8)
  const sign = jiffies?.startsWith('-') ? 1 : 0
  const time = parseDecimal(jiffies?.slice(sign), 2 ** 32)
  if (
    word !== 'persistent' ||
    extra !== undefined ||
    time === undefined ||
    bits === undefined ||
    mask?.length !== 8
  ) {
    const text = `the flags ${quote(flags.join(' '))} are not those of /proc/net/ip_vs: persistent, jiffies, and a mask of eight hexadecimal digits are right`
    report.add('table-line', text, line, { word: words.length - flags.length })
    return undefined
  }
  const family = target.familyUnknown ? familyOfMask(bits) : target.service.family
  const timeout = hz !== undefined && hz > 0 && sign === 0 && time % hz === 0 ? time / hz : undefined
  const persistence: Persistence = { timeout, granularity: family === 6 ? bits >>> 24 : countBits(bits) }
  const service = { ...target.service, family }
  return { ...base, service, familyUnknown: false, persistence }
}

type Target = Pick<Draft, 'service' | 'familyUnknown'>

/** The line of an IPv6 address has no place for `ops`. */
function shown({ service }: Target, onePacket: boolean): boolean | undefined {
  return service.kind === 'address' && service.family === 6 ? undefined : onePacket
}

/**
 * The mask of IPv6 is a number of bits, and the kernel swaps its bytes as if it were an address: 64 is 40000000. None
 * of these is a netmask but 80000000, 128 bits or `128.0.0.0`, of which the second is no one's.
 */
function familyOfMask(mask: number): 4 | 6 {
  const bits = mask >>> 24
  return (mask & 0xff_ffff) === 0 && bits >= 1 && bits <= 128 ? 6 : 4
}

function readMark(line: Line, where: string, report: Report): Target | undefined {
  const mark = where.length === 8 ? parseHex(where, 8) : undefined
  if (mark === undefined || mark === 0) {
    return badWord(
      line,
      1,
      `the firewall mark ${quote(where)} is not one: eight hexadecimal digits are right`,
      report,
    )
  }
  return { service: { kind: 'fwmark', family: 4, mark }, familyUnknown: true }
}

function readAddress(line: Line, kind: string, where: string, report: Report): Target | undefined {
  const protocol = readProtocol(kind)
  if (protocol === undefined) return unknownLine(line, report)
  const endpoint = parseHexEndpoint(where)
  if (endpoint === undefined) return badAddress(line, where, report)
  return { service: { kind: 'address', protocol, ...endpoint }, familyUnknown: false }
}

function badAddress(line: Line, where: string, report: Report): undefined {
  const text = `the address ${quote(where)} is not one of /proc/net/ip_vs: C0000201:0050 and [2001:0db8:…:0001]:0050 are right`
  return badWord(line, 1, text, report)
}

function readServer(
  line: Line,
  words: readonly string[],
  draft: Draft,
  build: Builder,
  report: Report,
): void {
  const [, where = '', way = '', load, activeWord, inactiveWord, extra] = words
  const endpoint = parseHexEndpoint(where)
  if (endpoint === undefined) {
    badAddress(line, where, report)
    return
  }
  const forward = readForward(way)
  const weight = parseDecimal(load, 2 ** 31 - 1)
  const [active, inactive] = [parseCounter(activeWord), parseCounter(inactiveWord)]
  const incomplete = forward === undefined || weight === undefined || extra !== undefined
  if (incomplete || active === undefined || inactive === undefined) badServer(line, words, report)
  else build.addServer(draft, { ...endpoint, forward, weight, active, inactive }, line)
}
