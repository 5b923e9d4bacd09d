import type { TableServer, TableService } from '../ipvs/table.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import { formatService } from '../net/service.ts'
import { compareAttributes, type Difference } from './attributes.ts'
import { ipvsadmWords, serverCommand } from './commands.ts'
import type { TableFacts } from './facts.ts'
import { deduceRate, mayBe, type TimeoutPair } from './persistence.ts'
import type { WantedServer, WantedService } from './wanted.ts'

/**
 * How a real server is that is configured. `up`: it may take connections. `drained`: it has weight 0 as configured.
 * `inhibited`: its health check has set weight 0. `weightless`: something else has. `missing`: it is not there.
 */
export type ServerStatus = 'up' | 'drained' | 'inhibited' | 'weightless' | 'missing'

export interface ServerPair {
  readonly wanted: WantedServer
  readonly found: TableServer | undefined
  readonly status: ServerStatus
}

/** A virtual server that is configured, beside what the kernel has of it. */
export interface ServiceDrift {
  readonly wanted: WantedService
  readonly found: TableService | undefined
  readonly pairs: readonly ServerPair[]
  /** Real servers of the kernel that are not configured. */
  readonly strays: readonly TableServer[]
  /** The sorry server where it is there, whatever its weight. */
  readonly sorry: TableServer | undefined
  /** What is not as configured, besides real servers that are not up. */
  readonly differences: readonly Difference[]
}

export interface Drift {
  readonly services: readonly ServiceDrift[]
  /** Virtual servers of the kernel that are not configured. */
  readonly strays: readonly TableService[]
  /**
   * Persistent services whose timeouts cannot all be as configured, since no kernel counts so; which of them are wrong
   * is not known.
   */
  readonly torn: readonly WantedService[]
}

/** Compares what is configured with what is in the kernel. Linear: everything is looked up by its key. */
export function compare(wanted: readonly WantedService[], table: TableFacts): Drift {
  const { pairs, strays } = matchServices(wanted, table)
  const timed = table.source === 'proc' ? timeoutsOf(pairs) : []
  const rate = table.hz ?? deduceRate(timed)
  const missing = createMissing()
  return {
    services: pairs.map(([service, found]) => compareService(service, found, table, rate, missing)),
    strays,
    torn: rate === undefined && timed.every(mayBe) ? timed.map(({ service }) => service) : [],
  }
}

type ServicePair = readonly [WantedService, TableService | undefined]

function matchServices(
  wanted: readonly WantedService[],
  table: TableFacts,
): { readonly pairs: readonly ServicePair[]; readonly strays: readonly TableService[] } {
  const left = new Map(table.services.map(each => [formatService(each.service), each]))
  const take = (key: string): TableService | undefined => {
    const found = left.get(key)
    left.delete(key)
    return found
  }
  // Those whose key is certain go first, so that a guess never takes what belongs to another.
  const found = new Map<WantedService, TableService | undefined>()
  for (const each of wanted) found.set(each, take(formatService(each.service)))
  for (const each of wanted) {
    if (found.get(each) === undefined) found.set(each, guess(each, left, take))
  }
  return { pairs: wanted.map(each => [each, found.get(each)]), strays: [...left.values()] }
}

/** A service that may go by another key: a mark of unknown family, or one whose number keepalived has chosen. */
function guess(
  { service, chosenMark, servers }: WantedService,
  left: ReadonlyMap<string, TableService>,
  take: (key: string) => TableService | undefined,
): TableService | undefined {
  if (service.kind !== 'fwmark') return undefined
  const otherKey = formatService({ ...service, family: service.family === 4 ? 6 : 4 })
  if (left.get(otherKey)?.familyAssumed === true) return take(otherKey)
  if (chosenMark !== true) return undefined
  const names = new Set(servers.map(({ name }) => name))
  for (const [key, each] of left) {
    const isLike = each.service.kind === 'fwmark' && each.service.family === service.family
    if (isLike && each.servers.some(server => names.has(nameOf(server)))) return take(key)
  }
  return undefined
}

