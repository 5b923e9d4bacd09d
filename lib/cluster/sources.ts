import type { Model, RealServer, VirtualServer } from '../keepalived/model.ts'
import { servicesOf } from '../keepalived/services.ts'
import { formatService, type Service } from '../net/service.ts'
import { objectName } from '../objects/name.ts'
import { PlanError } from './plan.ts'
import type { SiteDirector } from './site.ts'

/** A director with what its keepalived.conf says. */
export interface DirectorSource {
  readonly given: SiteDirector
  readonly model: Model
}

/** A director, named and with an address that the monitoring host may ask. */
export interface Director {
  readonly name: string
  readonly address: string
  readonly configId: string | undefined
  /** A file of the monitoring host that is kept current. */
  readonly copy: string | undefined
  readonly model: Model
}

/** Names each director: as the site says, or by its router_id, its id or its file. */
export function nameDirectors(sources: readonly DirectorSource[]): Director[] {
  return sources.map(({ given, model }) => {
    const file = given.config.split('/').at(-1) ?? ''
    const told =
      given.name ?? model.global.routerId?.value ?? given['config-id'] ?? file.replace(/\.conf$/, '')
    // It is the name of a file, too.
    const name = objectName(told).replaceAll(/^\.|[\s/]/g, '_')
    const unicast = model.instances.flatMap(({ unicastSource }) => unicastSource?.value ?? [])
    return {
      name,
      address: given.address ?? unicast[0] ?? name,
      configId: given['config-id'],
      copy: given.copy,
      model,
    }
  })
}

/** A service of the kernel with who is behind it, as one of the directors has it. */
export interface Front {
  /** As in the site file: `192.0.2.10:80`, `[2001:db8::10]:80/udp`, `fwmark 1`, `fwmark 1 IPv6`. */
  readonly key: string
  readonly service: Service
  readonly block: VirtualServer
}

/** Ranges of a group are written quickly; as many services are watched one by one. */
const frontLimit = 20_000

/** All services of all directors, each once. */
export function listFronts(directors: readonly Director[]): Front[] {
  const fronts = new Map<string, Front>()
  for (const { name, model } of directors) {
    for (const block of model.virtualServers) {
      for (const service of servicesOf(block)) {
        const key = keyOf(service)
        if (!fronts.has(key)) fronts.set(key, { key, service, block })
        if (fronts.size > frontLimit)
          throw new PlanError(
            `${name} has more than ${frontLimit} services, in ${block.name} a range of addresses: leave it out of the configuration that is given here`,
          )
      }
    }
  }
  return [...fronts.values()]
}

function keyOf(service: Service): string {
  if (service.kind === 'fwmark') return formatService(service).replace('FWM', 'fwmark')
  const [protocol = '', endpoint = ''] = formatService(service).split(' ')
  return protocol === 'TCP' ? endpoint : `${endpoint}/${protocol.toLowerCase()}`
}

/** Real servers and sorry servers of a block, by address. */
export function serversOf({
  realServers,
  sorryServer,
}: VirtualServer): readonly Pick<RealServer, 'address' | 'family' | 'method'>[] {
  return sorryServer === undefined ? realServers : [...realServers, sorryServer]
}
