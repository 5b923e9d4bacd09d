import { restartKeepalived } from '../changes.ts'
import { settle } from '../cluster.ts'
import type { Day } from '../day.ts'
import { servicesByVip } from '../failover.ts'

export const day: Day = {
  title:
    'keepalived is restarted on the standby director and then on the active one, whose VIPs move away and come back',
  plan: async (cluster, during) => {
    for (const name of ['d2', 'd1'] as const) {
      await cluster.hosts[name].shell(restartKeepalived)
      await settle(cluster)
      await during.wait(5)
    }
  },
  transients: [
    ...(['keepalived-not-running', 'child-missing'] as const).map(rule => ({
      by: ['director d1', 'director d2'] as const,
      rule,
      state: 'CRITICAL' as const,
      atMost: 5,
      why: 'it does not run between its end and its start',
    })),
    {
      by: ['drift d1', 'drift d2'],
      rule: 'virtual-server-missing',
      state: 'CRITICAL',
      atMost: 5,
      why: 'keepalived takes its table with it, and has it again with its start',
    },
    {
      by: ['conflict'],
      rule: 'hand-over',
      state: 'UNKNOWN',
      atMost: 5,
      why: 'the VIPs go and come back within five seconds, and each of its two rounds of requests has met a move',
    },
    {
      by: ['conflict'],
      rule: 'stale-neighbour',
      state: 'WARNING',
      atMost: 5,
      why: 'the VIPs have moved in the moment between the reading of the neighbour table and the first request',
    },
    ...(['vip-failed', 'connections-failed', 'broken-off', 'refused', 'no-answer'] as const).map(rule => ({
      by: servicesByVip,
      rule,
      state: 'CRITICAL' as const,
      atMost: 5,
      why: 'a request of the second in which the VIPs move is lost: the other director knows nothing of its connection yet',
    })),
    ...(['WARNING', 'CRITICAL'] as const).flatMap(state =>
      (['loss', 'no-reply'] as const).map(rule => ({
        by: ['ping'] as const,
        rule,
        state,
        atMost: 5,
        why: 'nobody has the VIPs for up to a second, and the five packets of a ping take no longer',
      })),
    ),
  ],
}
