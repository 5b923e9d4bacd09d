import type { Call } from '../objects/call.ts'
import { type Hosts, listHosts } from './hosts.ts'
import { type Plan, PlanError, type PlanGroup, type PlanService } from './plan.ts'
import { callsOf } from './real-servers.ts'
import type { Site, SiteService } from './site.ts'
import { type Director, type DirectorSource, listFronts, nameDirectors } from './sources.ts'
import { askedOf, callService, planFront } from './vips.ts'

/**
 * Everything there is to watch of a cluster.
 * @throws PlanError with a sentence, when names collide or the site file is about what is not there
 */
export function makePlan(sources: readonly DirectorSource[], site: Site): Plan {
  if (sources.length === 0)
    throw new PlanError('no keepalived.conf is given: name one, or two of a pair of directors')
  const directors = nameDirectors(sources)
  const fronts = listFronts(directors)
  const known = new Set(fronts.map(({ key }) => key))
  const stray = Object.keys(site.services).find(key => !known.has(key))
  if (stray !== undefined)
    throw new PlanError(`services: no director has a virtual server ${stray}; ${nearest(stray, [...known])}`)
  const hosts = listHosts(directors, fronts, site)
  const services: PlanService[] = []
  const remarks: string[] = []

  for (const director of directors) services.push(agentOf(director.name, site), ...lookWithin(director, site))

  services.push(...comparePair(directors, site))

  const marks = Object.entries(site.services).flatMap(([key, { address }]) =>
    key.startsWith('fwmark') ? (address ?? []) : [],
  )
  for (const { host, addresses, isDirector } of hosts.realServers) {
    if (!isDirector) services.push(agentOf(host, site, [serversGroup(site), host]))
    for (const { about, vips, call } of callsOf(
      addresses,
      directors.map(({ model }) => model),
      marks,
    )) {
      const groups = [
        clusterGroup(site),
        serversGroup(site),
        ...(isDirector ? [] : [host]),
        ...vips.flatMap(vip => hosts.byVip.get(vip) ?? []),
      ]
      services.push({
        kind: 'call',
        host,
        name: `Real server ${about}`,
        groups,
        call: withOptions(call, site),
        command: `lvs_realserver_${about.replaceAll(' ', '_')}`,
      })
    }
  }

  for (const { host, address, answersPing } of hosts.vips) {
    if (!answersPing) continue
    const call = withOptions({ check: 'check_vip_ping', options: { hostname: [address] } }, site)
    services.push({
      kind: 'call',
      host,
      name: 'Ping',
      groups: [clusterGroup(site), host],
      call,
      command: undefined,
    })
  }
  for (const front of fronts) {
    const given: SiteService = site.services[front.key] ?? {}
    const asked = askedOf(front, given)
    const isTcp = front.service.kind === 'fwmark' || front.block.protocol === 'TCP'
    if (given.check === 'none') continue
    const host = asked === undefined ? undefined : hosts.byVip.get(asked.vip)
    if (asked === undefined || host === undefined || !isTcp) {
      remarks.push(remarkOn(front.key, isTcp))
      continue
    }
    const call = withOptions(callService(front, asked, given), site)
    services.push(planFront(host, asked, call, [clusterGroup(site), host]))
  }
  refuseTwice(services)
  return {
    cluster: site.cluster,
    hosts: hosts.all,
    groups: listGroups(hosts, services, site),
    services,
    remarks,
  }
}

function remarkOn(key: string, isTcp: boolean): string {
  const why = isTcp
    ? 'its address and port are not known: say them in the site file'
    : 'only TCP can be asked'
  return `${key} is not asked from outside, as ${why}; check_ipvs_drift watches its real servers on the directors`
}

function nearest(key: string, known: readonly string[]): string {
  const vip = key.replace(/:\d+(\/\w+)?$/, '')
  const near = known.filter(each => each.startsWith(vip))
  return `it has ${(near.length > 0 ? near : known).slice(0, 5).join(', ') || 'none at all'}`
}

