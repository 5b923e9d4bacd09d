import { findSyncDaemons, type SyncRole } from '../host/sync-sockets.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readProcTable, readStatistics } from '../probe/ipvs.ts'
import { findKeepalived, type Keepalived, processOf } from '../probe/keepalived.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { isInNamespace, readNetwork, readUptime } from '../probe/processes.ts'
import { readSettled } from '../probe/second-look.ts'
import { readSysctl } from '../probe/sysctl.ts'
import { readLastReload } from '../probe/systemd.ts'
import type { IpvsFacts, LocalFacts, SettingsFacts, WantedFacts } from './facts.ts'
import { gatherLog } from './gather-log.ts'
import { gatherNetwork } from './gather-network.ts'
import { bindVips, roleOf } from './instances.ts'
import { startOf } from './loaded.ts'
import { type DirectorOptions, usual } from './options.ts'
import { readWanted } from './wanted.ts'

const socketLimit = 64 * 1024 * 1024

/** Reads what is configured and what is here. What of it is wrong is for the judge to say. */
export async function gatherLocal(
  options: DirectorOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<LocalFacts> {
  const config = options.config ?? usual.config
  const wanted = await gatherWanted(config, options, probes, deadline)
  const known = wanted.ok ? wanted.value : undefined
  const pidFile = options['pid-file']
  const keepalived = await findKeepalived({ pidFile, config, namespace: known?.netNamespace }, probes)
  const [uptime, now] = [await readUptime(probes), deadline.today()]
  const running = keepalived.ok ? keepalived.value.running : undefined
  const [vrrp, checkers] = await Promise.all([
    elsewhereOf(running, 'vrrp', probes),
    elsewhereOf(running, 'checkers', probes),
  ])
  const started = startOf({ now, uptime, keepalived })
  const place = await findTable(known, checkers, probes)
  const daemonPlace = running === undefined ? 'unseen' : place
  const { network, syncDaemons } = await gatherRoles(known, vrrp, daemonPlace, probes, deadline)
  // After the addresses: a change of role since is in the log, and its age tells that what was read before may not fit.
  const [log, reloaded] = await Promise.all([
    options['no-log'] ? undefined : gatherLog(options, now, started, probes, deadline),
    isNewer(known, started) ? readLastReload('keepalived.service', probes, deadline) : undefined,
  ])
  const hasServers = known === undefined || known.virtualServers > 0
  return {
    now,
    uptime,
    config,
    wanted,
    keepalived,
    network,
    ...(hasServers ? { ipvs: await gatherIpvs(place, known?.ipvsNamespace, probes) } : {}),
    ...(syncDaemons === undefined ? {} : { syncDaemons }),
    settings: await gatherSettings(known, place, probes),
    ...(log === undefined ? {} : { log }),
    ...(reloaded === undefined ? {} : { reloaded }),
  }
}

async function gatherWanted(
  config: string,
  options: DirectorOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<WantedFacts>> {
  const files = await probes.configFiles(config, options['config-id'], deadline)
  return files.ok ? success(await readWanted(files.value, probes)) : files
}

/** The process to look through where keepalived is in another network namespace than the check. */
async function elsewhereOf(
  running: Keepalived | undefined,
  role: 'vrrp' | 'checkers',
  probes: Probes,
): Promise<number | undefined> {
  if (running === undefined) return undefined
  const { pid } = processOf(running, role)
  const network = pid === running.parent.pid ? running.network : await readNetwork(pid, probes)
  return network === 'other' ? pid : undefined
}

function isNewer(wanted: WantedFacts | undefined, started: number | undefined): boolean {
  const modified = wanted?.newest?.modified
  return modified !== undefined && started !== undefined && modified > started
}

/** Where the table is: with a process, in our own network namespace, or where nobody can look without being in there. */
type Place = number | 'unseen' | undefined

/** keepalived is not in its net_namespace_ipvs, only its sockets are: no process leads there. */
async function findTable(
  wanted: WantedFacts | undefined,
  checkers: number | undefined,
  probes: Probes,
): Promise<Place> {
  const apart = wanted?.ipvsNamespace
  if (apart === undefined) return checkers
  return (await isInNamespace(apart, probes)) ? undefined : 'unseen'
}

/**
 * Where the VIPs are, and then which sync daemons run, which follows from them. Where the two do not fit a failover may
 * have come in between: both are looked at again a second later.
 */
async function gatherRoles(
  wanted: WantedFacts | undefined,
  vrrp: number | undefined,
  place: Place,
  probes: Probes,
  deadline: Deadline,
): Promise<Pick<LocalFacts, 'network' | 'syncDaemons'>> {
  const read = async () => {
    const network = await gatherNetwork(wanted ?? { instances: [] }, vrrp, probes, deadline)
    const daemon = wanted?.syncDaemon
    if (daemon === undefined || place === 'unseen') return { network }
    return { network, syncDaemons: await readSyncDaemons(daemon, place, probes) }
  }
  return readSettled(read, first => !doRolesFit(wanted, first), settling, deadline)
}

/** Until the sync daemon has taken the role of its instance. */
const settling = 1_000

function doRolesFit(
  wanted: WantedFacts | undefined,
  { network, syncDaemons }: Pick<LocalFacts, 'network' | 'syncDaemons'>,
): boolean {
  const leading = wanted?.instances.find(({ name }) => name === wanted.syncDaemon?.instance)
  if (leading === undefined || !network.ok || syncDaemons?.ok !== true) return true
  const role = roleOf(bindVips(leading, network.value.holdings))
  if (role !== 'MASTER' && role !== 'BACKUP') return true
  return syncDaemons.value.includes(role === 'MASTER' ? 'master' : 'backup')
}

async function gatherIpvs(
  place: Place,
  namespace: string | undefined,
  probes: Probes,
): Promise<Outcome<IpvsFacts>> {
  const pid = place === 'unseen' ? undefined : place
  const table = await readProcTable(pid, probes)
  if (!table.ok) return table
  if (place === 'unseen' && table.value !== 'no-module') {
    const text = `it is in the network namespace ${namespace} (net_namespace_ipvs), which cannot be seen from here`
    return failure('denied', text, `Run the check in there: ip netns exec ${namespace} check_lvs_director`)
  }
  const path = pid === undefined ? '/proc/net/ip_vs' : `/proc/${pid}/net/ip_vs`
  if (table.value === 'no-module') {
    return success({ from: path, noModule: true, services: 0, destinations: 0 })
  }
  const services = [...table.value.table.services.values()]
  return success({
    from: path,
    noModule: false,
    services: services.length,
    destinations: services.reduce((sum, { servers }) => sum + servers.length, 0),
    traffic: await readStatistics(pid, probes),
  })
}

async function readSyncDaemons(
  { group = '224.0.0.81', port = 8848 }: NonNullable<WantedFacts['syncDaemon']>,
  pid: number | undefined,
  probes: Probes,
): Promise<Outcome<readonly SyncRole[]>> {
  const net = pid === undefined ? '/proc/net' : `/proc/${pid}/net`
  const content = await probes.readFile(`${net}/${group.includes(':') ? 'udp6' : 'udp'}`, socketLimit)
  return content.ok ? success(findSyncDaemons(content.value.toString('latin1'), group, port)) : content
}

async function gatherSettings(
  wanted: WantedFacts | undefined,
  place: Place,
  probes: Probes,
): Promise<SettingsFacts> {
  // /proc/sys/net is always that of the reader's own namespace.
  if (place !== undefined) return { elsewhere: true }
  const ask = (...words: string[]) => readSysctl(['net', ...words], probes)
  const [count, max] = await Promise.all([
    ask('netfilter', 'nf_conntrack_count'),
    ask('netfilter', 'nf_conntrack_max'),
  ])
  // Without connection tracking in the kernel there are no such files.
  const isTracking = count.ok || count.kind !== 'missing'
  return {
    ...((wanted?.natServers[4] ?? 0) > 0 ? { forward4: await ask('ipv4', 'ip_forward') } : {}),
    ...((wanted?.natServers[6] ?? 0) > 0 ? { forward6: await ask('ipv6', 'conf', 'all', 'forwarding') } : {}),
    ...((wanted?.virtualServers ?? 0) > 0
      ? { expireNodest: await ask('ipv4', 'vs', 'expire_nodest_conn') }
      : {}),
    ...((wanted?.lingering?.length ?? 0) > 0
      ? { expireQuiescent: await ask('ipv4', 'vs', 'expire_quiescent_template') }
      : {}),
    ...(isTracking ? { conntrackCount: count, conntrackMax: max } : {}),
  }
}
