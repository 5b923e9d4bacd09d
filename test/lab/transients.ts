import type { Transient } from './day.ts'

const states = ['WARNING', 'CRITICAL'] as const

/** Seconds at most in which clients still get to a real server that has failed: its health checks have not failed yet. */
export const takenOutWithin = 12

/**
 * Clients of a real server whose service has ended, until its health checks have failed: every two seconds, once more after
 * a second, and a second for a connection.
 */
export const untilTakenOut: readonly Transient[] = (
  [
    ['vip-failed', ['web IPv4']],
    ['connections-failed', ['web IPv4', 'web IPv6', 'persistent', 'with sorry server', 'by tunnel']],
    ['refused', ['by mark', 'TLS']],
    ['broken-off', ['by mark', 'TLS']],
  ] as const
).flatMap(([rule, by]) =>
  states.map(state => ({
    by,
    rule,
    state,
    atMost: takenOutWithin,
    why: 'clients are refused until the directors have seen that the service has ended',
  })),
)

/** What the directors say of a real server that is out, as it should be for a while. */
export function isOut(atMost: number, why: string): readonly Transient[] {
  return (['real-server-missing', 'real-server-inhibited'] as const).map(rule => ({
    by: ['drift d1', 'drift d2'],
    rule,
    state: 'WARNING',
    atMost,
    why,
  }))
}

/** Who holds the copies of both files against each other reads one that is new and one that is old. */
export const copiesAreOnTheirWay: readonly Transient[] = (
  ['pair-setting', 'pair-real-server', 'pair-virtual-server'] as const
).map(rule => ({
  by: ['pair'],
  rule,
  state: 'WARNING',
  atMost: 5,
  why: 'the copies of both files are renamed one after the other, and were read between',
}))
