import type { LocalFacts } from './facts.ts'

/** Start times of processes are known to a tick, the log to a second. */
const slack = 2_000

/** When keepalived was started, in milliseconds since the epoch; undefined where it does not run or that is not known. */
export function startOf({
  now,
  uptime,
  keepalived,
}: Pick<LocalFacts, 'now' | 'uptime' | 'keepalived'>): number | undefined {
  if (!uptime.ok || !keepalived.ok || keepalived.value.running === undefined) return undefined
  return now - (uptime.value - keepalived.value.running.parent.started) * 1000
}

/**
 * Whether what runs is what the files say. `soon`: they were changed within the time that a change may wait. `unknown`:
 * they were changed after keepalived was started, and nothing tells whether it was reloaded since.
 * @param patience seconds that a change may wait
 */
export type Loaded = 'yes' | 'soon' | 'no' | 'unknown'

export function judgeLoaded(facts: LocalFacts, patience: number): Loaded {
  const started = startOf(facts)
  const newest = facts.wanted.ok ? facts.wanted.value.newest : undefined
  if (started === undefined || newest === undefined) return 'unknown'
  const { modified } = newest
  if (modified <= started + slack) return 'yes'
  const log = facts.log?.ok === true ? facts.log.value : undefined
  const told = (log?.reloads ?? []).some(
    ({ kind, time }) => kind !== 'stop' && time !== undefined && time + slack >= modified,
  )
  const reloaded = facts.reloaded?.ok === true ? facts.reloaded.value : null
  if (told || (reloaded !== null && reloaded + slack >= modified)) return 'yes'
  if (facts.now - modified < patience * 1000) return 'soon'
  const complete = log?.completeSince
  const knows = log?.knowsKeepalived === true && complete !== undefined && complete <= modified
  return knows ? 'no' : 'unknown'
}
