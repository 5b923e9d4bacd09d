import { type Finding, hintOf, measure, state } from '../core/finding.ts'
import { judgeMetric, type Metric } from '../core/metric.ts'
import { worst } from '../core/state.ts'
import { count } from '../core/text.ts'
import type { Trouble } from '../log/event.ts'
import type { LogFacts } from './facts.ts'
import { limitsOf, usual } from './options.ts'
import type { Scene } from './scene.ts'
import { describeAge } from './words.ts'

/**
 * What the log says, and what of it cannot be read.
 * @param said what is wrong by the processes, interfaces and IPVS: that is not said twice
 */
export function judgeLog(scene: Scene, said: readonly Finding[]): Finding[] {
  const { facts, log } = scene
  if (facts.log === undefined) return []
  if (log === undefined || !facts.log.ok) {
    const { text, hint } = facts.log.ok ? { text: '', hint: undefined } : facts.log
    return [unread(`the log cannot be read: ${text}`, hint)]
  }
  const rules = new Set(said.map(({ rule }) => rule))
  const down = new Set(scene.instances.flatMap(({ isDown, wanted }) => (isDown ? [wanted.interface] : [])))
  const isSaid = ({ id, state: deserved, subject }: Trouble) =>
    // Again and again is worse than what is said of the last time.
    (id === 'child-died' && deserved !== 'critical' && rules.has('child-respawning')) ||
    (id === 'ipvs-missing' && rules.has('ip-vs-missing')) ||
    (id === 'link-down' && rules.has('interface-down') && down.has(subject))
  return [
    ...judgeTroubles(scene, log, isSaid),
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

/** Lines that tell of errors, as a metric: what it comes to is judged trouble by trouble. */
export function errorsMetric({ log, options }: Scene): Metric[] {
  if (log === undefined) return []
  const value = log.troubles.reduce((sum, { count: lines }) => sum + lines, 0)
  return [{ label: 'log_errors', value, unit: '', ...limitsOf('errors', options), min: 0 }]
}

function judgeTroubles(scene: Scene, log: LogFacts, isSaid: (trouble: Trouble) => boolean): Finding[] {
  const { facts, options } = scene
  const window = describeAge(options.since ?? usual.since)
  const [metric] = errorsMetric(scene)
  const verdict = metric === undefined ? 'OK' : judgeMetric(metric)
  const details = [`${count(log.lines, 'line')} of ${log.from} were read`]
  if (verdict === 'OK') {
    const text = `${count(metric?.value ?? 0, 'error')} in ${log.from} within ${window}`
    return [state('OK', text, { details: [...details, ...log.troubles.map(({ text }) => text)] })]
  }
  return log.troubles
    .filter(trouble => !isSaid(trouble))
    .map(trouble => {
      const own = trouble.state === 'critical' ? 'CRITICAL' : 'WARNING'
      // What --errors-critical says is for all of them; otherwise a trouble may deserve more by itself.
      const deserved = options['errors-critical'] === undefined ? worst([own, verdict]) : verdict
      const text = `the log says: ${trouble.text}${describeTimes(trouble, facts.now, window)}`
      const hint = hintOf({ hint: nameInterface(scene, trouble) })
      return state(deserved, text, { rule: 'log-errors', ...hint, details })
    })
}

/** Its hint with the interface that it is about, where that is known. */
function nameInterface({ instances }: Scene, { subject, hint }: Trouble): string | undefined {
  const all = instances.flatMap(({ wanted }) => wanted.interface ?? [])
  const own = instances.find(({ wanted }) => wanted.name === subject?.split(' ')[0])?.wanted.interface
  const device = own ?? (new Set(all).size === 1 ? all[0] : undefined)
  return device === undefined ? hint : hint?.replaceAll('INTERFACE', device)
}

/** ` (4 times within 15 min, last 60 s ago)`, ` (60 s ago)`, or nothing. */
function describeTimes({ count: times, time }: Trouble, now: number, window: string): string {
  const ago = time === undefined ? undefined : `${describeAge((now - time) / 1000)} ago`
  if (times > 1) return ` (${times} times within ${window}${ago === undefined ? '' : `, last ${ago}`})`
  return ago === undefined ? '' : ` (${ago})`
}

function judgeFlapping({ options, instances }: Scene, log: LogFacts): Finding {
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
  const device = instances.find(({ wanted }) => wanted.name === busiest?.instance)?.wanted.interface
  const hint = `The directors do not hear each other all the time, or a tracked script fails now and then: journalctl -u keepalived -n 100; tcpdump -ni ${device ?? 'INTERFACE'} vrrp`
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
