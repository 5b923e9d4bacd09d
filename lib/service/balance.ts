import { type Finding, group, hintOf, measure, state, statementsOf, worstFirst } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import type { Range } from '../core/range.ts'
import { severity, worst } from '../core/state.ts'
import { count, shorten } from '../core/text.ts'
import type { Endpoint } from '../net/endpoint.ts'
import { shownSeconds, type Verdict } from './attempt.ts'

/** What came through the VIP and what came straight from the real servers. */
export interface Balance {
  /** `192.0.2.10:80` */
  readonly vip: string
  readonly throughVip: readonly Verdict[]
  readonly realServers: readonly RealServerVerdict[]
  readonly failedWarning: Range
  readonly failedCritical: Range
  /** The time of one connection as a metric, with the thresholds of -w and -c. */
  time(seconds: number | undefined, label: string): Metric
}

export interface RealServerVerdict {
  /** `192.0.2.11:80` */
  readonly name: string
  readonly verdict: Verdict
}

/** Asks through the VIP as often as --connections says, and each real server, all at once. */
export async function askBoth<Attempt>(
  connections: number,
  vip: { readonly host: string; readonly port: number },
  behind: readonly Endpoint[],
  ask: (host: string, port: number) => Promise<Attempt>,
): Promise<{ readonly vip: readonly Attempt[]; readonly realServers: readonly Attempt[] }> {
  const [throughVip, realServers] = await Promise.all([
    Promise.all(Array.from({ length: connections }, () => ask(vip.host, vip.port))),
    Promise.all(behind.map(each => ask(each.host, each.port ?? vip.port))),
  ])
  return { vip: throughVip, realServers }
}

/** The verdict on the service: the VIP alone, or which half of it is broken. */
export function judgeBalance(balance: Balance): Finding {
  const vip = judgeConnections(balance)
  if (balance.realServers.length === 0) return vip
  return judgeHalves(balance, vip)
}

/**
 * Many connections through one VIP: the share that fails, with the range of --failed-warning and
 * --failed-critical, but never worse than the worst of the failures themselves.
 */
function judgeConnections(balance: Balance): Finding {
  const { vip, throughVip } = balance
  const [first] = throughVip
  if (first !== undefined && throughVip.length === 1) return first.finding
  const asked = throughVip.filter(each => each.finding.state !== 'UNKNOWN')
  const failed = asked.filter(each => each.finding.state !== 'OK')
  const unasked = throughVip.filter(each => each.finding.state === 'UNKNOWN')
  const [notAsked] = unasked
  if (asked.length === 0 && notAsked !== undefined) return notAsked.finding
  const share = (100 * failed.length) / asked.length
  const percent = Math.round(share * 10) / 10
  const seconds = asked.flatMap(each => each.seconds ?? []).toSorted((a, b) => a - b)
  const metrics = [
    balance.time(median(seconds), 'time'),
    balance.time(seconds.at(-1), 'time_max'),
    { label: 'connections', value: asked.length, unit: '', min: 0 } as const,
  ]
  const text =
    failed.length === 0
      ? `${vip} answers on all ${asked.length} connections, in ${shownSeconds(median(seconds))} (median)`
      : `${vip} fails on ${failed.length} of ${count(asked.length, 'connection')} (${percent} %): ${tally(failed)}`
  const metric: Metric = {
    label: 'failed',
    value: percent,
    unit: '%',
    warning: balance.failedWarning,
    critical: balance.failedCritical,
    min: 0,
    max: 100,
  }
  const measured = measure(text, metric, { rule: 'connections-failed', metrics, children: examples(failed) })
  const verdict = worst([...failed.map(each => each.finding.state), 'OK'])
  const capped = severity(verdict) > severity(measured.state) ? { ...measured, state: verdict } : measured
  if (notAsked === undefined) return capped
  const others = `${count(unasked.length, 'connection')} could not be tried: ${notAsked.finding.text}`
  return group(vip, [capped, state('UNKNOWN', others, { rule: 'cannot-ask', ...hintOf(notAsked.finding) })])
}

