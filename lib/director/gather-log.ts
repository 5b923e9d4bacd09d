import type { LogLine, LogReading, ServerChange } from '../log/event.ts'
import { findReloads } from '../log/reloads.ts'
import { findServerChanges } from '../log/server-changes.ts'
import { findTransitions } from '../log/transitions.ts'
import { findTroubles } from '../log/troubles.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readLog } from '../probe/log.ts'
import { type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { InstanceLog, LogFacts, RestlessServer } from './facts.ts'
import { type DirectorOptions, usual } from './options.ts'

/** What an instance does at last may have been days ago; before that its VIPs must do. */
const longest = 7 * 86_400_000
const keptTroubles = 50
const keptReloads = 20
const keptServers = 20

/**
 * What the log says. It is read from the start of keepalived on, for the last role of each instance; what counts as an
 * error or as a change of role is in the window of --since.
 * @param now milliseconds since the epoch
 * @param started of keepalived, likewise
 */
export async function gatherLog(
  options: DirectorOptions,
  now: number,
  started: number | undefined,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<LogFacts>> {
  const from = now - (options.since ?? usual.since) * 1000
  const since = Math.max(now - longest, Math.min(from, (started ?? from) - 5_000))
  const { log: file } = options
  const reading = await readLog(
    { since, kernel: true, ...(file === undefined ? {} : { file }) },
    probes,
    deadline,
  )
  return reading.ok ? success(digest(reading.value, from, started ?? since)) : reading
}

/** What of a reading matters, bounded in size. */
export function digest(reading: LogReading, from: number, started: number): LogFacts {
  const { lines } = reading
  // Lines without a time belong to those before them.
  const first = lines.findIndex(({ time }) => time !== undefined && time >= from)
  const recent = first < 0 ? lines.filter(({ time }) => time === undefined) : lines.slice(first)
  return {
    from: reading.from,
    lines: lines.length,
    completeSince: reading.completeSince,
    knowsKeepalived: reading.knowsKeepalived,
    unread: reading.unread,
    troubles: findTroubles(recent).slice(0, keptTroubles),
    instances: digestTransitions(lines, from, started),
    reloads: findReloads(lines).slice(-keptReloads),
    restless: findRestless(findServerChanges(recent)),
  }
}

/** All of the log tells which role an instance began with; a change without a time is none that can be counted. */
function digestTransitions(lines: readonly LogLine[], from: number, started: number): InstanceLog[] {
  const found = new Map<string, InstanceLog>()
  for (const { instance, to, time = 0, initial, isGroup } of findTransitions(lines)) {
    // The log knows whole seconds.
    if (isGroup || time < Math.min(from, started - 2_000)) continue
    const known = found.get(instance)
    found.set(instance, {
      instance,
      last: time >= started - 2_000 ? { to, time } : known?.last,
      changes: (known?.changes ?? 0) + (initial || time < from ? 0 : 1),
    })
  }
  return [...found.values()]
}

/**
 * Real servers that come and go. One that is taken out after each start of keepalived only stays away: it has to come
 * back in between.
 */
function findRestless(changes: readonly ServerChange[]): RestlessServer[] {
  const found = new Map<string, RestlessServer & { readonly isOut: boolean }>()
  for (const { kind, server, virtualServer } of changes) {
    if ((kind !== 'removed' && kind !== 'added') || server === undefined) continue
    const key = `${virtualServer} ${server}`
    const known = found.get(key) ?? { server, virtualServer, removals: 0, isOut: false }
    const isOut = kind === 'removed'
    found.set(key, { ...known, isOut, removals: known.removals + (isOut && !known.isOut ? 1 : 0) })
  }
  return [...found.values()]
    .filter(({ removals }) => removals > 1)
    .slice(0, keptServers)
    .map(({ isOut: _, ...each }) => each)
}
