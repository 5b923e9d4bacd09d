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
  transients: [],
}
