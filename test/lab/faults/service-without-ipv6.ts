import { startService, stopService } from '../cluster.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { inBothTables } from '../sightings.ts'

/** The restart itself is over for the directors. */
const settled = 'sleep 5'

export const fault: Fault = {
  title: 'the service of a real server listens on IPv4 alone',
  kind: 'real server',
  cause: [
    { on: 'r1', run: `${stopService}${startService('0.0.0.0')}` },
    { on: 'd1', run: settled },
  ],
  seen: [
    {
      by: 'real server r1',
      rule: 'service-not-on-vip',
      state: 'CRITICAL',
      names: ['all addresses of IPv4 only', `not on the VIP ${vips.web6}`],
      within: 3,
    },
    ...inBothTables({
      rule: 'real-server-missing',
      state: 'WARNING',
      names: [`[${vips.web6}]:80 TCP has 3 of 4 real servers up`, '2001:db8::21'],
      within: 12,
    }),
  ],
  mend: [{ on: 'r1', run: `${stopService}${startService()}` }],
}
