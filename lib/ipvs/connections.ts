import { quote } from '../core/text.ts'
import { createPool } from './build.ts'
import {
  type NumericEndpoint,
  parseDecimal,
  parseHex,
  parseHexAddress,
  parseNumericEndpoint,
} from './field.ts'
import { firstLine, type Line, splitWords } from './lines.ts'
import { createReport, type Reading, type Report } from './report.ts'
import { expectTitles } from './whole.ts'

/** A connection that the kernel keeps in its table, or what stands for the connections of a client to come. */
export interface Connection {
  /** `TCP`, `UDP`, `SCTP`, or `IP` for a template of a firewall mark. */
  readonly protocol: string
  readonly client: NumericEndpoint
  readonly virtual: NumericEndpoint
  /** The real server. */
  readonly server: NumericEndpoint
  readonly state: string
  /** Until it is forgotten. */
  readonly expiresSeconds: number
  /** Persistence: it binds a client, or its network, to a real server. */
  readonly template: boolean
  /** The firewall mark of a template: the kernel writes it in place of the virtual address. */
  readonly mark?: number
  /** Persistence engine with what it knows the client by. */
  readonly engine?: { readonly name: string; readonly data: string }
}

type Endpoints = Pick<Connection, 'client' | 'virtual' | 'server'>

const procTitle = 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires PEName PEData'
const greeting = 'IPVS connection entries'
const listTitles = [
  'pro expire state       source             virtual            destination',
  'pro expire state       source             virtual            destination        pe name          pe_data',
]

/**
 * Reads `/proc/net/ip_vs_conn` (ip_vs_conn.c: addresses and ports in hexadecimal, seconds in decimal) or what
 * `ipvsadm -Lcn` makes of it, with `--persistent-conn` too. The kernel does not hold its table still meanwhile.
 */
export function parseConnections(
  text: string,
  file = '/proc/net/ip_vs_conn',
): Reading<readonly Connection[]> {
  const report = createReport(file)
  const listed = firstLine(text)?.text.startsWith(greeting) === true
  const wide = text.slice(0, 300).includes(' pe name ')
  const titles = listed ? [greeting, listTitles[wide ? 1 : 0] ?? ''] : [procTitle]
  const lines = expectTitles(text, titles, report)
  const connections: Connection[] = []
  const keep = createPool()
  if (lines !== undefined) {
    for (const line of lines) {
      const connection = readConnection(line, listed, keep, report)
      if (connection !== undefined) connections.push(connection)
    }
  }
  const problems = report.list()
  return { value: problems.length === 0 ? connections : undefined, problems }
}

function readConnection(
  line: Line,
  listed: boolean,
  keep: (word: string) => string,
  report: Report,
): Connection | undefined {
  const words = line.text.length > 2_000 ? [] : splitWords(line.text)
  const [protocol] = words
  const endpoints = listed ? readListed(words.slice(3, 6)) : readHexadecimal(words.slice(1, 7))
  if (endpoints === 'names') {
    const text = 'the connections were listed with names: list them with ipvsadm -Lcn'
    report.addOnce('table-names', text, line, { hint: 'ipvsadm -Lcn' })
    return undefined
  }
  const state = words[listed ? 2 : 7]
  const expiresSeconds = listed ? parseClock(words[1]) : parseDecimal(words[8], 2 ** 53)
  const [name, ...data] = words.slice(listed ? 6 : 9)
  if (
    protocol === undefined ||
    endpoints === undefined ||
    state === undefined ||
    expiresSeconds === undefined
  ) {
    report.add('table-line', `the line ${quote(line.text)} cannot be read as a connection`, line)
    return undefined
  }
  const template = endpoints.client.port === 0
  const mark = template && protocol === 'IP' ? markOf(endpoints.virtual) : undefined
  return {
    protocol: keep(protocol),
    ...endpoints,
    state: keep(state),
    expiresSeconds,
    template,
    ...(mark === undefined ? {} : { mark }),
    ...(name === undefined ? {} : { engine: { name: keep(name), data: fresh(data.join(' ')) } }),
  }
}

function readHexadecimal(words: readonly string[]): Endpoints | undefined {
  const endpoints = [0, 2, 4].map(at => {
    const address = parseHexAddress(words[at] ?? '')
    const port = words[at + 1]?.length === 4 ? parseHex(words[at + 1], 4) : undefined
    return address === undefined || port === undefined ? undefined : { ...address, port }
  })
  return inOrder(endpoints)
}

function readListed(words: readonly string[]): Endpoints | 'names' | undefined {
  const endpoints = words.map(word => parseNumericEndpoint(word))
  if (endpoints.includes('names')) return 'names'
  return inOrder(endpoints.map(endpoint => (endpoint === 'names' ? undefined : endpoint)))
}

function inOrder([client, virtual, server]: readonly (NumericEndpoint | undefined)[]): Endpoints | undefined {
  if (client === undefined || virtual === undefined || server === undefined) return undefined
  return { client, virtual, server }
}

/** `14:48`, minutes and seconds. */
function parseClock(word: string | undefined): number | undefined {
  const [, minutes, seconds] = /^(\d{2,12}):([0-5]\d)$/.exec(word ?? '') ?? []
  return minutes === undefined ? undefined : Number(minutes) * 60 + Number(seconds)
}

/** ip_vs_core.c puts the mark where the first 32 bits of an address are. */
function markOf({ family, address }: NumericEndpoint): number {
  if (family === 4) return address.split('.').reduce((sum, byte) => sum * 256 + Number(byte), 0)
  const [head = ''] = address.split('::')
  const [high = '0', low = '0'] = head.split(':')
  return Number.parseInt(high || '0', 16) * 65_536 + Number.parseInt(low || '0', 16)
}

/** A copy that keeps no larger text alive. */
function fresh(text: string): string {
  return text.split('').join('')
}
