import type { RealServer, VirtualServer } from '../keepalived/model.ts'
import { servicesOf } from '../keepalived/services.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import { formatService, type Service } from '../net/service.ts'
import type { WantedGlobal } from './facts.ts'

/** A real server as it should be in one service of the kernel. */
export interface WantedServer {
  readonly real: RealServer
  /** `192.0.2.11:80`, which is also its key within the service. */
  readonly name: string
  readonly port: number
}

/** A service as it should be in the kernel. */
export interface WantedService {
  readonly service: Service
  /** The block it comes from. */
  readonly block: VirtualServer
  readonly servers: readonly WantedServer[]
  /** keepalived has chosen the number of the firewall mark: after reloads it may be another than at a fresh start. */
  readonly chosenMark?: true
}

/** More than a kernel holds: a range of addresses is written quickly, and each of them has all real servers. */
const serviceLimit = 200_000
const serverLimit = 1_000_000

/** What the kernel should hold, by `formatService`. `excess`: there is more, which is left out. */
export interface Wanted {
  readonly services: ReadonlyMap<string, WantedService>
  readonly excess: boolean
}

/** Unrolls the virtual servers of a configuration, their groups and ranges, into the services of the kernel. */
export function listWanted(blocks: readonly VirtualServer[], global: WantedGlobal): Wanted {
  const services = new Map<string, WantedService>()
  let servers = 0
  for (const block of blocks) {
    const serversOf = createServersOf(block)
    const chosen = hasChosenMark(block, global) ? ({ chosenMark: true } as const) : {}
    for (const service of servicesOf(block)) {
      if (services.size >= serviceLimit || servers >= serverLimit) return { services, excess: true }
      const key = formatService(service)
      const made = { service, block, servers: serversOf(service), ...chosen }
      const first = services.get(key)
      servers += made.servers.length
      services.set(key, first === undefined ? made : merge(first, made))
    }
  }
  return { services, excess: false }
}

/** Two groups may overlap: the kernel keeps the first service and gives it the real servers of both. */
function merge(first: WantedService, second: WantedService): WantedService {
  const known = new Set(first.servers.map(server => server.name))
  return { ...first, servers: [...first.servers, ...second.servers.filter(({ name }) => !known.has(name))] }
}

/** The real servers of a block for a service, made once for each port: a range has thousands of services. */
function createServersOf(block: VirtualServer): (service: Service) => readonly WantedServer[] {
  const made = new Map<string, readonly WantedServer[]>()
  return service => {
    const own = service.kind === 'fwmark' ? 0 : service.port
    const key = `${service.kind} ${service.family} ${own}`
    const known = made.get(key)
    if (known !== undefined) return known
    const servers = block.realServers
      // Only a tunnel leads to the other family.
      .filter(real => real.family === service.family || real.method === 'TUN')
      .map(real =>
        toWanted(real, service.kind === 'fwmark' && real.method !== 'NAT' ? 0 : (real.port ?? own)),
      )
    made.set(key, servers)
    return servers
  }
}

function toWanted(real: RealServer, port: number): WantedServer {
  return { real, name: formatEndpoint(real.address, port), port }
}

/** With nftables_ipvs a group of addresses is one firewall mark, the next number (keepalived's ipvswrapper.c). */
function hasChosenMark({ name, targets }: VirtualServer, { nftablesIpvsStart }: WantedGlobal): boolean {
  return (
    nftablesIpvsStart !== undefined &&
    name.startsWith('group ') &&
    targets.every(({ kind }) => kind === 'fwmark')
  )
}
