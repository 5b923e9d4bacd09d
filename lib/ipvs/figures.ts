import { quote } from '../core/text.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import { formatService, type Service } from '../net/service.ts'
import { type NumericEndpoint, parseAbbreviated } from './field.ts'
import { type Line, splitWords } from './lines.ts'
import { readListedServer, readListedService } from './parse-list.ts'
import { createReport, type Reading, type Report } from './report.ts'
import { strayServer } from './row.ts'
import { expectTitles } from './whole.ts'

/** What the columns of a listing say, by their titles. */
export type Column =
  | ('Conns' | 'InPkts' | 'OutPkts' | 'InBytes' | 'OutBytes')
  | ('CPS' | 'InPPS' | 'OutPPS' | 'InBPS' | 'OutBPS')
  | ('Uthreshold' | 'Lthreshold' | 'Weight' | 'PersistConn' | 'ActiveConn' | 'InActConn')

/** Numbers by their columns. Without `--exact`, large ones are cut off to three digits and more. */
export type Figures = Readonly<Partial<Record<Column, number>>>

export interface ServiceFigures {
  readonly service: Service
  /** Of `--stats` and `--rate` only. */
  readonly figures?: Figures
  /** By `formatEndpoint`. */
  readonly servers: ReadonlyMap<string, Figures>
}

/** What `ipvsadm -Ln` shows with one of these options, which is no whole table. */
export interface FiguresListing {
  readonly kind: '--stats' | '--rate' | '--thresholds' | '--persistent-conn'
  /** By `formatService`. */
  readonly services: ReadonlyMap<string, ServiceFigures>
}

interface Shape {
  readonly kind: FiguresListing['kind']
  readonly title: string
  readonly columns: readonly Column[]
  /** Virtual servers have figures too, in place of scheduler and flags. */
  readonly ofServices: boolean
}

/** As print_title() of ipvsadm.c writes them. */
const shapes: readonly Shape[] = [
  {
    kind: '--stats',
    title: 'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
    columns: ['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'],
    ofServices: true,
  },
  {
    kind: '--rate',
    title: 'Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS',
    columns: ['CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS'],
    ofServices: true,
  },
  {
    kind: '--thresholds',
    title: 'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn',
    columns: ['Uthreshold', 'Lthreshold', 'ActiveConn', 'InActConn'],
    ofServices: false,
  },
  {
    kind: '--persistent-conn',
    title: 'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn',
    columns: ['Weight', 'PersistConn', 'ActiveConn', 'InActConn'],
    ofServices: false,
  },
]

/** Reads what `ipvsadm -Ln` prints with `--stats`, `--rate`, `--thresholds` or `--persistent-conn`. */
export function parseFigures(text: string, file = 'ipvsadm -Ln'): Reading<FiguresListing> {
  const report = createReport(file)
  const start = text.slice(0, 1_000)
  const shape = shapes.find(({ title }) => start.includes(title))
  const [version = ''] =
    /^IP Virtual Server version \d{1,9}\.\d{1,9}\.\d{1,9} \(size=\d{1,20}\)/.exec(start) ?? []
  const titles = [
    version || 'IP Virtual Server version 1.2.1 (size=4096)',
    shape?.title ?? shapes[0]?.title ?? '',
  ]
  const lines = expectTitles(text, [...titles, '  -> RemoteAddress:Port'], report)
  const services = new Map<string, ServiceFigures>()
  if (lines !== undefined && shape !== undefined) readRows(lines, shape, services, report)
  const problems = report.list()
  return {
    value: problems.length > 0 || shape === undefined ? undefined : { kind: shape.kind, services },
    problems,
  }
}

function readRows(
  lines: Iterable<Line>,
  shape: Shape,
  services: Map<string, ServiceFigures>,
  report: Report,
): void {
  let servers: Map<string, Figures> | undefined
  let lost = false
  for (const line of lines) {
    const words = line.text.length > 2_000 ? [] : splitWords(line.text)
    if (words[0] === '->') {
      const endpoint = readListedServer(line, words, report)
      if (servers === undefined && !lost) strayServer(line, report)
      else if (endpoint !== undefined && servers !== undefined) {
        addServer(servers, endpoint, readFigures(words.slice(2), shape, line, report), line, report)
      }
      continue
    }
    servers = readService(line, words, shape, services, report)
    lost = servers === undefined
  }
}

function readService(
  line: Line,
  words: readonly string[],
  shape: Shape,
  services: Map<string, ServiceFigures>,
  report: Report,
): Map<string, Figures> | undefined {
  const found = readListedService(line, words, report)
  if (found === undefined) return undefined
  const { service, rest } = found
  const figures = shape.ofServices ? readFigures(words.slice(rest), shape, line, report) : undefined
  const key = formatService(service)
  if (services.has(key)) report.add('table-duplicate', `the virtual server ${key} is there twice`, line)
  const servers = new Map<string, Figures>()
  services.set(key, { service, ...(figures === undefined ? {} : { figures }), servers })
  return servers
}

function addServer(
  servers: Map<string, Figures>,
  endpoint: NumericEndpoint,
  figures: Figures | undefined,
  line: Line,
  report: Report,
): void {
  const key = formatEndpoint(endpoint.address, endpoint.port)
  if (servers.has(key)) report.add('table-duplicate', `the real server ${key} is there twice`, line)
  if (figures !== undefined) servers.set(key, figures)
}

function readFigures(
  words: readonly string[],
  { columns, kind }: Shape,
  line: Line,
  report: Report,
): Figures | undefined {
  const numbers = words.map(word => parseAbbreviated(word))
  if (numbers.length === columns.length && !numbers.includes(undefined)) {
    return Object.fromEntries(columns.map((column, at) => [column, numbers[at]]))
  }
  const text = `the line ${quote(line.text.trim())} has not the ${columns.length} numbers of ${kind}: ${columns.join(', ')}`
  report.add('table-line', text, line)
  return undefined
}