/** Each of the others is held against the first, where the monitoring host has copies. */
function comparePair([first, ...others]: readonly Director[], site: Site): PlanService[] {
  if (first?.copy === undefined) return []
  const { copy: own, configId } = first
  return others.flatMap(({ name, copy, configId: peerId }) => {
    if (copy === undefined) return []
    const ids = {
      ...(configId === undefined ? {} : { 'config-id': configId }),
      ...(peerId === undefined ? {} : { 'peer-id': peerId }),
    }
    const options = { config: own, copy: true as const, ...ids, peer: copy }
    return [
      {
        kind: 'call',
        host: first.name,
        name: `Pair with ${name}`,
        groups: [clusterGroup(site)],
        call: withOptions({ check: 'check_keepalived_config', options }, site),
        command: undefined,
      },
    ]
  })
}

/** What a director is asked about itself, by its agent. */
function lookWithin({ name: host, configId }: Director, site: Site): PlanService[] {
  const options = configId === undefined ? {} : { 'config-id': configId }
  const calls: readonly (readonly [string, string, Call])[] = [
    ['Director', 'lvs_director', { check: 'check_lvs_director', options }],
    ['IPVS table', 'lvs_ipvs_drift', { check: 'check_ipvs_drift', options }],
    ['keepalived.conf', 'lvs_keepalived_config', { check: 'check_keepalived_config', options }],
    [
      'VIP holders',
      'lvs_vip_conflict',
      {
        check: 'check_vip_conflict',
        options: { config: '/etc/keepalived/keepalived.conf', ...options },
      },
    ],
  ]
  return calls.map(([title, command, call]) => ({
    kind: 'call',
    host,
    name: title,
    groups: [clusterGroup(site)],
    call: withOptions(call, site),
    command,
  }))
}

function agentOf(host: string, site: Site, groups: readonly string[] = []): PlanService {
  return { kind: 'agent', host, name: 'NRPE', groups: [clusterGroup(site), ...groups] }
}

/** What the site says of all calls of a check; what is said of this one comes first. */
export function withOptions(call: Call, { options }: Site): Call {
  return { ...call, options: { ...options[call.check], ...call.options } }
}

const clusterGroup = ({ cluster }: Site) => cluster
const serversGroup = ({ cluster }: Site) => `${cluster}-real-servers`

/**
 * Host groups by what hosts are; service groups of the cluster, of all real servers, of each real server, and of each VIP and
 * who serves it. The last two have the names of their hosts.
 */
function listGroups(hosts: Hosts, services: readonly PlanService[], site: Site): PlanGroup[] {
  const used = new Set(services.flatMap(({ groups }) => groups))
  const { cluster } = site
  const hostGroups: PlanGroup[] = [...new Set(hosts.all.flatMap(({ groups }) => groups))].map(name => ({
    kind: 'hosts',
    name,
    alias:
      name === cluster
        ? `LVS ${cluster}`
        : `LVS ${cluster}: ${name.slice(cluster.length + 1).replaceAll('-', ' ')}`,
  }))
  const vips = [...hosts.byVip].map(
    ([vip, name]): PlanGroup => ({ kind: 'services', name, alias: `LVS ${cluster}: VIP ${vip}` }),
  )
  const servers = hosts.realServers.map(
    ({ host, addresses }): PlanGroup => ({
      kind: 'services',
      name: host,
      alias: `LVS ${cluster}: real server ${addresses.join(', ')}`,
    }),
  )
  const whole: PlanGroup[] = [
    { kind: 'services', name: cluster, alias: `LVS ${cluster}` },
    { kind: 'services', name: serversGroup(site), alias: `LVS ${cluster}: real servers` },
  ]
  return [...hostGroups, ...[...whole, ...servers, ...vips].filter(({ name }) => used.has(name))]
}

function refuseTwice(services: readonly PlanService[]): void {
  const seen = new Set<string>()
  for (const { host, name } of services) {
    const key = `${host}!${name}`
    if (seen.has(key))
      throw new PlanError(
        `two services of ${host} would be called ${name}: give one of them another address or check: none in the site file`,
      )
    seen.add(key)
  }
}
