import { settle } from '../cluster.ts'
import type { Day } from '../day.ts'
import { moveBack, moveToSecond } from '../move.ts'
import { perform } from '../play.ts'

export const day: Day = {
  title:
    'the VIPs are moved to the standby director by its priority, which it loads (SIGHUP), and back again',
  plan: async (cluster, during) => {
    await perform(cluster, moveToSecond)
    await during.round()
    await perform(cluster, moveBack)
    await settle(cluster)
  },
  transients: [
    {
      by: ['conflict'],
      rule: 'stale-neighbour',
      state: 'WARNING',
      atMost: 5,
      why: 'the VIPs have moved in the moment between the reading of the neighbour table and the first request',
    },
  ],
}
