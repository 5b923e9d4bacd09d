import { familyOf } from '../cli/common.ts'
import type { ArpSettings, InterfaceSetting } from '../host/arp-settings.ts'
import type { Pass } from '../host/firewall.ts'
import { type Interface, isLoopback } from '../host/interface.ts'
import { countProcessors, type Load, parseLoadAverages } from '../host/load.ts'
import { type LocalRoute, localRouteOf, parseLocalRoutes } from '../host/local-route.ts'
import { parseAddress } from '../net/address.ts'
import { readModel } from '../probe/config-model.ts'
import type { Deadline } from '../probe/deadline.ts'
import { askIp, readDefaultRoutes, readInterfaces } from '../probe/iproute.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { readSysctl } from '../probe/sysctl.ts'
import { deadWays, facingOf, isTunnel } from './facing.ts'
import type { DirectorFacts, FirewallFacts, LocalFacts } from './facts.ts'
import type { RealServerOptions } from './options.ts'
import { gatherSockets } from './sockets.ts'
import {
  type Named,
  type Target,
  targetLimit,
  targetsOfModel,
  targetsOfOptions,
  type Wanted,
} from './wanted.ts'

/** Looks at this host from within. What is wrong with it is for the judge to say. */
export async function gatherLocal(
  options: RealServerOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<LocalFacts> {
  const [all, load, firewall] = await Promise.all([
    readInterfaces(probes, deadline),
    readLoad(probes),
    gatherFirewall(options, probes, deadline),
  ])
  const interfaces = all.ok ? all.value : []
  const wanted = await listWanted(options, all, probes, deadline)
  const from = options.config ?? 'the options'
  const targets = wanted.ok ? wanted.value.targets : []
  if (targets.length === 0) return { from, wanted, interfaces: all, facing: {}, routes: {}, load, firewall }
  const vips = [...new Set(targets.flatMap(({ vip }) => vip ?? []))]
  const facing = Object.fromEntries(
    vips.map(vip => [
      vip,
      options.interface.length > 0 ? options.interface : facingOf(vip, ripsOf(vip, targets), interfaces),
    ]),
  )
  const routes = await readLocalRoutes(vips, probes, deadline)
  const isLocal = (vip: string) => {
    const known = routes[parseAddress(vip)?.family ?? 4]
    return known?.ok === true && localRouteOf(vip, known.value) !== undefined
  }
  const [sockets, arp, rpFilter, defaultRoutes, director] = await Promise.all([
    gatherSockets(targets, isLocal, probes, deadline),
    readArp(vips, facing, interfaces, probes),
    readRpFilter(targets, interfaces, probes),
    readGateways(targets, probes, deadline),
    readDirector(vips, interfaces, probes),
  ])
  const dead = targets.flatMap(({ vip, rip }) => deadWays(vip, rip, interfaces))
  const names = new Set([
    ...Object.values(facing).flat(),
    ...targets.flatMap(({ vip, rip }) => [vip, rip]),
    ...dead.map(({ name }) => name),
  ])
  const matters = (each: Interface) =>
    names.has(each.name) ||
    (isTunnel(each) && targets.some(({ method }) => method === 'TUN')) ||
    isLoopback(each) ||
    each.addresses.some(({ address }) => names.has(address))
  return {
    from,
    wanted,
    interfaces: all.ok ? success(interfaces.filter(matters)) : all,
    facing,
    routes,
    sockets,
    load,
    firewall: trimFirewall(firewall, targets),
    ...arp,
    ...rpFilter,
    ...defaultRoutes,
    ...director,
  }
}

function ripsOf(vip: string, targets: readonly Target[]): string[] {
  return targets.flatMap(each => (each.vip === vip && each.rip !== undefined ? [each.rip] : []))
}

async function listWanted(
  options: RealServerOptions,
  interfaces: Outcome<readonly Interface[]>,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<Wanted>> {
  const { vip: vips, port: ports, method = 'DR', config } = options
  const family = familyOf(options)
  const named: Named = { vips, ports, method, family }
  if (config === undefined) {
    const targets = targetsOfOptions(named)
    const excess = targets.length > targetLimit
    return success({ targets: targets.slice(0, targetLimit), gateways: options.gateway, marks: [], excess })
  }
  const model = await readModel(config, options['config-id'], probes, deadline)
  if (!model.ok) return model
  // Without addresses of this host nobody knows which entries are its own.
  if (!interfaces.ok) return interfaces
  const own = interfaces.value.flatMap(each => each.addresses.map(({ address }) => address))
  const { servicesOf } = await import('../keepalived/services.ts')
  const wanted = targetsOfModel(model.value, new Set(own), named, servicesOf)
  const gateways = options.gateway.length > 0 ? options.gateway : wanted.gateways
  return success({ ...wanted, gateways })
}

/** The kernel's table of what is local decides: it knows addresses, whole networks, and what IPv6 has not accepted yet. */
async function readLocalRoutes(
  vips: readonly string[],
  probes: Probes,
  deadline: Deadline,
): Promise<LocalFacts['routes']> {
  const read = async (family: 4 | 6): Promise<{ [key in 4 | 6]?: Outcome<readonly LocalRoute[]> }> => {
    const meant = vips.filter(each => parseAddress(each)?.family === family)
    if (meant.length === 0) return {}
    const argv = [`-${family}`, '-j', 'route', 'show', 'table', 'local', 'type', 'local']
    const all = await askIp(argv, parseLocalRoutes, probes, deadline)
    if (!all.ok) return { [family]: all }
    const used = new Set(meant.flatMap(each => localRouteOf(each, all.value) ?? []))
    return { [family]: success([...used]) }
  }
  const [four, six] = await Promise.all([read(4), read(6)])
  return { ...four, ...six }
}

async function readLoad(probes: Probes): Promise<Outcome<Load>> {
  const path = '/proc/loadavg'
  const content = await probes.readFile(path, 4_096)
  if (!content.ok) return content
  const averages = parseLoadAverages(content.value.toString('latin1'))
  if (averages === undefined) return failure('malformed', `${path} holds no load averages`)
  const online = await probes.readFile('/sys/devices/system/cpu/online', 65_536)
  if (!online.ok) return online
  const cores = countProcessors(online.value.toString('latin1'))
  if (cores === undefined || cores === 0)
    return failure('malformed', '/sys/devices/system/cpu/online names no processors')
  return success({ averages, cores })
}

/** ARP settings are of IPv4 alone. */
async function readArp(
  vips: readonly string[],
  facing: LocalFacts['facing'],
  interfaces: readonly Interface[],
  probes: Probes,
): Promise<Pick<LocalFacts, 'arp'>> {
  const faced = vips.filter(each => parseAddress(each)?.family === 4).flatMap(each => facing[each] ?? [])
  if (faced.length === 0) return {}
  const loopbacks = interfaces.filter(isLoopback).map(({ name }) => name)
  const settings: ArpSettings[] = []
  for (const name of new Set([...faced, ...loopbacks])) {
    const [ignore, announce] = await Promise.all([
      readSetting(name, 'arp_ignore', probes),
      readSetting(name, 'arp_announce', probes),
    ])
    if (!ignore.ok) return { arp: ignore }
    if (!announce.ok) return { arp: announce }
    settings.push({ interface: name, ignore: ignore.value, announce: announce.value })
  }
  return { arp: success(settings) }
}

async function readSetting(
  name: string,
  setting: string,
  probes: Probes,
): Promise<Outcome<InterfaceSetting>> {
  const [all, own] = await Promise.all(
    ['all', name].map(each => readSysctl(['net', 'ipv4', 'conf', each, setting], probes)),
  )
  if (all?.ok !== true) return all ?? failure('missing', `there is no ${setting}`)
  if (own?.ok !== true) return own ?? failure('missing', `there is no ${setting}`)
  return success({ all: all.value, own: own.value })
}

/** What comes out of a tunnel is looked at as what comes in by any interface. */
async function readRpFilter(
  targets: readonly Target[],
  interfaces: readonly Interface[],
  probes: Probes,
): Promise<Pick<LocalFacts, 'rpFilter'>> {
  if (!targets.some(({ method }) => method === 'TUN')) return {}
  const tunnels = interfaces.filter(isTunnel).map(({ name }) => name)
  const read = await Promise.all(
    tunnels.map(async name => [name, await readSetting(name, 'rp_filter', probes)] as const),
  )
  return { rpFilter: Object.fromEntries(read) }
}

async function readGateways(
  targets: readonly Target[],
  probes: Probes,
  deadline: Deadline,
): Promise<Pick<LocalFacts, 'defaultRoutes'>> {
  const nat = targets.filter(({ method }) => method === 'NAT')
  if (nat.length === 0) return {}
  // By the options alone the family of a service is not known: NAT with a VIP that is not named is IPv4.
  const families = new Set(nat.map(({ rip, vip }) => parseAddress(rip ?? vip ?? '')?.family ?? 4))
  const read = async (family: 4 | 6) =>
    families.has(family) ? { [family]: await readDefaultRoutes(family, probes, deadline) } : {}
  return { defaultRoutes: { ...(await read(4)), ...(await read(6)) } }
}

async function gatherFirewall(
  options: RealServerOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<FirewallFacts> | 'not asked'> {
  // A user who may not ask would only make sudo complain of it in its log, once for every run.
  const { mayAdminister, readFirewall } = await import('../probe/firewall.ts')
  if (!options.firewall && !(await mayAdminister(probes))) return 'not asked'
  return readFirewall(probes, deadline)
}

/** Packet filters may have thousands of rules: those that can matter for the wanted ports and VIPs stay. */
function trimFirewall(firewall: LocalFacts['firewall'], targets: readonly Target[]): LocalFacts['firewall'] {
  if (firewall === 'not asked' || !firewall.ok) return firewall
  const ports = targets.flatMap(({ service }) => service?.port ?? [])
  const vips = new Set(targets.map(({ vip }) => vip))
  const filters = firewall.value.filters.map(filter => {
    const meant = filter.refuses ? filter.passes.filter(pass => mayConcern(pass, ports)) : []
    const passes = new Map(meant.map(pass => [JSON.stringify(pass), pass]))
    const refusals = (filter.refusals ?? [])
      .filter(each => mayConcern(each, ports))
      .map(each => ({ ...each, behind: each.behind.filter(pass => mayConcern(pass, ports)) }))
    return { ...filter, passes: [...passes.values()], refusals }
  })
  const arpAddresses = firewall.value.arpAddresses.filter(each => vips.has(each))
  return success({ ...firewall.value, filters, arpAddresses })
}

function mayConcern({ ports }: Pass, wanted: readonly number[]): boolean {
  return ports?.some(([from, to]) => wanted.some(port => from <= port && port <= to)) ?? true
}

/** A director that is a real server too has the VIPs in a table of its own, which is read where it is there. */
async function readDirector(
  vips: readonly string[],
  interfaces: readonly Interface[],
  probes: Probes,
): Promise<{ director?: DirectorFacts }> {
  const seen = await probes.readFile('/proc/net/ip_vs', 64 * 1024 * 1024)
  // Three lines of titles, and no virtual server.
  if (!seen.ok || !/^(?:TCP|UDP|SCTP|FWM) /m.test(seen.value.toString('latin1'))) return {}
  const { readProcTable } = await import('../probe/ipvs.ts')
  const found = await readProcTable(undefined, probes)
  if (!found.ok || found.value === 'no-module') return {}
  const services = [...found.value.table.services.values()]
  const own = new Set(interfaces.flatMap(each => each.addresses.map(({ address }) => address)))
  const balanced = vips.map(vip => {
    const fronts = services.filter(({ service }) => service.kind === 'address' && service.address === vip)
    const servers = fronts.flatMap(each => each.servers)
    return { vip, isHere: fronts.length > 0, isShared: servers.some(({ address }) => !own.has(address)) }
  })
  const marks = services.some(({ service }) => service.kind === 'fwmark')
  const here = balanced.filter(({ isHere }) => isHere).map(({ vip }) => vip)
  if (here.length === 0 && !marks) return {}
  const backupOnly = await readSysctl(['net', 'ipv4', 'vs', 'backup_only'], probes)
  const shared = balanced.filter(({ isShared }) => isShared).map(({ vip }) => vip)
  return { director: { vips: here, shared, marks, backupOnly } }
}
