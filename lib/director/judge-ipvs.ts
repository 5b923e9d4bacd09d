import { type Finding, hintOf, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { clean, count } from '../core/text.ts'
import type { SyncRole } from '../host/sync-sockets.ts'
import type { Failure } from '../probe/outcome.ts'
import { limitsOf } from './options.ts'
import type { InstanceScene, Scene } from './scene.ts'
import { enterCommand, soften } from './scene.ts'

const restart = 'systemctl restart keepalived: a reload (SIGHUP) does not bring a lost table back'

/** What is to be said of IPVS in the kernel, and of what it needs. */
export function judgeIpvs(scene: Scene): Finding[] {
  return [
    ...judgeTable(scene),
    ...judgeForwarding(scene),
    ...judgeOffLink(scene),
    ...judgeSyncDaemon(scene),
    ...judgeRestless(scene),
    ...judgeLingering(scene),
    ...judgeConntrack(scene),
  ]
}

function judgeTable(scene: Scene): Finding[] {
  const { facts, wanted, keepalived, absent } = scene
  const { ipvs } = facts
  const configured = wanted?.virtualServers ?? 0
  // Without a configuration nobody knows whether there should be a table.
  if (ipvs === undefined || configured === 0) return []
  if (!ipvs.ok) return [unreadable('the IPVS table cannot be read', 'table-unreadable', ipvs)]
  const { noModule, services, destinations, from } = ipvs.value
  const meant = `${facts.config} has ${count(configured, 'virtual server')}`
  if (noModule) {
    const text = `there is no IPVS in the kernel, the module ip_vs is not loaded: nothing is forwarded, ${meant}`
    const start = absent ? 'start' : 'restart'
    const hint = `modprobe ip_vs, then systemctl ${start} keepalived. If there is no such module: the kernel was updated and wants a reboot (uname -r; ls /lib/modules), or the package with all its modules is missing`
    return [state('CRITICAL', text, { rule: 'ip-vs-missing', hint })]
  }
  if (services > 0) {
    const text = `${count(services, 'virtual server')} with ${count(destinations, 'real server')} in the kernel`
    return [state('OK', text, { details: [`the table was read from ${from}`] })]
  }
  // A keepalived that ends in order takes its table with it.
  if (absent || keepalived?.arguments.only === 'vrrp') return []
  const text = `the IPVS table is empty, ${meant}: nothing is forwarded`
  const finding = state('CRITICAL', text, { rule: 'table-empty', hint: restart })
  // With a checkers process it had virtual servers before the last change, too.
  const hasCheckers = keepalived?.children.some(({ role }) => role === 'checkers') === true
  return [hasCheckers && (scene.age ?? 60) >= 10 ? finding : soften(scene, finding)]
}

function judgeForwarding(scene: Scene): Finding[] {
  const { facts, wanted } = scene
  const { settings } = facts
  const families = [
    { family: 4, setting: settings.forward4, name: 'net.ipv4.ip_forward' },
    { family: 6, setting: settings.forward6, name: 'net.ipv6.conf.all.forwarding' },
  ] as const
  return families.flatMap(({ family, setting, name }) => {
    const servers = wanted?.natServers[family] ?? 0
    if (servers === 0) return []
    const behind = `${count(servers, 'real server')} behind NAT`
    if (settings.elsewhere === true) {
      const text = `whether ${name} is on for ${behind} cannot be seen from here: IPVS is in another network namespace`
      const hint = `Run the check in there: ${enterCommand(scene)}`
      return [state('UNKNOWN', text, { rule: 'ip-forward-off', hint })]
    }
    if (setting === undefined) return []
    if (!setting.ok) return [unreadable(`${name} cannot be read`, 'ip-forward-off', setting)]
    if (setting.value !== 0) return []
    const text = `${name} is 0, and there ${servers === 1 ? 'is' : 'are'} ${behind}: their packets are dropped`
    const hint = `sysctl -w ${name}=1, and a line ${name}=1 in /etc/sysctl.d/lvs.conf`
    return [state('CRITICAL', text, { rule: 'ip-forward-off', hint })]
  })
}

/** Their health checks pass, as those are routed: clients alone get no answer. */
function judgeOffLink(scene: Scene): Finding[] {
  const [first, ...others] = scene.network?.offLink ?? []
  if (first === undefined) return []
  const more = others.length === 0 ? '' : ` (and ${others.map(({ address }) => address).join(', ')})`
  const text = `real server ${first.address}${more} of ${clean(first.of)} is forwarded to by DR and lies behind the router ${first.gateway}${first.seen ? '' : ', unless that is the real server itself'}: what clients send never gets there, while health checks pass`
  const hint = `ip route get ${first.address} shows the way. Put it on a network of both directors, or take TUN for it: lb_kind TUN, and the VIP on tunl0 of the real server`
  const worst = first.seen ? 'CRITICAL' : 'WARNING'
  return [soften(scene, state(worst, text, { rule: 'real-server-off-link', hint }))]
}

/** With an instance its role decides which daemon runs; without one both run all the time. */
function wantedDaemons({ wanted, instances }: Scene): readonly SyncRole[] | undefined {
  const name = wanted?.syncDaemon?.instance
  if (name === undefined) return ['master', 'backup']
  const leading = instances.find(each => each.wanted.name === name)
  if (leading === undefined) return undefined
  return daemonOf(leading)
}

function daemonOf({ role, log }: InstanceScene): readonly SyncRole[] | undefined {
  if (role === 'MASTER') return ['master']
  // In FAULT state it may be neither.
  return role === 'BACKUP' && log?.last?.to !== 'FAULT' ? ['backup'] : undefined
}

/** The daemon changes its role a moment after the addresses have changed theirs. */
const settling = 10_000

function judgeSyncDaemon(scene: Scene): Finding[] {
  const { facts, wanted, instances } = scene
  const daemon = wanted?.syncDaemon
  const { syncDaemons } = facts
  if (daemon === undefined || syncDaemons === undefined || facts.ipvs?.ok !== true) return []
  // Without IPVS there is none, and that has been said.
  if (facts.ipvs.value.noModule || instances.some(({ log }) => facts.now - (log?.last?.time ?? 0) < settling))
    return []
  if (!syncDaemons.ok)
    return [unreadable('the sockets of the sync daemon cannot be read', 'sync-daemon-missing', syncDaemons)]
  const running = syncDaemons.value
  const missing = (wantedDaemons(scene) ?? []).filter(role => !running.includes(role))
  return missing.map(role => {
    const other = running.find(each => each !== role)
    const instance =
      daemon.instance === undefined
        ? ''
        : ` while ${daemon.instance} is ${role === 'master' ? 'MASTER' : 'BACKUP'}`
    const what =
      role === 'master'
        ? 'the other director does not learn the connections, a failover breaks them'
        : 'the connections of the other director are not learned, a failover breaks them'
    const instead = other === undefined ? '' : `, it runs as ${other}`
    const text = `the sync daemon does not run as ${role}${instance}${instead}: ${what}`
    const stop =
      other === undefined || daemon.instance === undefined ? '' : `ipvsadm --stop-daemon ${other}; `
    const id = daemon.id === undefined ? 'ID' : String(daemon.id)
    const hint = `As root: ${stop}ipvsadm --start-daemon ${role} --mcast-interface ${daemon.interface} --syncid ${id}; ipvsadm -Ln --daemon shows it`
    return soften(scene, state('WARNING', text, { rule: 'sync-daemon-missing', hint }))
  })
}

/** Packets of a connection whose real server is gone are dropped without an answer, until the connection times out. */
function judgeRestless({ facts, log, instances, keepalived }: Scene): Finding[] {
  // On a BACKUP there are no connections, and without keepalived nothing comes or goes.
  if (keepalived === undefined || (instances.length > 0 && instances.every(({ role }) => role === 'BACKUP')))
    return []
  const setting = facts.settings.expireNodest
  const restless = log?.restless ?? []
  const [worst] = restless.toSorted((one, other) => other.removals - one.removals)
  if (worst === undefined || setting?.ok !== true || setting.value !== 0) return []
  const text = `${worst.server} was taken out of ${worst.virtualServer} ${worst.removals} times, and net.ipv4.vs.expire_nodest_conn is 0: packets of its connections are dropped in silence until they time out`
  const hint = `See why it comes and goes; sysctl -w net.ipv4.vs.expire_nodest_conn=1 has such connections reset at once`
  const details = restless.map(
    each => `${each.server} of ${each.virtualServer} was taken out ${each.removals} times`,
  )
  return [state('WARNING', text, { rule: 'nodest-blackhole', hint, details })]
}

/** Persistence leads a client to its real server, be its weight 0 or not, unless the kernel is told to forget it then. */
function judgeLingering({ facts, wanted }: Scene): Finding[] {
  const setting = facts.settings.expireQuiescent
  const [first, ...others] = wanted?.lingering ?? []
  if (first === undefined || setting?.ok !== true || setting.value !== 0) return []
  const more = others.length === 0 ? '' : ` (and ${count(others.length, 'other virtual server')})`
  const text = `clients of virtual_server ${clean(first.name)}${more} stay with a real server that has failed until they have been away for ${first.seconds} s: inhibit_on_failure gives it weight 0, and net.ipv4.vs.expire_quiescent_template is 0`
  const hint = `On both directors, and in /etc/sysctl.d: sysctl -w net.ipv4.vs.expire_quiescent_template=1. Or take inhibit_on_failure out: a real server that is not in the table keeps no client`
  const details = others.map(
    ({ name, seconds }) => `virtual_server ${clean(name)} likewise, for ${seconds} s`,
  )
  return [state('WARNING', text, { rule: 'quiescent-template', hint, details })]
}

function judgeConntrack({ facts, options }: Scene): Finding[] {
  const { conntrackCount: used, conntrackMax: most } = facts.settings
  if (used === undefined || most === undefined) return []
  const failed = [used, most].find(each => !each.ok)
  if (failed?.ok === false)
    return [unreadable('the use of connection tracking cannot be read', 'conntrack-full', failed)]
  if (!used.ok || !most.ok || most.value <= 0) return []
  const share = (used.value / most.value) * 100
  const metric: Metric = {
    label: 'conntrack',
    value: Math.round(share * 100) / 100,
    unit: '%',
    ...limitsOf('conntrack', options),
    min: 0,
    max: 100,
  }
  const text = `connection tracking holds ${used.value} of ${most.value} connections, ${share.toFixed(share < 1 ? 2 : 0)} %`
  const hint = `New connections are dropped when it is full: sysctl -w net.netfilter.nf_conntrack_max=${most.value * 2}; see who fills it: conntrack -L. What goes to the VIPs by DR or TUN needs none of it: iptables -t raw -A PREROUTING -d VIP -j CT --notrack`
  return [measure(text, metric, { rule: 'conntrack-full', hint })]
}

function unreadable(what: string, rule: string, { text, hint }: Failure): Finding {
  return state('UNKNOWN', `${what}: ${text}`, { rule, ...hintOf({ hint }) })
}

/** Counters of all of IPVS since they were last zeroed. */
export function trafficMetrics({ facts }: Scene): Metric[] {
  const traffic = facts.ipvs?.ok === true ? facts.ipvs.value.traffic : undefined
  if (traffic?.ok !== true) return []
  const { connections, packetsIn, packetsOut, bytesIn, bytesOut } = traffic.value
  const counters = {
    conns: connections,
    inpkts: packetsIn,
    outpkts: packetsOut,
    inbytes: bytesIn,
    outbytes: bytesOut,
  }
  return Object.entries(counters).map(([label, value]) => ({ label, value, unit: 'c' as const }))
}
