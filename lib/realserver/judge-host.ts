import { type Finding, hintOf, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { formatNumber } from '../core/range.ts'
import { severity } from '../core/state.ts'
import { count, joinWords } from '../core/text.ts'
import { deadWays } from './facing.ts'
import type { LocalFacts, SocketFacts } from './facts.ts'
import { waitingSeconds } from './listening.ts'
import type { RealServerOptions } from './options.ts'
import { uniquePorts, type VipScene } from './scene.ts'
import type { Target } from './wanted.ts'
import { agree, namePort, namePorts } from './words.ts'

/** The load averages per core, with their thresholds. */
export function loadMetrics(
  facts: LocalFacts,
  { warning, critical }: Pick<RealServerOptions, 'warning' | 'critical'>,
): readonly Metric[] {
  const load = facts.load.ok ? facts.load.value : undefined
  return [1, 5, 15].map((minutes, at) => {
    const average = load?.averages[at]
    const value = average === undefined || load === undefined ? undefined : average / load.cores
    return {
      label: `load${minutes}`,
      value: value === undefined ? undefined : Math.round(value * 1000) / 1000,
      unit: '',
      warning: warning?.[at],
      critical: critical?.[at],
      min: 0,
    }
  })
}

/** The worst of the three averages says it; without thresholds nothing is wrong with a load. */
export function judgeLoad(facts: LocalFacts, metrics: readonly Metric[], isAsked: boolean): Finding[] {
  if (!facts.load.ok) {
    // Nobody who set no threshold gets up for it.
    if (!isAsked) return []
    const hint = hintOf(facts.load)
    return [
      state('UNKNOWN', `the load is not known: ${facts.load.text}`, { rule: 'load-unreadable', ...hint }),
    ]
  }
  const { cores } = facts.load.value
  const on = `${cores} ${agree(cores, 'core', 'cores')}`
  const shown = metrics.map(({ value }) => formatNumber(Math.round((value ?? 0) * 100) / 100)).join(', ')
  const [worst] = metrics
    .map(metric => {
      const minutes = metric.label.slice('load'.length)
      const text = `the load per core is ${formatNumber(metric.value ?? 0)} over ${minutes} ${minutes === '1' ? 'minute' : 'minutes'} (${shown} over 1, 5 and 15 minutes, ${on})`
      return measure(text, metric, {
        rule: 'load',
        hint: 'See who takes it: ps -eo pcpu,stat,comm --sort=-pcpu',
      })
    })
    .toSorted((one, other) => severity(one.state) - severity(other.state))
  // The values are plotted once, by the whole.
  return worst === undefined || worst.state === 'OK' ? [] : [{ ...worst, metrics: [] }]
}

/** Whatever is well on this host, nothing comes in. */
export function judgeLinks(targets: readonly Target[], { interfaces }: LocalFacts): Finding[] {
  if (!interfaces.ok) return []
  const dead = targets.flatMap(({ vip, rip }) => deadWays(vip, rip, interfaces.value))
  const named = [...new Map(dead.map(each => [each.name, each])).values()]
  return named.map(({ name, flags, addresses }) => {
    const own = addresses.flatMap(({ address, scope }) => (scope === 'global' ? [address] : []))
    const with_ = own.length === 0 ? '' : ` with ${joinWords(own)}`
    const isUp = flags.includes('UP')
    const what = isUp ? 'has no link: its cable, or the port of the switch, is dead' : 'is down'
    const hint = isUp ? `ethtool ${name}; ip -s link show ${name}` : `ip link set ${name} up`
    const text = `${name}${with_} ${what}, so directors cannot reach this host`
    return state('CRITICAL', text, { rule: 'link-down', hint })
  })
}

/** The kernel takes connections for a service that does not, and so directors find it well. */
export function judgeQueues({ sockets }: SocketFacts): Finding[] {
  const full = sockets.filter(({ waiting }) => waiting !== undefined)
  const ports = uniquePorts(full)
  if (ports.length === 0) return []
  const waiting = full.reduce((sum, each) => sum + (each.waiting ?? 0), 0)
  const wait = `${count(waiting, 'connection')} ${agree(waiting, 'waits', 'wait')}`
  const text = `${wait} on ${namePorts(ports)} to be accepted, for ${waitingSeconds} s and longer: the service hangs or has too much to do, and a TCP_CHECK of the directors still passes`
  const filter = ports.map(({ port }) => `sport = :${port}`).join(' or ')
  const hint = `sudo ss -lntp '${filter}' names the process, and in Recv-Q who waits; then ps -o pid,stat,wchan,cmd -p PID: T is stopped, D waits for a disk`
  return [state('WARNING', text, { rule: 'not-accepted', hint })]
}

/**
 * A director that is a real server too, and not the active one: what the active one forwards here by DR meets this host's
 * own table, which may forward it back.
 */
export function judgeDirector(scenes: readonly VipScene[], { director, facing }: LocalFacts): Finding[] {
  if (director === undefined || !director.backupOnly.ok || director.backupOnly.value !== 0) return []
  const waiting = scenes.filter(
    ({ vip, route, holdings }) =>
      director.shared.includes(vip) &&
      route !== undefined &&
      !holdings.some(each => (facing[vip] ?? []).includes(each.interface.name)),
  )
  if (waiting.length === 0) return []
  const vips = joinWords(waiting.map(({ vip }) => vip))
  const text = `this host is a director too and its own IPVS table balances ${vips} once more: net.ipv4.vs.backup_only is 0, wanted 1 on the backup, or requests may go in circles between the directors`
  const hint =
    'sysctl -w net.ipv4.vs.backup_only=1, which needs the sync daemon (lvs_sync_daemon in keepalived.conf)'
  return [state('WARNING', text, { rule: 'director-loop', hint })]
}

/** `port 80 listens`, `ports 80 and 443 listen`. */
export function describePorts(
  ports: readonly { readonly protocol: 'TCP' | 'UDP' | 'SCTP'; readonly port: number }[],
): string {
  return `${agree(ports.length, 'port', 'ports')} ${joinWords(ports.map(namePort))} ${agree(ports.length, 'listens', 'listen')}`
}
