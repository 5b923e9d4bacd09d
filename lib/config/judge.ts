import { describeDays } from '../core/days.ts'
import { type Finding, group, hintOf, measure, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { alerts, describeRange } from '../core/range.ts'
import type { State } from '../core/state.ts'
import { count, quote } from '../core/text.ts'
import type { Failure, Outcome } from '../probe/outcome.ts'
import type { BackupFact, ConfigFacts, Reading, Remark, TestFacts } from './facts.ts'
import { type AgeRange, type ConfigGiven, toSeconds } from './options.ts'
import { type checkRules, rules } from './rules.ts'

type CheckRule = keyof typeof checkRules

/** A statement of a rule of the check itself, in the state the rule has. */
function say(rule: CheckRule, text: string, hint?: string): Finding {
  return state(stateOf(rule), text, { rule, ...hintOf({ hint }) })
}

function stateOf(rule: string): State {
  const found = rules[rule]?.state
  return found === undefined || found === 'range' ? 'WARNING' : found
}

/** The verdict on a configuration, its peer and its backup. */
export function judgeConfig(facts: ConfigFacts, options: ConfigGiven): Finding {
  const { path, reading } = facts
  if (!reading.ok) return judgeFailure(reading)
  const { remarks, left } = reading.value
  const findings = [
    ...judgeId(reading.value, options['config-id'], path),
    ...remarks.map(toFinding),
    ...Object.entries(left).map(([rule, number]) => countLeft(rule, number)),
    ...judgePeer(facts.peer),
    ...judgeBackup(facts.backup, options.backup, options['backup-age']),
    ...judgeTest(
      facts.test,
      remarks.some(({ rule }) => stateOf(rule) !== 'OK'),
    ),
  ]
  const metrics = metricsOf(reading.value, findings)
  const text = describe(path, reading.value, findings)
  return findings.length === 0 ? state('OK', text, { metrics }) : group(text, findings, { metrics })
}

function judgeFailure({ kind, text, hint }: Failure): Finding {
  return say(kind === 'missing' ? 'config-missing' : 'config-unreadable', text, hint)
}

function toFinding({ rule, text, mark, hint, details }: Remark): Finding {
  const span = mark === undefined ? {} : { span: { file: mark.file, line: mark.line, column: mark.column } }
  return state(stateOf(rule), text, { rule, ...span, ...hintOf({ hint }), details })
}

function countLeft(rule: string, number: number): Finding {
  return state(stateOf(rule), `${count(number, 'more place')} where ${rules[rule]?.when ?? rule}`, { rule })
}

/** What it holds, and that it is correct when there is nothing to be said against it. */
function describe(path: string, reading: Reading, findings: readonly Finding[]): string {
  const { instances, virtualServers, realServers } = reading
  const servers = `${count(virtualServers, 'virtual server')} with ${count(realServers, 'real server')}`
  const what = `${count(instances, 'VRRP instance')}, ${virtualServers === 0 ? 'no virtual servers' : servers}`
  const wrong = findings.some(each => each.state !== 'OK')
  return wrong ? `${path} was read: ${what}` : `${path} is correct: ${what}`
}

/** How many mistakes there are, those that are left out too. */
function countState(wanted: State, findings: readonly Finding[], left: Reading['left']): number {
  const shown = findings.filter(each => each.state === wanted).length
  return Object.entries(left).reduce(
    // One finding stands for all that are left out of a rule.
    (sum, [rule, number]) => sum + (stateOf(rule) === wanted ? number - 1 : 0),
    shown,
  )
}

function metricsOf(reading: Reading, findings: readonly Finding[]): Metric[] {
  const values = {
    errors: countState('CRITICAL', findings, reading.left),
    warnings: countState('WARNING', findings, reading.left),
    files: reading.files,
    lines: reading.lines,
    vrrp_instances: reading.instances,
    virtual_servers: reading.virtualServers,
    real_servers: reading.realServers,
  }
  return Object.entries(values).map(([label, value]) => ({ label, value, unit: '', min: 0 }))
}

/** An id that no line is for is a mistyped one, or that of another director. */
function judgeId(
  { configId, conditions, lines }: Reading,
  given: string | undefined,
  path: string,
): Finding[] {
  const words = Object.keys(conditions)
  if (words.length === 0 || Object.values(conditions).some(taken => taken)) return []
  if (given === undefined && lines > 0) return []
  const shown = words.slice(0, 10).join(', ')
  const subject =
    given === undefined ? `the name of this host, ${quote(configId)},` : `--config-id ${quote(configId)}`
  const hint = 'Say --config-id with the id that keepalived is started with (-i): ps -C keepalived -o args='
  return [say('config-id', `${subject} is in none of the @ lines of ${path}, they are for ${shown}`, hint)]
}

function judgePeer(peer: ConfigFacts['peer']): Finding[] {
  if (peer === undefined) return []
  const { path, reading, differences, same, ids } = peer
  if (!reading.ok)
    return [
      say(
        'peer-unreadable',
        `the other director's configuration is not known, ${reading.text}`,
        reading.hint,
      ),
    ]
  if (ids !== undefined) {
    const text = `${quote(path)} has lines for ${ids.map(id => quote(id)).join(', ')}, which of them is the other director is not known`
    return [say('config-id', text, `Say --peer-id ${ids[0]}`)]
  }
  if (same === true) {
    const text = `--peer ${quote(path)} is the file that it is to be compared with`
    return [
      say(
        'peer-same',
        text,
        'Fetch that of the other director, or say its --peer-id where both share one file',
      ),
    ]
  }
  // Its own mistakes are for the check on that director, but for those that make the comparison worthless.
  const broken = reading.value.remarks.filter(({ rule }) => ['CRITICAL', 'UNKNOWN'].includes(stateOf(rule)))
  const findings = [...(differences ?? []), ...broken].map(toFinding)
  if (findings.length > 0) return findings
  return [state('OK', `${path} goes together with it: ${count(reading.value.instances, 'VRRP instance')}`)]
}

function judgeBackup(
  backup: ConfigFacts['backup'],
  path: string | undefined,
  age: AgeRange | undefined,
): Finding[] {
  if (backup === undefined || path === undefined) return []
  if ('ok' in backup) return [judgeNoBackup(path, backup)]
  return [...backup.map(judgeCopy), ...judgeAge(backup, age)]
}

function judgeNoBackup(path: string, { kind, text, hint }: Failure): Finding {
  if (kind === 'missing')
    return say(
      'backup-missing',
      `there is no backup ${quote(path)}`,
      'See when it was last made, and whether the job that makes it still runs',
    )
  return say('backup-unreadable', `the backup ${quote(path)} is not known, ${text}`, hint)
}

function judgeCopy({ path, backup, answer }: BackupFact): Finding {
  if (!answer.ok) return judgeNoBackup(backup, answer)
  const { verdict, line } = answer.value
  const name = `the backup ${quote(backup)}`
  if (verdict === 'equal') return state('OK', `${name} is the same as ${quote(path)} byte by byte`)
  const hint = `diff ${backup} ${path}`
  if (verdict === 'line ends') {
    const text = `${name} differs from ${quote(path)} in line ends or a byte order mark only, an editor on another system has changed it`
    return say('backup-line-ends', text, `Make it anew: cp -p ${path} ${backup}`)
  }
  return say('backup-differs', `${name} is not what is in use, it differs from line ${line} on`, hint)
}

/** The oldest backup counts. */
function judgeAge(backups: readonly BackupFact[], wanted: AgeRange | undefined): Finding[] {
  const ages = backups.flatMap(({ answer }) => (answer.ok ? [answer.value.age] : []))
  if (ages.length === 0) return []
  const age = Math.max(...ages)
  const range = wanted === undefined ? undefined : toSeconds(wanted)
  const metric: Metric = { label: 'backup_age', value: age, unit: 's', warning: range, min: 0 }
  const subject =
    age < 0 ? 'the backup is dated in the future' : `the backup was written ${describeDays(age / 86_400)} ago`
  if (wanted === undefined || range === undefined || !alerts(range, age))
    return [measure(subject, metric, { rule: 'backup-age' })]
  const text = `${subject}, wanted ${describeRange(wanted.range, wanted.unit)}`
  return [state('WARNING', text, { rule: 'backup-age', metrics: [metric] })]
}

/** What the exit codes of keepalived -t mean. */
const meanings: Readonly<Record<number, string>> = {
  2: 'it cannot go on',
  4: 'it cannot run with it',
  5: 'it complains',
  6: 'scripts are not secure',
}

function judgeTest(test: Outcome<TestFacts> | undefined, complained: boolean): Finding[] {
  if (test === undefined) return []
  if (!test.ok) return [say('keepalived-test-failed', `keepalived -t was not asked, ${test.text}`, test.hint)]
  const { exitCode, signal, scriptUser, remarks, messages } = test.value
  // keepalived 2.2.7 takes itself for an orphan once it has looked at a script as another user.
  if (signal === 'SIGTERM' && scriptUser !== undefined) {
    const text = `keepalived -t ended itself at a script that runs as ${quote(scriptUser)}, as 2.2.7 does: what is behind it was not tested`
    return [...remarks.map(toFinding), state('OK', text)]
  }
  if (signal !== undefined) {
    const text = `keepalived -t was ended by ${signal} while it read the configuration`
    return [say('keepalived-test-failed', text, 'See how far it comes: keepalived -t -D')]
  }
  if (remarks.length > 0) return remarks.map(toFinding)
  const code = exitCode ?? 0
  if (code !== 0 && messages === 0 && !complained) {
    return [
      say(
        'keepalived-says',
        `keepalived -t exits with ${code}, ${meanings[code] ?? 'which is not known here'}, and says nothing more`,
      ),
    ]
  }
  return [state('OK', `keepalived -t has nothing to add, it exits with ${code}`)]
}
