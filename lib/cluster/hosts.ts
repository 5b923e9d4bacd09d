import { parseAddress } from '../net/address.ts'
import { PlanError, type PlanHost } from './plan.ts'
import type { Site } from './site.ts'
import { type Director, type Front, serversOf } from './sources.ts'
import { askedOf } from './vips.ts'

/** All hosts of a cluster, by what they are. */
export interface Hosts {
  readonly all: readonly PlanHost[]
  readonly realServers: readonly RealServerHost[]
  readonly vips: readonly { readonly host: string; readonly address: string; readonly answersPing: boolean }[]
  /** Names of hosts by VIP. */
  readonly byVip: ReadonlyMap<string, string>
}

interface RealServerHost {
  readonly host: string
  readonly addresses: readonly string[]
  /** A director that serves itself: it has an agent already. */
  readonly isDirector: boolean
}

/**
 * Names hosts: directors and what the site names as it says, the others by cluster and address, so that no name depends on
 * what else there is.
 * @throws PlanError when two would have the same name, or the site names what is not there
 */
export function listHosts(directors: readonly Director[], fronts: readonly Front[], site: Site): Hosts {
  const names = new Map<string, string>()
  const claim = (name: string, what: string) => {
    const other = names.get(name)
    if (other !== undefined)
      throw new PlanError(
        `${other} and ${what} would both be called ${name}: name one of them in the site file`,
      )
    names.set(name, what)
  }
  for (const { name } of directors) claim(name, `the director ${name}`)
  const realServers = listRealServers(directors, fronts, site)
  for (const { host, addresses, isDirector } of realServers)
    if (!isDirector) claim(host, `the real server ${addresses.join(', ')}`)
  const vips = listVips(directors, fronts, site)
  for (const { host, address } of vips) claim(host, `the VIP ${address}`)
  const foreign = new Set(site['existing-hosts'])
  const stray = site['existing-hosts'].find(each => !names.has(each))
  if (stray !== undefined)
    throw new PlanError(
      `existing-hosts: the cluster has no host ${stray}, it has ${[...names.keys()].slice(0, 6).join(', ')}`,
    )

  const { cluster } = site
  const common = (name: string, kind: string) => ({
    name,
    groups: [cluster, `${cluster}-${kind}`],
    isForeign: foreign.has(name),
  })
  const parents = directors.map(({ name }) => name)
  const only = new Set(
    fronts
      .flatMap(({ block }) => serversOf(block))
      .flatMap(({ method, address }) => (method === 'NAT' ? [] : address)),
  )
  const all: PlanHost[] = [
    ...directors.map(
      ({ name, address }): PlanHost => ({
        ...common(name, 'directors'),
        kind: 'director',
        alias: `director ${name} of ${cluster}`,
        address,
        parents: [],
        call: {
          check: 'check_lvs_director',
          options: { port: `${site.nrpe.port}`, ...site['host-check'], hostname: address },
        },
      }),
    ),
    ...realServers
      .filter(({ isDirector }) => !isDirector)
      .map(({ host, addresses }): PlanHost => {
        const [address = ''] = addresses
        return {
          ...common(host, 'real-servers'),
          kind: 'real server',
          alias: `real server ${addresses.join(', ')} of ${cluster}`,
          address,
          // Behind NAT alone it is in a network of the directors.
          parents: addresses.some(each => only.has(each)) ? [] : parents,
          call: { check: 'check_lvs_realserver', options: { ...site['host-check'], hostname: address } },
        }
      }),
    ...vips.map(
      ({ host, address, answersPing, port }): PlanHost => ({
        ...common(host, 'vips'),
        kind: 'VIP',
        alias: `VIP ${address} of ${cluster}`,
        address,
        parents,
        call:
          answersPing || port === undefined
            ? { check: 'check_vip_ping', options: { ...site.options.check_vip_ping, hostname: [address] } }
            : { check: 'check_vip_service', mode: 'tcp', options: { hostname: address, port: `${port}` } },
      }),
    ),
  ]
  return {
    all,
    realServers,
    vips,
    byVip: new Map(vips.map(({ address, host }) => [address, host])),
  }
}

function listRealServers(
  directors: readonly Director[],
  fronts: readonly Front[],
  site: Site,
): RealServerHost[] {
  const { cluster } = site
  const named = new Map<string, string>()
  for (const [name, addresses] of Object.entries(site['real-servers'])) {
    for (const each of addresses) {
      const address = parseAddress(each)?.text
      if (address === undefined) throw new PlanError(`real-servers: ${name}: ${each} is not an address`)
      const other = named.get(address)
      if (other !== undefined)
        throw new PlanError(`real-servers: ${address} belongs to ${other} and to ${name}`)
      named.set(address, name)
    }
  }
  const found = new Map<string, { addresses: string[]; isDirector: boolean }>()
  const seen = new Set<string>()
  for (const { address } of fronts.flatMap(({ block }) => serversOf(block))) {
    if (seen.has(address)) continue
    seen.add(address)
    // A sorry server on the director itself.
    if (/^127\.|^::1$/.test(address)) continue
    const director = directors.find(each => each.address === address || each.name === named.get(address))
    const host = director?.name ?? named.get(address) ?? `${cluster}-rs-${address}`
    const entry = found.get(host) ?? { addresses: [], isDirector: director !== undefined }
    entry.addresses.push(address)
    found.set(host, entry)
  }
  const stray = [...named].find(([address]) => !seen.has(address))
  if (stray !== undefined)
    throw new PlanError(`real-servers: ${stray[1]}: no director has a real server ${stray[0]}`)
  return [...found].map(([host, entry]) => ({ host, ...entry }))
}

interface VipHost {
  readonly host: string
  readonly address: string
  readonly answersPing: boolean
  /** A port to ask where it does not answer ping. */
  readonly port: number | undefined
}

/** The VIPs that directors bind, and those of virtual servers that somebody else binds. */
function listVips(directors: readonly Director[], fronts: readonly Front[], site: Site): VipHost[] {
  const bound = directors.flatMap(({ model }) =>
    model.instances.flatMap(each => each.vips.map(({ address }) => address)),
  )
  const asked = fronts.flatMap(front => askedOf(front, site.services[front.key] ?? {}) ?? [])
  const balanced = fronts.flatMap(({ service }) => (service.kind === 'address' ? service.address : []))
  const addresses = [...new Set([...bound, ...balanced, ...asked.map(({ vip }) => vip)])]
  const ports = new Map(asked.toReversed().map(({ vip, port }) => [vip, port]))
  const given = new Map(
    Object.entries(site.vips).map(([key, value]) => [parseAddress(key)?.text ?? key, value]),
  )
  const stray = [...given.keys()].find(each => !addresses.includes(each))
  if (stray !== undefined)
    throw new PlanError(`vips: no director has a VIP ${stray}, they have ${addresses.slice(0, 6).join(', ')}`)
  return addresses
    .filter(address => !address.startsWith('fe80:'))
    .map(address => ({
      host: given.get(address)?.name ?? `${site.cluster}-vip-${address}`,
      address,
      answersPing: given.get(address)?.ping ?? true,
      port: ports.get(address),
    }))
}
