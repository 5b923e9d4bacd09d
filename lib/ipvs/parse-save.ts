import { quote } from '../core/text.ts'
import { formatService, type Service } from '../net/service.ts'
import { type Builder, createPool, type Draft } from './build.ts'
import { type NumericEndpoint, parseDecimal, parseMask, parseNumericEndpoint } from './field.ts'
import { type Line, splitWords } from './lines.ts'
import { parseListedMark } from './parse-list.ts'
import type { Report } from './report.ts'
import { readOptions, type SavedLine, targetOf } from './save-options.ts'
import type { Forward, Tunnel } from './table.ts'

/** What ipvsadm takes when it is not told: ipvsadm(8), and IP_VS_TEMPLATE_TIMEOUT of the kernel. */
const defaults = { scheduler: 'wlc', timeout: 300, weight: 1 } as const

/** What all lines share. */
interface Context {
  readonly build: Builder
  readonly report: Report
  readonly keep: (word: string) => string
  readonly drafts: Map<string, Draft>
  /** Services whose own line cannot be read. */
  readonly lost: Set<string>
}

/**
 * Reads what `ipvsadm -Sn` wrote, or a file that `ipvsadm-restore` reads: one command a line, `#` begins a comment. A
 * saved table shows neither connections nor, as ipvsadm 1.31 writes it, thresholds; and a Local server is DR (-g).
 * The port of a real server is the one that is written: that of the kernel when ipvsadm wrote it, although for DR and
 * TUN `ipvsadm-restore` would take the port of the virtual server.
 */
export function readSaveLines(lines: Iterable<Line>, build: Builder, report: Report): void {
  const context: Context = { build, report, keep: createPool(), drafts: new Map(), lost: new Set() }
  for (const line of lines) {
    const words = splitWords(line.text)
    if (words.length === 0 || words[0]?.startsWith('#')) continue
    const saved = readOptions(words)
    if ('text' in saved) report.add('table-line', saved.text, line, { word: saved.word })
    else readCommand(saved, line, context)
  }
}

function readCommand(saved: SavedLine, line: Line, context: Context): void {
  const { report, drafts, lost } = context
  const service = readTarget(saved, line, report)
  if (service === undefined) return
  const key = formatService(service)
  if (saved.command === '-A') {
    const started = readService(saved, service, line, context)
    if (started === undefined) lost.add(key)
    else {
      // That there are two of them is reported when all is read.
      drafts.set(key, context.build.open(started))
    }
    return
  }
  const draft = drafts.get(key)
  if (draft !== undefined) readServer(saved, draft, line, context)
  else if (!lost.has(key)) {
    const text = `the real server ${quote(saved.options.get('-r') ?? '')} is added to ${key}, which no line before it adds with -A`
    report.add('table-line', text, line)
  }
}

function readTarget(saved: SavedLine, line: Line, report: Report): Service | undefined {
  const name = targetOf(saved)
  if (name === undefined) {
    const text = 'the line does not say which virtual server: one of -t, -u, --sctp-service and -f is right'
    report.add('table-line', text, line)
    return undefined
  }
  const value = saved.options.get(name) ?? ''
  if (name === '-f') {
    const mark = parseListedMark(value)
    if (mark !== undefined) return { kind: 'fwmark', family: saved.options.has('-6') ? 6 : 4, mark }
    return bad(saved, name, `the firewall mark ${quote(value)} is not a number over 0`, line, report)
  }
  const endpoint = readEndpoint(saved, name, 0, line, report)
  if (endpoint === undefined) return undefined
  const protocol = name === '-t' ? 'TCP' : name === '-u' ? 'UDP' : 'SCTP'
  return { kind: 'address', protocol, ...endpoint }
}

function bad(saved: SavedLine, name: string, text: string, line: Line, report: Report): undefined {
  const word = saved.places.get(name)
  report.add('table-line', text, line, word === undefined ? {} : { word })
}

function readEndpoint(
  saved: SavedLine,
  name: string,
  port: number,
  line: Line,
  report: Report,
): NumericEndpoint | undefined {
  const value = saved.options.get(name) ?? ''
  const endpoint = parseNumericEndpoint(value, port)
  if (endpoint === undefined) {
    const text = `the address ${quote(value)} of ${name} cannot be read: 192.0.2.1:80 or [2001:db8::1]:80 is right`
    return bad(saved, name, text, line, report)
  }
  if (endpoint !== 'names') return endpoint
  const text = `the table was saved with names, such as ${quote(value)}: save it with ipvsadm -Sn`
  report.addOnce('table-names', text, line, { word: saved.places.get(name) ?? 0, hint: 'ipvsadm -Sn' })
  return undefined
}

