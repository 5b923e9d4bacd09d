import { type Finding, group, measure, state, worstFirst } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import type { Range } from '../core/range.ts'
import { severity, worst } from '../core/state.ts'
import { count, shorten } from '../core/text.ts'
import type { Verdict } from './attempt.ts'

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
      ? `${vip} answers on all ${asked.length} connections, in ${shown(median(seconds))} (median)`
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
  const others = state(
    'UNKNOWN',
    `${count(unasked.length, 'connection')} could not be tried: ${notAsked.finding.text}`,
  )
  return group(vip, [
    capped,
    { ...others, ...(notAsked.finding.hint === undefined ? {} : { hint: notAsked.finding.hint }) },
  ])
}

function judgeHalves(balance: Balance, vip: Finding): Finding {
  const broken = balance.realServers.filter(each =>
    ['CRITICAL', 'WARNING'].includes(each.verdict.finding.state),
  )
  const unasked = balance.realServers.filter(each => each.verdict.finding.state === 'UNKNOWN')
  const asked = balance.realServers.length - unasked.length
  const evidence = [vip, ...balance.realServers.map(each => withMetrics(each, balance))]
  const verdict = sayHalves(balance, vip, broken, asked)
  if (unasked.length === 0) return { ...verdict, children: evidence }
  const names = unasked.map(each => each.name).join(', ')
  const hint = unasked[0]?.verdict.finding.hint
  const unknown = state('UNKNOWN', `${names} could not be asked: ${unasked[0]?.verdict.reason}`, {
    rule: 'cannot-ask',
    ...(hint === undefined ? {} : { hint }),
  })
  return group(verdict.text, [{ ...verdict, children: evidence }, unknown])
}

/** The sentence that says where to look. */
function sayHalves(
  balance: Balance,
  vip: Finding,
  broken: readonly RealServerVerdict[],
  asked: number,
): Finding {
  const { vip: name } = balance
  const servers = count(asked, 'real server')
  const every = asked === 1 ? 'the real server' : `all ${servers}`
  const some = broken.length === asked ? every : `${broken.length} of ${servers}`
  const fail = broken.length === 1 ? 'fails' : 'fail'
  const which = broken.map(each => `${each.name} ${each.verdict.reason}`).join(', ')
  const address = name.replace(/^\[|\]?:\d+$/g, '')
  if (vip.state === 'OK') {
    if (broken.length === 0)
      return state('OK', `${vip.text}, and ${every} ${asked === 1 ? 'answers' : 'answer'} directly`)
    return state('WARNING', `VIP ${name} ok, ${some} ${fail}: ${which}`, {
      rule: 'realserver-failed',
      hint: 'See whether the director has taken it out: ipvsadm -Ln',
    })
  }
  if (vip.state === 'UNKNOWN') return state('UNKNOWN', vip.text, { rule: 'cannot-ask' })
  const worstOfVip = worstFirst(vip.kind === 'group' ? vip.children : [vip])[0] ?? vip
  if (broken.length === 0 && asked > 0) {
    return state(
      vip.state,
      `${every} ${asked === 1 ? 'answers' : 'answer'}, the VIP does not: ${worstOfVip.text}: look at the director`,
      {
        rule: 'vip-failed',
        hint: `On the director: ip addr show to ${address}; ipvsadm -Ln; systemctl status keepalived`,
      },
    )
  }
  if (asked === 0) return state(vip.state, worstOfVip.text, { rule: 'vip-failed' })
  const also =
    broken.length === asked && asked > 1
      ? `and so do ${some}`
      : `and so ${broken.length === 1 ? 'does' : 'do'} ${some}`
  return state(vip.state, `${worstOfVip.text}, ${also}: ${which}`, {
    rule: 'vip-failed',
    hint: `Look at the service on ${broken.map(each => each.name).join(', ')} first`,
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

function shown(seconds: number | undefined): string {
  return seconds === undefined ? 'unknown time' : `${seconds.toFixed(3)} s`
}
