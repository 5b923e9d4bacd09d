import type { Method, Model, RealServer, VirtualServer } from '../keepalived/model.ts'
import type { servicesOf as ServicesOf } from '../keepalived/services.ts'
import { parseAddress } from '../net/address.ts'
import type { Service } from '../net/service.ts'
import type { ServicePort } from './kind.ts'

/** One service that directors forward to this host. Plain JSON. */
export interface Target {
  readonly method: Method
  /** undefined: not known, which NAT need not. */
  readonly vip: string | undefined
  /** The address of this host that directors forward to; undefined where the options alone name the service. */
  readonly rip: string | undefined
  /** The port that must listen here; undefined where nothing tells, as with every port of a VIP. */
  readonly service: ServicePort | undefined
}

/** Where packets for the service arrive: the VIP behind DR and TUN, the real server's own address behind NAT. */
export function servedAddress({ method, vip, rip }: Target): string | undefined {
  return method === 'NAT' ? rip : vip
}

export interface Wanted {
  readonly targets: readonly Target[]
  /** What the default route of a real server behind NAT may lead to: the VIPs of all VRRP instances. */
  readonly gateways: readonly string[]
  /** Firewall marks whose VIPs the file does not tell, and nobody else has told. */
  readonly marks: readonly number[]
  /** There is more, which is left out. */
  readonly excess: boolean
}

/** As many are looked at; a range of addresses is written quickly. */
export const targetLimit = 2_000

export interface Named {
  readonly vips: readonly string[]
  readonly ports: readonly ServicePort[]
  readonly method: Method
  /** The only family that is looked at. */
  readonly family?: 4 | 6 | undefined
}

/** What the options name: each VIP with each port; behind NAT ports alone will do. */
export function targetsOfOptions({ vips, ports, method }: Named): Target[] {
  const where = vips.length === 0 ? [undefined] : vips
  const services = ports.length === 0 ? [undefined] : ports
  return where.flatMap(vip => services.map(service => ({ method, vip, rip: undefined, service })))
}

/** The entries of keepalived.conf that lead to one of these addresses, with the VIPs of options for its firewall marks. */
export function targetsOfModel(
  model: Model,
  own: ReadonlySet<string>,
  named: Named,
  servicesOf: typeof ServicesOf,
): Wanted {
  const targets = new Map<string, Target>()
  const marks = new Set<number>()
  let [excess, forMarks] = [false, false]
  const add = (target: Target) => {
    if (targets.size >= targetLimit) excess = true
    else targets.set(JSON.stringify(target), target)
  }
  for (const block of model.virtualServers) {
    const servers = serversHere(block, own)
    if (servers.length === 0) continue
    for (const service of servicesOf(block)) {
      if (excess) break
      if (named.family !== undefined && named.family !== service.family) continue
      const vips = service.kind === 'address' ? [service.address] : vipsOfMark(named.vips, service.family)
      for (const server of servers) {
        if (service.kind === 'fwmark' && vips.length === 0 && server.method !== 'NAT') marks.add(service.mark)
        if (service.kind === 'fwmark' && vips.length > 0) forMarks = true
        const meant = vips.length === 0 && server.method === 'NAT' ? [undefined] : vips
        for (const port of portsOf(block, server, service, named.ports))
          for (const vip of meant) add({ method: server.method, vip, rip: server.address, service: port })
      }
    }
  }
  // What is named and stands for no mark is looked at besides.
  if (named.vips.length > 0 && !forMarks) for (const each of targetsOfOptions(named)) add(each)
  // What this host holds itself cannot be its gateway.
  const held = new Set([...targets.values()].flatMap(({ method, vip }) => (method === 'NAT' ? [] : vip)))
  const vips = model.instances.flatMap(instance => instance.vips.map(({ address }) => address))
  const gateways = [...new Set(vips.filter(each => !held.has(each)))]
  return { targets: [...targets.values()], gateways, marks: [...marks], excess }
}

type Server = Pick<RealServer, 'address' | 'port' | 'method'> & Partial<Pick<RealServer, 'checkers'>>

/** A sorry server is there to serve as well. */
function serversHere(block: VirtualServer, own: ReadonlySet<string>): Server[] {
  const { realServers, sorryServer } = block
  const all: Server[] = [...realServers, ...(sorryServer === undefined ? [] : [sorryServer])]
  return all.filter(({ address }) => own.has(address))
}

function vipsOfMark(vips: readonly string[], family: 4 | 6): readonly string[] {
  return vips.filter(each => parseAddress(each)?.family === family)
}

const checkedBy: Readonly<Record<string, ServicePort['protocol']>> = {
  TCP_CHECK: 'TCP',
  HTTP_GET: 'TCP',
  SSL_GET: 'TCP',
  SMTP_CHECK: 'TCP',
  UDP_CHECK: 'UDP',
  DNS_CHECK: 'UDP',
}

/**
 * The port that must listen; where the kernel balances every port, those that the health checks ask. The protocol of a
 * firewall mark's block counts for nothing.
 */
function portsOf(
  block: VirtualServer,
  server: Server,
  service: Service,
  given: readonly ServicePort[],
): readonly (ServicePort | undefined)[] {
  const front = service.kind === 'fwmark' ? 0 : service.port
  const port = server.method === 'NAT' ? (server.port ?? front) : front
  if (port > 0 && service.kind === 'address') return [{ protocol: block.protocol, port }]
  if (given.length > 0) return given
  const asked = (server.checkers ?? []).flatMap(({ type, port: each }) => {
    const protocol = checkedBy[type]
    return protocol === undefined || each === undefined || each === 0 ? [] : [{ protocol, port: each }]
  })
  return asked.length === 0 ? [undefined] : asked
}
