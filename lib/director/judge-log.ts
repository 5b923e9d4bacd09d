import { type Finding, measure, state } from '../core/finding.ts'
import { judgeMetric, type Metric } from '../core/metric.ts'
import { worst } from '../core/state.ts'
import { count } from '../core/text.ts'
import type { LogFacts } from './facts.ts'
import { limitsOf, usual } from './options.ts'
import type { Scene } from './scene.ts'
import { describeAge } from './words.ts'

/** What the log says, and what of it cannot be read. */
export function judgeLog(scene: Scene): Finding[] {
  const { facts, log } = scene
  if (facts.log === undefined) return []
  if (log === undefined || !facts.log.ok) {
    const { text, hint } = facts.log.ok ? { text: '', hint: undefined } : facts.log
    return [unread(`the log cannot be read: ${text}`, hint)]
  }
  return [
    ...judgeTroubles(scene, log),
    judgeFlapping(scene, log),
    ...log.unread.map(({ what, text, hint }) => unread(`${what} cannot be read: ${text}`, hint)),
    ...judgeKnowledge(scene, log),
  ]
}

function unread(text: string, hint: string | undefined): Finding {
  const leave = '--no-log leaves the log out'
  return state('UNKNOWN', text, {
    rule: 'log-unreadable',
    hint: hint === undefined ? `--log FILE names another log, ${leave}` : `${hint}. ${leave}`,
  })
}

function judgeTroubles({ facts, options }: Scene, log: LogFacts): Finding[] {
  const { troubles } = log
  const window = describeAge(options.since ?? usual.since)
  const lines = troubles.reduce((sum, trouble) => sum + trouble.count, 0)
  const metric: Metric = {
    label: 'log_errors',
    value: lines,
    unit: '',
    ...limitsOf('errors', options),
    min: 0,
  }
  const verdict = judgeMetric(metric)
  const details = [`${count(log.lines, 'line')} of ${log.from} were read`]
  if (verdict === 'OK') {
    const text = `${count(lines, 'error')} in ${log.from} within ${window}`
    return [
      state('OK', text, { metrics: [metric], details: [...details, ...troubles.map(({ text }) => text)] }),
    ]
  }
  return troubles.map(({ text, hint, count: times, time, state: severity }, at) => {
    const ago = time === undefined ? '' : `, ${describeAge((facts.now - time) / 1000)} ago`
    const often =
      times > 1
        ? ` (${times} times within ${window}, last${ago === '' ? '' : ago.slice(1)})`
        : ago === ''
          ? ''
          : ` (${ago.slice(2)})`
    const own = severity === 'critical' ? 'CRITICAL' : 'WARNING'
    // What --errors-critical says is for all of them; a trouble may deserve more by itself.
    const state_ = options['errors-critical'] === undefined ? worst([own, verdict]) : verdict
    return state(state_, `the log says: ${text}${often}`, {
      rule: 'log-errors',
      ...(hint === undefined ? {} : { hint }),
      ...(at === 0 ? { metrics: [metric], details } : {}),
    })
  })
}

function judgeFlapping({ options }: Scene, log: LogFacts): Finding {
  const window = describeAge(options.since ?? usual.since)
  const busiest = log.instances.toSorted((one, other) => other.changes - one.changes)[0]
  const changes = busiest?.changes ?? 0
  const metric: Metric = {
    label: 'transitions',
    value: changes,
    unit: '',
    ...limitsOf('transitions', options),
    min: 0,
  }
  const text =
    busiest === undefined || changes === 0
      ? `no instance has changed its role within ${window}`
      : `${busiest.instance} has changed its role ${changes === 1 ? 'once' : `${changes} times`} within ${window}`
  const hint =
    'The directors do not hear each other all the time, or a tracked script fails now and then: journalctl -u keepalived -n 100; tcpdump -ni INTERFACE vrrp'
  const details = log.instances
    .filter(each => each.changes > 0)
    .map(each => `${each.instance}: ${each.changes}`)
  return measure(text, metric, { rule: 'flapping', hint, details })
}

/** A log that goes back to the start of keepalived and does not know it is not where keepalived writes to. */
function judgeKnowledge({ started, keepalived }: Scene, log: LogFacts): Finding[] {
  if (log.knowsKeepalived || keepalived === undefined || started === undefined) return []
  if (log.completeSince === undefined || log.completeSince > started) return []
  const text = `${log.from} has no line of keepalived, which has been started since it begins: keepalived writes to another log`
  return [unread(text, 'Name it: --log FILE')]
}
