import { type Finding, group, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { atLeast, describeRange, formatNumber } from '../core/range.ts'
import { count } from '../core/text.ts'
import { parseAddress } from '../net/address.ts'
import type { Notice } from '../net/ping-output.ts'
import type { Failure, FailureKind, Outcome } from '../probe/outcome.ts'
import type { PingReply } from '../probe/ping.ts'
import type { Limits } from './kind.ts'

/** What one target answered. */
export interface PingFacts {
  readonly target: string
  readonly answer: Outcome<PingReply>
}

/** From which value on a state is reached, as check_ping and check_icmp count it. */
export interface Thresholds {
  readonly warning: Limits
  readonly critical: Limits
}

interface Metrics {
  readonly rta: Metric
  readonly pl: Metric
  readonly rtmin: Metric
  readonly rtmax: Metric
}

/** The verdict on all targets: one alone, or a group with one finding a target. */
export function judgePings(targets: readonly PingFacts[], thresholds: Thresholds): Finding {
  const [first, ...others] = targets
  if (first !== undefined && others.length === 0) return judgeTarget(first, thresholds, '')
  const findings = targets.map(each => judgeTarget(each, thresholds, `${each.target}_`))
  const text = describeAll(targets, thresholds)
  return group(text, findings)
}

/** `2 of 3 targets answer, rta at most 0.2 ms, loss at most 0 %`, the figures being those of the ones that do. */
function describeAll(targets: readonly PingFacts[], thresholds: Thresholds): string {
  const answering = targets.filter(({ answer }) => answer.ok && answer.value.received > 0)
  const share = answering.length === targets.length ? '' : ` of ${targets.length}`
  if (answering.length === 0) return `none${share} targets answers`
  const figures = answering.map(({ answer }) => measuresOf(answer, thresholds, ''))
  const worst = (name: 'rta' | 'pl') => Math.max(...figures.map(each => each[name].value ?? 0))
  return `${answering.length}${share} targets answer, rta at most ${showMs(worst('rta'))}, loss at most ${showPercent(worst('pl'))}`
}

function judgeTarget({ target, answer }: PingFacts, thresholds: Thresholds, prefix: string): Finding {
  const metrics = measuresOf(answer, thresholds, prefix)
  const all = [metrics.rta, metrics.pl, metrics.rtmin, metrics.rtmax]
  if (!answer.ok) return judgeFailure(target, answer, all)
  const reply = answer.value
  const subject = describeSubject(target, reply)
  const extras = { details: describeDetails(reply), metrics: all }
  if (reply.received === 0) return judgeSilence(subject, reply, thresholds, extras)
  const findings = [
    reply.sent === undefined ? judgeUnfinished(subject, reply) : judgeLoss(subject, metrics),
    judgeTime(subject, metrics),
    judgeDuplicates(subject, target, reply),
  ]
  const wrong = findings.filter(each => each.state !== 'OK').map(each => ({ ...each, metrics: [] }))
  const text = `${subject} ${phrase(metrics.rta)}, ${phrase(metrics.pl)}`
  const [only] = wrong
  if (only === undefined) return state('OK', text, extras)
  return wrong.length === 1 ? { ...only, ...extras } : group(text, wrong, extras)
}

/** A name is followed by the address that was pinged: a name can stand for several. */
function describeSubject(target: string, { address }: PingReply): string {
  return address === undefined || address === target ? target : `${target} (${address})`
}

/** Times and loss stay undefined where nothing was measured; at full loss only the loss is known. */
function measuresOf(answer: Outcome<PingReply>, { warning, critical }: Thresholds, prefix: string): Metrics {
  const reply = answer.ok ? answer.value : undefined
  const answered = reply !== undefined && reply.received > 0
  const time = (label: string, value: number | undefined): Metric => ({
    label: prefix + label,
    value: answered ? value : undefined,
    unit: 'ms',
    min: 0,
  })
  return {
    rta: { ...time('rta', reply?.rta), warning: atLeast(warning.rta), critical: atLeast(critical.rta) },
    pl: {
      label: `${prefix}pl`,
      value: reply === undefined ? undefined : lossOf(reply),
      unit: '%',
      warning: atLeast(warning.loss),
      critical: atLeast(critical.loss),
      min: 0,
      max: 100,
    },
    rtmin: time('rtmin', reply?.rtmin),
    rtmax: time('rtmax', reply?.rtmax),
  }
}

function lossOf({ sent, received }: PingReply): number | undefined {
  if (sent === undefined) return received === 0 ? 100 : undefined
  return sent === 0 ? undefined : (100 * (sent - received)) / sent
}

/** No packet came back. Who said why, if anybody did, decides between silent and unreachable. */
function judgeSilence(
  subject: string,
  reply: PingReply,
  thresholds: Thresholds,
  extras: { readonly details: readonly string[]; readonly metrics: readonly Metric[] },
): Finding {
  if (reply.sent === 0) {
    return state('UNKNOWN', `${subject} was not asked, ping sent no packet`, {
      rule: 'ping-failed',
      ...extras,
    })
  }
  const silence =
    reply.sent === undefined ? 'no answer before the deadline' : `no answer to ${count(reply.sent, 'packet')}`
  const [said] = reply.notices
  if (said !== undefined) {
    const text = `${subject} is unreachable, ${said.from} says ${said.text}, ${silence}`
    return state('CRITICAL', text, { rule: 'unreachable', ...extras })
  }
  const wanted = describeRange(atLeast(thresholds.critical.loss), '%')
  return state('CRITICAL', `${subject} ${silence}, wanted loss ${wanted}`, { rule: 'no-reply', ...extras })
}

/** What is out of range stands last, where `measure` says what was wanted; the other figure comes before it. */
function judgeLoss(subject: string, { rta, pl }: Metrics): Finding {
  return measure(`${subject} ${phraseWithWanted(rta)}, ${phrase(pl)}`, pl, { rule: 'loss' })
}

function judgeTime(subject: string, { rta, pl }: Metrics): Finding {
  return measure(`${subject} ${phraseWithWanted(pl)}, ${phrase(rta)}`, rta, { rule: 'slow' })
}

function judgeUnfinished(subject: string, { received }: PingReply): Finding {
  const text = `${subject} answered ${count(received, 'packet')}, then ping did not end before the deadline and was killed, loss is unknown`
  return state('UNKNOWN', text, { rule: 'ping-hung' })
}

function judgeDuplicates(subject: string, target: string, { duplicates }: PingReply): Finding {
  if (duplicates === 0) return state('OK', `${subject} sent no duplicate answers`)
  const text = `${subject} sent ${count(duplicates, 'duplicate answer')}, two hosts answer for this address`
  return state('WARNING', text, {
    rule: 'duplicates',
    hint: `check_vip_conflict -H ${target} shows which hosts they are`,
  })
}

/** Which rule speaks when ping could not do its work, or when this host has no way to the target. */
const ruleOf: Readonly<Record<FailureKind, string>> = {
  missing: 'no-ping',
  denied: 'not-permitted',
  unresolved: 'name-not-resolved',
  unreachable: 'unreachable',
  timeout: 'ping-hung',
  refused: 'ping-failed',
  closed: 'ping-failed',
  malformed: 'ping-failed',
  untrusted: 'ping-failed',
}

function judgeFailure(target: string, { kind, text, hint }: Failure, metrics: readonly Metric[]): Finding {
  const silent = kind === 'timeout' ? ' before it said anything' : ''
  const lookUp = kind === 'timeout' && parseAddress(target) === undefined
  const advice = lookUp ? `getent hosts ${target} shows whether the name server answers` : hint
  return state(
    kind === 'unreachable' ? 'CRITICAL' : 'UNKNOWN',
    `${target} ${kind === 'unreachable' ? 'is unreachable' : 'could not be pinged'}, ${text}${silent}`,
    { rule: ruleOf[kind], metrics, ...(advice === undefined ? {} : { hint: advice }) },
  )
}

function describeDetails({ notices, redirects, damaged }: PingReply): string[] {
  const lines = [...notices, ...redirects].map(describeNotice)
  return damaged === 0 ? lines : [...lines, `${count(damaged, 'answer')} came back damaged`]
}

function describeNotice({ from, text, count: times }: Notice): string {
  return `${from} says ${text}${times === 1 ? '' : ` (${times} times)`}`
}

function phrase({ unit, value }: Metric): string {
  const shown = value === undefined ? 'unknown' : unit === '%' ? showPercent(value) : showMs(value)
  return unit === '%' ? `loss ${shown}` : `rta ${shown}`
}

/** The same, with what was wanted where that is another. */
function phraseWithWanted(metric: Metric): string {
  return measure(phrase(metric), metric).text
}

function showMs(value: number): string {
  return `${formatNumber(Math.round(value * 1000) / 1000)} ms`
}

function showPercent(value: number): string {
  return `${formatNumber(Math.round(value * 10) / 10)} %`
}
