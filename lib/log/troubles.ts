import { configTroubles } from './config-troubles.ts'
import type { LogLine, Trouble } from './event.ts'
import { kernelTroubles } from './kernel-troubles.ts'
import { processTroubles } from './process-troubles.ts'
import type { TroubleKind } from './trouble-kind.ts'
import { vrrpTroubles } from './vrrp-troubles.ts'
import { word } from './words.ts'

/** What a journal marks as an error and is in none of the tables: better told than lost. */
const other: TroubleKind = {
  id: 'other-error',
  state: 'warning',
  patterns: [/^(.{1,200})/],
  text: ([, what]) => `keepalived says, as an error: ${word(what, 160)}`,
  hint: 'journalctl -u keepalived -n 100 --no-pager',
  subject: ([, what = '']) => what.replace(/\d+/g, ''),
}

/** All that is known, of each source the first that fits. */
export const troubleKinds: readonly TroubleKind[] = [
  ...vrrpTroubles,
  ...configTroubles,
  ...processTroubles,
  ...kernelTroubles,
]

const kindsOf: Readonly<Record<LogLine['source'], readonly TroubleKind[]>> = {
  keepalived: troubleKinds.filter(({ source }) => (source ?? 'keepalived') === 'keepalived'),
  systemd: troubleKinds.filter(({ source }) => source === 'systemd'),
  kernel: troubleKinds.filter(({ source }) => source === 'kernel'),
}

/** What ends a trouble: few, however many troubles there are. */
const endings = [...new Set(troubleKinds.flatMap(({ until }) => until ?? []))]

/** Much of a log of --log-detail, and no trouble: saves the tables. */
const harmless =
  /^(?:Sending |TCP connection to|MD5 digest success|HTTP status code success|Remote Web server|Activating |Assigned address|Registering |Misc check for|(?:VRRP_Instance)?\([^()\s]{1,200}\) (?:Entering|Sending|setting|removing|sent|Receive advertisement|received lower priority))/

/** Of syslog(3): emerg, alert, crit and err. */
const errorPriority = 3
const mostGroups = 200
const lookAhead = 20

interface Group {
  readonly kind: TroubleKind
  readonly subject: string
  readonly found: RegExpExecArray
  readonly again?: RegExpExecArray
  readonly count: number
  readonly since: number | undefined
  readonly time: number | undefined
  /** What was counted once already. */
  readonly seen: Set<string>
}

/**
 * What the log says is wrong, grouped by what it is and whom it concerns, critical ones first. A start, stop, reload,
 * failover, and real servers that come and go give none.
 */
export function findTroubles(lines: readonly LogLine[]): readonly Trouble[] {
  const groups = new Map<string, Group>()
  for (const [at, line] of lines.entries()) {
    endThose(groups, line)
    const match = findKind(line)
    if (match === undefined || !isConfirmed(match.kind, lines, at)) continue
    const { kind, found } = match
    const subject = (kind.subject ?? firstGroup)(found)
    const key = `${kind.id} ${subject}`
    const known = groups.get(key)
    if (known === undefined && groups.size >= mostGroups) continue
    groups.set(key, known === undefined ? begin(kind, subject, found, line) : add(known, found, line))
  }
  const all = [...groups.values()]
  const told = all.filter(group => group.count >= (group.kind.atLeast ?? 1) && !isExplained(group, all))
  const rank = ({ state }: Trouble) => (state === 'critical' ? 0 : 1)
  return told.map(tell).toSorted((one, another) => rank(one) - rank(another))
}

function findKind(line: LogLine): { kind: TroubleKind; found: RegExpExecArray } | undefined {
  if (line.source === 'keepalived' && harmless.test(line.text)) return undefined
  for (const kind of kindsOf[line.source]) {
    if (kind.child !== undefined && kind.child !== (line.child ?? 'vrrp')) continue
    for (const pattern of kind.patterns) {
      const found = pattern.exec(line.text)
      if (found !== null) return { kind, found }
    }
  }
  const isError =
    line.source === 'keepalived' && line.priority !== undefined && line.priority <= errorPriority
  const found = isError ? other.patterns[0]?.exec(line.text) : null
  return found === null || found === undefined ? undefined : { kind: other, found }
}

/** Forgets what is over with this line. */
function endThose(groups: Map<string, Group>, { source, text }: LogLine): void {
  if (source !== 'keepalived' || groups.size === 0) return
  for (const ending of endings) {
    const found = ending.exec(text)
    if (found === null) continue
    for (const [key, { kind, subject }] of groups) {
      if (kind.until === ending && (found[1] ?? subject) === subject) groups.delete(key)
    }
  }
}

/** Looks ahead a bounded way. */
function isConfirmed({ confirmedBy }: TroubleKind, lines: readonly LogLine[], at: number): boolean {
  if (confirmedBy === undefined) return true
  const { time = 0, source } = lines[at] ?? {}
  return lines
    .slice(at + 1, at + 1 + lookAhead)
    .some(line => line.source === source && (line.time ?? time) <= time + 2000 && confirmedBy.test(line.text))
}

function firstGroup([, first = '']: RegExpExecArray): string {
  return first
}

function begin(kind: TroubleKind, subject: string, found: RegExpExecArray, { time }: LogLine): Group {
  const seen = new Set(kind.once === undefined ? [] : [kind.once(found)])
  return { kind, subject, found, count: 1, since: time, time, seen }
}

function add(group: Group, found: RegExpExecArray, line: LogLine): Group {
  const { kind, count, seen } = group
  const name = kind.once?.(found)
  const isNew = name === undefined || !seen.has(name)
  if (name !== undefined) seen.add(name)
  const isAgain = name !== undefined && name === kind.once?.(group.found)
  return {
    ...group,
    ...(isAgain ? { again: found } : {}),
    found: kind.tellsFirst === true ? group.found : found,
    count: count + (isNew ? 1 : 0),
    time: line.time ?? group.time,
  }
}

/** Another trouble says why. */
function isExplained(group: Group, all: readonly Group[]): boolean {
  return Object.entries(group.kind.after ?? {}).some(([id, whose]) =>
    all.some(other => {
      if (other.kind.id !== id) return false
      return whose === 'at once' ? isAtOnce(group, other) : whose === '*' || other.subject === group.subject
    }),
  )
}

const atOnce = 10_000

/** All of it happened within seconds of the other. */
function isAtOnce(group: Group, other: Group): boolean {
  const times = [group.since, group.time, other.since, other.time]
  if (times.includes(undefined)) return false
  const [since = 0, time = 0, otherSince = 0, otherTime = 0] = times
  return since >= otherSince - atOnce && time <= otherTime + atOnce
}

function tell({ kind, subject, found, again, count, since, time }: Group): Trouble {
  const hint = typeof kind.hint === 'function' ? kind.hint(found) : kind.hint
  return {
    id: kind.id,
    ...(subject === '' ? {} : { subject: word(subject) }),
    state: count >= (kind.criticalFrom ?? Number.POSITIVE_INFINITY) ? 'critical' : kind.state,
    text: kind.text(found, again),
    ...(hint === undefined ? {} : { hint }),
    count,
    since,
    time,
  }
}