function timeoutsOf(pairs: readonly ServicePair[]): (TimeoutPair & { readonly service: WantedService })[] {
  return pairs.flatMap(([service, found]) => {
    const seconds = service.block.persistence?.timeout
    const jiffies = found?.persistence?.timeout
    return seconds === undefined || jiffies === undefined ? [] : [{ service, seconds, jiffies }]
  })
}

function compareService(
  wanted: WantedService,
  found: TableService | undefined,
  table: TableFacts,
  rate: number | undefined,
  missing: (servers: readonly WantedServer[]) => readonly ServerPair[],
): ServiceDrift {
  if (found === undefined) {
    return { wanted, found, pairs: missing(wanted.servers), strays: [], sorry: undefined, differences: [] }
  }
  const left = new Map(found.servers.map(server => [nameOf(server), server]))
  const exact = wanted.servers.map(server => {
    const there = left.get(server.name)
    left.delete(server.name)
    return [server, there] as const
  })
  const sorry = takeSorry(wanted, left)
  const moved = takeMoved(exact, left)
  const pairs = exact.map(([server, there]) => pairUp(server, there ?? moved.get(server)))
  const differences = [...portsOf(found, moved), ...compareAttributes(wanted, found, pairs, table, rate)]
  return { wanted, found, pairs, strays: [...left.values()], sorry, differences }
}

/** The services of a range share their real servers: where they are missing they share that as well. */
function createMissing(): (servers: readonly WantedServer[]) => readonly ServerPair[] {
  const made = new Map<readonly WantedServer[], readonly ServerPair[]>()
  return servers => {
    const known = made.get(servers) ?? servers.map(wanted => pairUp(wanted, undefined))
    made.set(servers, known)
    return known
  }
}

/** A sorry server that is also configured as a real server is judged as that. */
function takeSorry(
  { block, service }: WantedService,
  left: Map<string, TableServer>,
): TableServer | undefined {
  const { sorryServer } = block
  if (sorryServer === undefined) return undefined
  const own = service.kind === 'fwmark' ? 0 : service.port
  // Whose port keepalived rewrites depends on the method, so both are looked for.
  for (const port of [sorryServer.port, own]) {
    const name = formatEndpoint(sorryServer.address, port)
    const found = left.get(name)
    left.delete(name)
    if (found !== undefined) return found
  }
  return undefined
}

/** A real server that is not there, while one of the same address is that nobody has configured. */
function takeMoved(
  exact: readonly (readonly [WantedServer, TableServer | undefined])[],
  left: Map<string, TableServer>,
): Map<WantedServer, TableServer> {
  const moved = new Map<WantedServer, TableServer>()
  if (left.size === 0) return moved
  const byAddress = Map.groupBy(left.values(), ({ address }) => address)
  for (const [server, there] of exact) {
    const other = there === undefined ? byAddress.get(server.real.address)?.shift() : undefined
    if (other === undefined) continue
    moved.set(server, other)
    left.delete(nameOf(other))
  }
  return moved
}

function portsOf({ service }: TableService, moved: ReadonlyMap<WantedServer, TableServer>): Difference[] {
  return [...moved].map(([wanted, found]) => ({
    rule: 'port-differs',
    text: `${wanted.real.address} has port ${found.port}, ${wanted.port} is configured`,
    repair: [serverCommand('-a', service, wanted), `ipvsadm -d ${ipvsadmWords(service)} -r ${nameOf(found)}`],
  }))
}

function pairUp(wanted: WantedServer, found: TableServer | undefined): ServerPair {
  return { wanted, found, status: found === undefined ? 'missing' : statusOf(wanted, found) }
}

function statusOf({ real }: WantedServer, found: TableServer): ServerStatus {
  if (found.weight > 0) return 'up'
  if (real.weight === 0) return 'drained'
  return real.inhibitOnFailure || real.dynamicWeight ? 'inhibited' : 'weightless'
}

/** `192.0.2.11:80` */
export function nameOf(server: TableServer): string {
  return formatEndpoint(server.address, server.port)
}
