import type { Outcome } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'

/** Probes that all do the same, whatever they are asked. */
export function probesThat(act: () => Promise<Outcome<never>>, environment?: () => Outcome<never>): Probes {
  return {
    ping: act,
    tcp: act,
    http: act,
    command: act,
    readFile: act,
    readFileEnd: act,
    listFolder: act,
    configFiles: act,
    describeFile: act,
    environment:
      environment ??
      (name => ({ ok: false, kind: 'missing', text: `the environment variable ${name} is not set` })),
  }
}

/** Probes that all answer this failure. */
export function probesThatAnswer(failure: Outcome<never>): Probes {
  return probesThat(
    () => Promise.resolve(failure),
    () => failure,
  )
}

/** Probes that never answer, not even at the deadline. */
export const deafProbes: Probes = probesThat(() => new Promise(() => undefined))
