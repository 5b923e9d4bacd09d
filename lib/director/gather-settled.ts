import type { Deadline } from '../probe/deadline.ts'
import type { Probes } from '../probe/probes.ts'
import { readSettled } from '../probe/second-look.ts'
import type { LocalFacts } from './facts.ts'
import { gatherLocal } from './gather.ts'
import type { DirectorOptions } from './options.ts'

/** As long as it may take keepalived to end, once it has cleared its table. */
const settling = 1_000

/**
 * Reads what is here, and once more where the table is empty while keepalived runs: one that ends, or is restarted, clears
 * its table some tenths of a second before its processes and its VIPs are gone.
 */
export async function gatherSettled(
  options: DirectorOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<LocalFacts> {
  return readSettled(() => gatherLocal(options, probes, deadline), mayBeEnding, settling, deadline)
}

function mayBeEnding({ wanted, keepalived, ipvs }: LocalFacts): boolean {
  const isConfigured = wanted.ok && wanted.value.virtualServers > 0
  const isRunning = keepalived.ok && keepalived.value.running !== undefined
  const isEmpty = ipvs?.ok === true && !ipvs.value.noModule && ipvs.value.services === 0
  return isConfigured && isRunning && isEmpty
}
