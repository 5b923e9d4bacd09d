import { formatEndpoint } from '../net/endpoint.ts'
import { formatService, type Service } from '../net/service.ts'
import type { Line } from './lines.ts'
import type { Report } from './report.ts'
import type { Table, TableServer, TableService } from './table.ts'

/** A service that is still being read. */
export interface Draft extends Omit<TableService, 'servers' | 'familyAssumed' | 'service'> {
  readonly line: Line
  service: Service
  /** The source does not show the family, and so far nothing tells it. */
  familyUnknown: boolean
  readonly servers: TableServer[]
  /** Lines of its servers, by endpoint: twice the same is wrong. */
  readonly known: Map<string, number>
}

/** Puts a table together and finds what cannot be in the kernel: the same service or server twice, mixed families. */
export interface Builder {
  open(draft: Omit<Draft, 'servers' | 'known'>): Draft
  addServer(draft: Draft, server: TableServer, line: Line): void
  finish(): Table
}

export function createBuilder(source: Table['source'], report: Report): Builder {
  const drafts: Draft[] = []
  return {
    open: started => {
      const draft = { ...started, servers: [], known: new Map() }
      drafts.push(draft)
      return draft
    },
    addServer: (draft, server, line) => addServer(draft, server, line, report),
    finish: () => ({ source, services: collect(drafts, report) }),
  }
}

function addServer(draft: Draft, server: TableServer, line: Line, report: Report): void {
  const key = formatEndpoint(server.address, server.port)
  const before = draft.known.get(key)
  if (before !== undefined) {
    const first = { text: '', number: before }
    report.add('table-duplicate', `the real server ${key} is there twice`, line, { word: 1, first })
    return
  }
  draft.known.set(key, line.number)
  // ip_vs_ctl.c: only the server of a tunnel may be of the other family.
  if (server.forward !== 'TUN' && server.family !== draft.service.family) {
    if (draft.familyUnknown) draft.service = { ...draft.service, family: server.family } as Service
    else {
      const text = `the real server ${key} is IPv${server.family} under a virtual server of IPv${draft.service.family}, which only a tunnel can be`
      report.add('table-line', text, line, { word: 1 })
    }
  }
  if (server.forward !== 'TUN') draft.familyUnknown = false
  draft.servers.push(server)
}

/** The services by their keys, in their order. */
function collect(drafts: readonly Draft[], report: Report): Map<string, TableService> {
  const certain = new Set(
    drafts.filter(draft => !draft.familyUnknown).map(draft => formatService(draft.service)),
  )
  const services = new Map<string, TableService>()
  const lines = new Map<string, Line>()
  for (const draft of drafts) {
    const service = draft.familyUnknown ? chooseFamily(draft.service, certain) : draft.service
    const key = formatService(service)
    const first = lines.get(key)
    if (first !== undefined) {
      report.add('table-duplicate', `the virtual server ${key} is there twice`, draft.line, { first })
      continue
    }
    certain.add(key)
    lines.set(key, draft.line)
    services.set(key, toService(draft, service))
  }
  return services
}

/** The kernel has at most one service a mark and family: where IPv4 is taken, it is the other. */
function chooseFamily(service: Service, taken: ReadonlySet<string>): Service {
  return taken.has(formatService(service)) ? ({ ...service, family: 6 } as Service) : service
}

function toService(draft: Draft, service: Service): TableService {
  return {
    service,
    scheduler: draft.scheduler,
    ...(draft.flags === undefined ? {} : { flags: draft.flags }),
    onePacket: draft.onePacket,
    ...(draft.persistence === undefined ? {} : { persistence: draft.persistence }),
    ...(draft.familyUnknown ? { familyAssumed: true } : {}),
    servers: draft.servers,
  }
}

/** Hands out one copy of a word however often it occurs, and none that keeps a larger text alive. */
export function createPool(): (word: string) => string {
  const pool = new Map<string, string>()
  return word => {
    const known = pool.get(word)
    if (known !== undefined) return known
    const fresh = word.split('').join('')
    pool.set(fresh, fresh)
    return fresh
  }
}
