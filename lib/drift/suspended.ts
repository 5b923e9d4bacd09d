import type { VirtualServer } from '../keepalived/model.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { ServiceDrift } from './compare.ts'

/**
 * True for a virtual server that has no real servers because its health checks wait: with ha_suspend they do not run
 * while its VIP is on another host, and with alpha a real server is not there before its first check has succeeded.
 * keepalived 2.2.7 leaves everything else of such a virtual server in the kernel.
 */
export function mayBeSuspended({ haSuspend, alpha, realServers }: VirtualServer): boolean {
  return haSuspend && (alpha || realServers.some(({ checkers }) => checkers.some(checker => checker.alpha)))
}

export function isSuspended(
  { wanted, found }: ServiceDrift,
  addresses: Outcome<readonly string[]> | undefined,
): boolean {
  if (found === undefined || !mayBeSuspended(wanted.block)) return false
  // Where nobody can tell whether the VIP is here, its absence is not an alarm.
  if (addresses === undefined || !addresses.ok) return true
  const { service } = wanted
  return service.kind === 'fwmark' || !addresses.value.includes(service.address)
}
