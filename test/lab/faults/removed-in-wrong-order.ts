import { aQuarterOf8, ifItIsTheirs } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

/** Directors go on forwarding: their health checks ask the real server's own address. */
export const fault: Fault = {
  title: 'a real server is taken out in the wrong order: the VIP is off while the service still runs',
  kind: 'real server',
  cause: [{ on: 'r1', run: `ip address del ${vips.web}/32 dev lo` }],
  seen: [
    {
      by: 'real server r1',
      rule: 'vip-not-bound',
      state: 'CRITICAL',
      names: [`the VIP ${vips.web} is on no interface while ports 80`, 'health checks'],
      advice: `ip address add ${vips.web}/32 dev lo`,
      within: 3,
    },
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'no answer', 'all 4 real servers answer directly', 'the VIP on each'],
      advice: `ip address show to ${vips.web}`,
      within: 3,
    },
    {
      by: 'with sorry server',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`${vips.web}:8000`, 'no answer'],
      within: 3,
    },
    {
      by: 'by tunnel',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`${vips.web}:8082`, 'no answer'],
      within: 3,
    },
  ],
  maySpeak: ifItIsTheirs('no-answer'),
  mend: [{ on: 'r1', run: `ip address add ${vips.web}/32 dev lo` }],
}
