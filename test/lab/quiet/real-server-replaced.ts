import { copy, load, remove } from '../changes.ts'
import { settle, startService, stopService } from '../cluster.ts'
import type { Day } from '../day.ts'
import { outerVips, prefixed } from '../network.ts'
import { perform } from '../play.ts'
import { copiesAreOnTheirWay, isOut, untilTakenOut } from '../transients.ts'

const onLo = (verb: 'add' | 'del') =>
  outerVips.map(vip => `ip address ${verb} ${prefixed(vip)} dev lo\n`).join('')
const without = remove('r2')

/** First the service, then the VIPs, then the configuration of one director after the other; and in again. */
export const day: Day = {
  title: 'a real server is taken out in order, its service first and its VIPs after that, and put in again',
  plan: async (cluster, during) => {
    await perform(cluster, [{ on: 'r2', run: stopService }])
    await during.wait(5)
    await perform(cluster, [{ on: 'r2', run: onLo('del') }])
    await during.round()
    await perform(cluster, [load('d1', without)])
    await during.wait(3)
    await perform(cluster, [load('d2', without), copy('m', without)])
    await during.round()

    await perform(cluster, [{ on: 'r2', run: onLo('add') + startService() }])
    await during.wait(5)
    await perform(cluster, [load('d1')])
    await during.wait(3)
    await perform(cluster, [load('d2'), copy('m')])
    await settle(cluster)
  },
  transients: [
    ...untilTakenOut,
    ...copiesAreOnTheirWay,
    ...isOut(
      60,
      'its service has ended by plan, and the configuration still has it; or it is just being loaded again',
    ),
    {
      by: ['real server r2'],
      rule: 'drained',
      state: 'WARNING',
      atMost: 150,
      why: 'it is out by plan, in the right order; --state drained=ok is for who wants to hear nothing',
    },
    {
      by: ['real server r2'],
      rule: 'service-down',
      state: 'CRITICAL',
      atMost: 12,
      why: 'the service ends first and starts last, while the VIPs are there',
    },
    {
      by: ['web IPv4'],
      rule: 'realserver-failed',
      state: 'WARNING',
      atMost: 60,
      why: 'it is asked directly until the copy of the configuration leaves it out',
    },
  ],
}
