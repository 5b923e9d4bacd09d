import type { Deadline } from '../probe/deadline.ts'
import type { Probes } from '../probe/probes.ts'
import { compare } from './compare.ts'
import type { DriftFacts } from './facts.ts'
import { listWanted } from './wanted.ts'

/** Milliseconds in which who has written a file has keepalived load it, and that takes keepalived at most. */
const loading = 30_000

/**
 * Whether what was read may be a moment between two configurations: the kernel is not as the file wants it, and the file
 * was written just now. What is there then is told better a moment later.
 */
export async function mayBeLoading(facts: DriftFacts, probes: Probes, deadline: Deadline): Promise<boolean> {
  const { wanted, table } = facts
  if (!wanted.ok || table?.ok !== true || isAsWanted(facts)) return false
  const files = await Promise.all(wanted.value.files.map(path => probes.describeFile(path)))
  const now = deadline.today()
  return files.some(file => file.ok && Math.abs(now - file.value.modified) < loading)
}

function isAsWanted({ wanted, table }: DriftFacts): boolean {
  if (!wanted.ok || table?.ok !== true || wanted.value.errors.length > 0) return false
  const { services } = listWanted(wanted.value.virtualServers, wanted.value.global)
  const drift = compare([...services.values()], table.value)
  const isWhole = drift.services.every(
    ({ found, pairs, strays, differences }) =>
      found !== undefined &&
      strays.length + differences.length === 0 &&
      pairs.every(({ status }) => status === 'up' || status === 'drained'),
  )
  return isWhole && drift.strays.length + drift.torn.length === 0
}
