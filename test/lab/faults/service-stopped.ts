import { startService, stopService } from '../cluster.ts'
import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'

/** Of either family, as the worst one happens to be. */
const rip = /192\.0\.2\.21|2001:db8::21/

/** keepalived takes it out within its checks' time: clients see nothing, so nobody else may speak. */
export const fault: Fault = {
  title: 'the service of a real server is stopped',
  kind: 'real server',
  cause: [{ on: 'r1', run: stopService }],
  seen: [
    { by: 'real server r1', rule: 'service-down', state: 'CRITICAL', names: ['80'], within: 3 },
    ...inBothTables({ rule: 'real-server-missing', state: 'WARNING', names: [rip], within: 12 }),
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.21:80 connection refused'],
      within: 12,
      before: ['connections-failed', 'vip-failed'],
    },
    { by: 'host r1', rule: 'refused', state: 'CRITICAL', names: ['192.0.2.21'], within: 3 },
  ],
  mend: [{ on: 'r1', run: startService() }],
}
