import type { Deadline } from '../probe/deadline.ts'
import type { Probes } from '../probe/probes.ts'
import { compare } from './compare.ts'
import type { DriftFacts, TableFacts, WantedFacts } from './facts.ts'
import { listWanted } from './wanted.ts'

/** Milliseconds from the writing of a file until keepalived has loaded it, where whoever writes it has it loaded at once. */
const loading = 30_000

/**
 * Whether what was read may be a moment between two configurations: the kernel is not as the file wants it, and the file
 * was written just now. What is there then is told better a moment later.
 */
export async function mayBeLoading(facts: DriftFacts, probes: Probes, deadline: Deadline): Promise<boolean> {
  const { wanted, table } = facts
  if (!wanted.ok || table?.ok !== true) return false
  // First, as it costs less than to compare, which the judge does anyway.
  const files = await Promise.all(wanted.value.files.map(path => probes.describeFile(path)))
  const now = deadline.today()
  const isNew = files.some(file => file.ok && Math.abs(now - file.value.modified) < loading)
  return isNew && !isAsWanted(wanted.value, table.value)
}

function isAsWanted({ virtualServers, global, errors }: WantedFacts, table: TableFacts): boolean {
  if (errors.length > 0) return false
  const { services } = listWanted(virtualServers, global)
  const drift = compare([...services.values()], table)
  const isWhole = drift.services.every(
    ({ found, pairs, strays, differences }) =>
      found !== undefined &&
      strays.length + differences.length === 0 &&
      pairs.every(({ status }) => status === 'up' || status === 'drained'),
  )
  return isWhole && drift.strays.length + drift.torn.length === 0
}
