import { type Finding, group, hintOf, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import type { Range } from '../core/range.ts'
import { severity, worst } from '../core/state.ts'
import { count, shorten } from '../core/text.ts'
import type { Endpoint } from '../net/endpoint.ts'
import { shownSeconds, type Verdict } from './attempt.ts'
import { judgeHalves, stripMetrics } from './halves.ts'

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
  const measured = measure(text, metric, {
    rule: 'connections-failed',
    metrics,
    children: examples(failed),
    ...(balance.realServers.length === 0 ? { hint: hintForShare(failed.length < asked.length) } : {}),
  })
  const verdict = worst([...failed.map(each => each.finding.state), 'OK'])
  const capped = severity(verdict) > severity(measured.state) ? { ...measured, state: verdict } : measured
  if (notAsked === undefined) return capped
  const others = `${count(unasked.length, 'connection')} could not be tried: ${notAsked.finding.text}`
  return group(vip, [capped, state('UNKNOWN', others, { rule: 'cannot-ask', ...hintOf(notAsked.finding) })])
}

/** Who it is cannot be seen through the VIP. */
function hintForShare(isPart: boolean): string {
  const who = isPart ? 'Which real server fails' : 'Whether it is the VIP or what is behind it'
  return `${who} is told with --realserver RIP for each of them, or --config and a copy of the directors' keepalived.conf`
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
