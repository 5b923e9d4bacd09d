import { addBeside, type Change, copy, load, reweigh } from '../changes.ts'
import { settle } from '../cluster.ts'
import type { Day } from '../day.ts'
import { perform } from '../play.ts'
import { copiesAreOnTheirWay } from '../transients.ts'

const changed: Change = config => addBeside('r2', 'r3', 8080)(reweigh('r1', 8080, 5)(config))

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
  transients: copiesAreOnTheirWay,
}
