import type { Table, TableServer, TableService } from '../../lib/ipvs/table.ts'
import { formatService } from '../../lib/net/service.ts'

/** A table as a source shows it: without what that source leaves out. */
export function shownBy(table: Table, source: Table['source'], tunnels = source === 'save'): Table {
  const services = new Map<string, TableService>()
  for (const entry of table.services.values()) {
    const shown = serviceShownBy(entry, source, tunnels)
    services.set(formatService(shown.service), shown)
  }
  return { source, services }
}

function serviceShownBy(entry: TableService, source: Table['source'], tunnels: boolean): TableService {
  const { persistence, onePacket, service, scheduler } = entry
  const servers = entry.servers.map(server => serverShownBy(server, source, tunnels))
  if (source !== 'proc') return { ...entry, servers }
  const telling = persistence !== undefined || servers.some(server => server.forward !== 'TUN')
  const assumed = service.kind === 'fwmark' && !telling
  const { engine, ...shown } = persistence ?? { timeout: 0, granularity: 0 }
  return {
    service: assumed ? { ...service, family: 4 } : service,
    scheduler,
    onePacket: service.kind === 'address' && service.family === 6 ? undefined : onePacket,
    ...(persistence === undefined ? {} : { persistence: shown }),
    ...(assumed ? { familyAssumed: true } : {}),
    servers,
  }
}

function serverShownBy(server: TableServer, source: Table['source'], tunnels: boolean): TableServer {
  const { family, address, port, forward, weight, active, inactive, tunnel } = server
  const counters = {
    ...(active === undefined ? {} : { active }),
    ...(inactive === undefined ? {} : { inactive }),
  }
  return {
    ...{ family, address, port, weight },
    forward: source === 'save' && forward === 'Local' ? 'DR' : forward,
    ...(source === 'save' ? {} : counters),
    ...(tunnels && tunnel !== undefined ? { tunnel } : {}),
  }
}

/** The same table in one order: the kernel, `-Sn` and `-Ln` each have their own. */
export function sorted(table: Table): readonly (TableService & { readonly key: string })[] {
  const services = [...table.services].sort(([a], [b]) => compare(a, b))
  return services.map(([key, { servers, ...rest }]) => ({
    key,
    ...rest,
    servers: servers.toSorted((a, b) => compare(`${a.address} ${a.port}`, `${b.address} ${b.port}`)),
  }))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
