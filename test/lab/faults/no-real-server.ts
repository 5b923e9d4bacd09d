import { startService, stopService } from '../cluster.ts'
import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'

export const fault: Fault = {
  title: 'the only real server of a virtual server is stopped',
  kind: 'table',
  cause: [{ on: 'n1', run: stopService }],
  seen: [
    ...inBothTables({
      rule: 'no-real-server',
      state: 'CRITICAL',
      names: ['has no usable real server', /198\.51\.100\.31:80|\[2001:db8:1::31\]:80/],
      within: 12,
    }),
    { by: 'real server n1', rule: 'service-down', state: 'CRITICAL', names: ['80'], within: 3 },
    { by: 'by NAT', rule: 'refused', state: 'CRITICAL', names: ['192.0.2.10'], within: 12 },
  ],
  mend: [{ on: 'n1', run: startService() }],
  port: 8081,
}