function readService(
  saved: SavedLine,
  service: Service,
  line: Line,
  { keep, report }: Context,
): Parameters<Builder['open']>[0] | undefined {
  const { options } = saved
  const time = options.get('-p')
  const timeout = time === '' ? defaults.timeout : parseDecimal(time, 2 ** 32 - 1)
  if (time !== undefined && timeout === undefined) {
    return bad(saved, '-p', `the persistence ${quote(time)} is not a number of seconds`, line, report)
  }
  const mask = options.get('-M')
  const granularity = mask === undefined ? (service.family === 6 ? 128 : 32) : parseMask(mask, service.family)
  if (granularity === undefined) {
    const right = service.family === 6 ? 'a number of bits from 1 to 128' : 'a netmask in four numbers'
    return bad(saved, '-M', `the mask ${quote(mask ?? '')} cannot be read: ${right} is right`, line, report)
  }
  const engine = options.get('--pe')
  const persistence = { timeout, granularity, ...(engine === undefined ? {} : { engine: keep(engine) }) }
  return {
    line,
    service,
    familyUnknown: false,
    scheduler: keep(options.get('-s') ?? defaults.scheduler),
    flags: options.get('-b')?.split(',').map(keep) ?? [],
    onePacket: options.has('-o'),
    ...(time === undefined ? {} : { persistence }),
  }
}

function readServer(saved: SavedLine, draft: Draft, line: Line, { build, report }: Context): void {
  const { options } = saved
  if (!options.has('-r')) {
    report.add('table-line', 'the line does not say which real server: -r ADDRESS:PORT is missing', line)
    return
  }
  const own = draft.service.kind === 'address' ? draft.service.port : 0
  const endpoint = readEndpoint(saved, '-r', own, line, report)
  const numbers = readNumbers(saved, line, report)
  const tunnel = readTunnel(saved, line, report)
  if (endpoint === undefined || numbers === undefined || tunnel === undefined) return
  const methods = (['-g', '-i', '-m'] as const).filter(name => options.has(name))
  if (methods.length > 1) {
    bad(saved, methods[1] ?? '', `${methods.join(' and ')} contradict each other: one is right`, line, report)
    return
  }
  const forward: Forward = methods[0] === '-m' ? 'NAT' : methods[0] === '-i' ? 'TUN' : 'DR'
  const server = { ...endpoint, forward, ...numbers, ...(tunnel === null ? {} : { tunnel }) }
  build.addServer(draft, server, line)
}

/** Weight and thresholds, which a saved table names only where somebody wrote them by hand. */
function readNumbers(saved: SavedLine, line: Line, report: Report) {
  const { options } = saved
  const read = (name: string, kind: string) => {
    const value = options.get(name)
    const number = parseDecimal(value, 2 ** 31 - 1)
    if (value !== undefined && number === undefined) {
      bad(saved, name, `the ${kind} ${quote(value)} is not a number`, line, report)
    }
    return { number, failed: value !== undefined && number === undefined }
  }
  const [weight, upper, lower] = [
    read('-w', 'weight'),
    read('-x', 'upper threshold'),
    read('-y', 'lower threshold'),
  ]
  if (weight.failed || upper.failed || lower.failed) return undefined
  return {
    weight: weight.number ?? defaults.weight,
    ...(upper.number === undefined ? {} : { upper: upper.number }),
    ...(lower.number === undefined ? {} : { lower: lower.number }),
  }
}

const checksums = { '--tun-nocsum': 'none', '--tun-csum': 'full', '--tun-remcsum': 'remote' } as const

/** The tunnel of a server; null for none, undefined once a problem has been reported. */
function readTunnel(saved: SavedLine, line: Line, report: Report): Tunnel | null | undefined {
  const { options } = saved
  const type = options.get('--tun-type')
  if (type === undefined) return null
  if (type === 'ipip') return { type }
  if (type !== 'gue' && type !== 'gre') {
    const text = `the tunnel ${quote(type)} is not known: ipip, gue or gre is right`
    return bad(saved, '--tun-type', text, line, report)
  }
  const named = (['--tun-csum', '--tun-remcsum'] as const).find(name => options.has(name))
  const checksum = checksums[named ?? '--tun-nocsum']
  if (type === 'gre') return { type, checksum }
  const port = parseDecimal(options.get('--tun-port'), 65_535)
  if (port !== undefined) return { type, port, checksum }
  return bad(saved, '--tun-port', `the tunnel gue of this line has no readable --tun-port`, line, report)
}
