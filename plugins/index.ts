import type { Check } from '../lib/runtime/check.ts'
import { type Result, run, type Surroundings, unknownCheck } from '../lib/runtime/run.ts'
import { world } from '../lib/runtime/world.ts'

/** Every check by its name, loaded when it is asked for. The only list of checks there is: add a line here. */
export const registry: Readonly<Record<string, () => Promise<Check>>> = {
  check_keepalived_config: async () => (await import('./check_keepalived_config.ts')).check,
  check_ipvs_drift: async () => (await import('./check_ipvs_drift.ts')).check,
  check_lvs_director: async () => (await import('./check_lvs_director.ts')).check,
  check_lvs_realserver: async () => (await import('./check_lvs_realserver.ts')).check,
  check_vip_conflict: async () => (await import('./check_vip_conflict.ts')).check,
  check_vip_ping: async () => (await import('./check_vip_ping.ts')).check,
  check_vip_service: async () => (await import('./check_vip_service.ts')).check,
}

/**
 * Runs a check by name. Re-entrant: a thousand of them may run at the same time in one process.
 * @param argv the name of the check and its arguments
 * @param signal stops it early; the result is then UNKNOWN
 */
export async function runCheck(
  argv: readonly string[],
  signal: AbortSignal,
  surroundings: Surroundings = { probes: world, colour: false },
): Promise<Result> {
  const [name = '', ...words] = argv
  const load = Object.hasOwn(registry, name) ? registry[name] : undefined
  if (load === undefined) return unknownCheck(name, Object.keys(registry))
  return run(await load(), words, signal, surroundings)
}