function judgeHalves(balance: Balance, vip: Finding): Finding {
  const broken = balance.realServers.filter(
    ({ verdict }) => !['OK', 'UNKNOWN'].includes(verdict.finding.state),
  )
  const unasked = balance.realServers.filter(each => each.verdict.finding.state === 'UNKNOWN')
  const children = [vip, ...balance.realServers.map(each => withMetrics(each, balance))]
  const verdict = {
    ...sayHalves(balance, vip, broken, balance.realServers.length - unasked.length),
    children,
  }
  const [first] = unasked
  if (first === undefined) return verdict
  const names = unasked.map(each => each.name).join(', ')
  const text = `${names} could not be asked: ${first.verdict.reason}`
  return group(verdict.text, [
    verdict,
    state('UNKNOWN', text, { rule: 'cannot-ask', ...hintOf(first.verdict.finding) }),
  ])
}

/** The sentence that says where to look. */
function sayHalves(
  balance: Balance,
  vip: Finding,
  broken: readonly RealServerVerdict[],
  asked: number,
): Finding {
  const { vip: name } = balance
  const every =
    asked === 1 ? 'the real server' : asked === 2 ? 'both real servers' : `all ${asked} real servers`
  const some = broken.length === asked ? every : `${broken.length} of ${count(asked, 'real server')}`
  const which = broken.map(each => `${each.name} ${each.verdict.reason}`).join(', ')
  const said = worstFirst(statementsOf(vip))[0] ?? vip
  if (vip.state === 'UNKNOWN') return state('UNKNOWN', said.text, { rule: 'cannot-ask', ...hintOf(said) })
  if (vip.state === 'OK') return sayVipOk(vip, name, { every, some, which, broken: broken.length, asked })
  if (asked === 0) return state(vip.state, said.text, { rule: 'vip-failed' })
  if (broken.length === 0) {
    const address = name.replace(/^\[|\]?:\d+$/g, '')
    return state(
      vip.state,
      `${every} ${asked === 1 ? 'answers' : 'answer'}, the VIP does not: ${said.text}: look at the director`,
      {
        rule: 'vip-failed',
        hint: `On the director: ip addr show to ${address}; ipvsadm -Ln; systemctl status keepalived; nft list ruleset; iptables -S INPUT. From here: check_vip_conflict -H ${address}`,
      },
    )
  }
  const names = broken.map(each => each.name).join(', ')
  const partly = said.rule === 'connections-failed' && broken.length < asked
  return state(
    vip.state,
    `${said.text}, asked directly ${some} ${broken.length === 1 ? 'fails' : 'fail'}: ${which}`,
    {
      rule: 'vip-failed',
      hint: partly
        ? `The director still sends connections there: look at the service on ${names}, and why its health check passes`
        : `Look at the service on ${names} first`,
    },
  )
}

function sayVipOk(
  vip: Finding,
  name: string,
  servers: { every: string; some: string; which: string; broken: number; asked: number },
): Finding {
  const { every, some, which, broken, asked } = servers
  if (asked === 0) return state('OK', vip.text)
  if (broken === 0)
    return state('OK', `${vip.text}, and ${every} ${asked === 1 ? 'answers' : 'answer'} directly`)
  return state('WARNING', `VIP ${name} ok, ${some} ${broken === 1 ? 'fails' : 'fail'}: ${which}`, {
    rule: 'realserver-failed',
    hint: 'See whether the director has taken it out: ipvsadm -Ln',
  })
}

/** A real server as evidence: its time is plotted under its own name. */
function withMetrics(each: RealServerVerdict, balance: Balance): Finding {
  const { finding, seconds } = each.verdict
  return { ...stripMetrics(finding), metrics: [balance.time(seconds, `${each.name}_time`)] }
}

function stripMetrics(finding: Finding): Finding {
  return { ...finding, metrics: [], children: finding.children.map(stripMetrics) }
}

/** `4 x 503 Service Unavailable, 1 x connection refused`, the most frequent first. */
function tally(failed: readonly Verdict[]): string {
  const counts = new Map<string, number>()
  for (const { reason } of failed) counts.set(reason, (counts.get(reason) ?? 0) + 1)
  const sorted = [...counts].toSorted((a, b) => b[1] - a[1])
  return shorten(sorted.map(([reason, times]) => `${times} x ${reason}`).join(', '), 200)
}

/** One finding for each reason, as evidence, without its metrics: they would be there many times. */
function examples(failed: readonly Verdict[]): Finding[] {
  const first = new Map<string, Finding>()
  for (const { reason, finding } of failed) if (!first.has(reason)) first.set(reason, finding)
  return [...first.values()].slice(0, 10).map(stripMetrics)
}

function median(sorted: readonly number[]): number | undefined {
  return sorted[Math.floor((sorted.length - 1) / 2)]
}
