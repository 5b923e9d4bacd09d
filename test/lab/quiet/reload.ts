import { addBeside, type Change, copy, load, reweigh } from '../changes.ts'
import { settle } from '../cluster.ts'
import type { Day } from '../day.ts'
import { perform } from '../play.ts'
import { copiesAreOnTheirWay, isOut } from '../transients.ts'

const changed: Change = config => addBeside('r2', 'r3', 8080)(reweigh('r1', 8080, 5)(config))

const loading = 'keepalived is just loading what the file has already'

export const day: Day = {
  title:
    'a weight is changed and a real server is added in keepalived.conf, both directors load it (SIGHUP), and later the old one again',
  plan: async (cluster, during) => {
    for (const change of [changed, undefined]) {
      await perform(cluster, [load('d1', change)])
      await during.wait(3)
      await perform(cluster, [load('d2', change), copy('m', change)])
      await settle(cluster)
      if (change !== undefined) await during.round()
    }
  },
  transients: [
    ...isOut(6, loading),
    { by: ['drift d1', 'drift d2'], rule: 'weight-differs', state: 'WARNING', atMost: 6, why: loading },
    ...copiesAreOnTheirWay,
  ],
}
