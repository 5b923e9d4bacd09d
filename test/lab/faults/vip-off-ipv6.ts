import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { watchWeb6 } from '../watches.ts'

export const fault: Fault = {
  title: 'the IPv6 VIP is off a real server while the service still runs',
  kind: 'real server',
  cause: [{ on: 'r1', run: `ip address del ${vips.web6}/128 dev lo` }],
  seen: [
    {
      by: 'real server r1',
      rule: 'vip-not-bound',
      state: 'CRITICAL',
      names: [`the VIP ${vips.web6} is on no interface while ports 80`, 'health checks'],
      advice: `ip address add ${vips.web6}/128 dev lo`,
      within: 3,
    },
    {
      by: 'web IPv6 and its real servers',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'all 4 real servers answer directly', 'the VIP on each'],
      advice: `ip address show to ${vips.web6}`,
      within: 3,
    },
  ],
  // Not held to a number: the two would take each other's turns.
  maySpeak: { 'web IPv6': ['connections-failed'] },
  watch: { 'web IPv6 and its real servers': watchWeb6 },
  mend: [{ on: 'r1', run: `ip address add ${vips.web6}/128 dev lo nodad` }],
}
