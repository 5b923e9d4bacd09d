import { count, listSome } from '../core/text.ts'
import type { TableService } from '../ipvs/table.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Service } from '../net/service.ts'
import type { Mark } from '../text/mark.ts'
import { nameOf, type ServerPair, type ServiceDrift } from './compare.ts'

/** `192.0.2.10:80 TCP`, `FWM 5`, `FWM 5 IPv6`: the address first, which is what a reader looks for. */
export function nameService(service: Service): string {
  if (service.kind === 'fwmark') return `FWM ${service.mark}${service.family === 6 ? ' IPv6' : ''}`
  return `${formatEndpoint(service.address, service.port)} ${service.protocol}`
}

/** `/etc/keepalived/keepalived.conf:42` */
export function placeOf({ file, line }: Mark): string {
  return `${file}:${line}`
}

/** `192.0.2.11:80 is missing`, `192.0.2.12:80 has weight 0` */
export function describeDown({ wanted, found, status }: ServerPair): string {
  if (found === undefined) return `${wanted.name} is missing`
  return `${nameOf(found)} has weight 0${status === 'drained' ? ' as configured' : ''}`
}

/** One line for -v: how a real server is. */
export function describePair({ wanted, found, status }: ServerPair): string {
  if (found === undefined) return `${wanted.name} is missing, configured at ${placeOf(wanted.real.mark)}`
  const connections =
    found.active === undefined
      ? ''
      : `, ${found.active} active and ${found.inactive ?? 0} inactive connections`
  const how = {
    up: 'up',
    drained: 'drained as configured',
    inhibited: 'inhibited',
    weightless: 'drained by hand',
  }
  return `${nameOf(found)} is ${how[status as keyof typeof how]}, ${found.forward}, weight ${found.weight}${connections}`
}

/** One line for -v: how a virtual server is. */
export function describeService({ wanted, found, pairs }: ServiceDrift): string {
  const up = pairs.filter(({ status }) => status === 'up').length
  const methods = [...new Set(pairs.flatMap(pair => pair.found?.forward ?? []))]
  const timeout = wanted.block.persistence?.timeout
  const isPersistent = found?.persistence !== undefined && timeout !== undefined
  const ways = [
    ...(found === undefined ? [] : [found.scheduler]),
    ...methods,
    ...(isPersistent ? [`persistent for ${timeout} s`] : []),
  ]
  const waits = wanted.block.haSuspend ? ', checked only while its VIP is here (ha_suspend)' : ''
  return `${nameService(wanted.service)}: ${up} of ${count(pairs.length, 'real server')} up${ways.map(way => `, ${way}`).join('')}${waits}`
}

/** `2 real servers`, for a service that nobody has configured. */
export function describeStray({ service, servers }: TableService, config: string): string {
  return `${nameService(service)} is in the kernel with ${count(servers.length, 'real server')} and not in ${config}`
}

/** Hosts that are behind several virtual servers and up in none of them: one trouble that shows in many places. */
export function describeDownHosts(services: readonly ServiceDrift[]): string[] {
  const hosts = new Map<string, { down: number; all: number }>()
  // Where the virtual server itself is missing its real servers are not to blame.
  const there = services.filter(({ found }) => found !== undefined)
  for (const { wanted, status } of there.flatMap(({ pairs }) => pairs)) {
    const host = hosts.get(wanted.real.address) ?? { down: 0, all: 0 }
    host.all++
    if (status === 'missing' || status === 'inhibited') host.down++
    hosts.set(wanted.real.address, host)
  }
  const dead = [...hosts].filter(([, { down, all }]) => all > 1 && down === all)
  if (dead.length === 0) return []
  return [
    listSome(dead.map(([address, { all }]) => `${address} is up in none of its ${all} virtual servers`)),
  ]
}
