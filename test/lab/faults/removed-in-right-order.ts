import { startService, stopService } from '../cluster.ts'
import type { Fault } from '../fault.ts'
import { outerVips, prefixed } from '../network.ts'
import { inBothTables } from '../sightings.ts'

const rip = /192\.0\.2\.21|2001:db8::21/
/** As the handbook of every such cluster has it: nothing is forwarded there any more. */
const untilTakenOut = `until [ "$(ipvsadm -Ln | awk '$2 ~ /192.0.2.21:|2001:db8::21\\]/ && $4 > 0' | wc -l)" = 0 ]; do sleep 0.2; done`

/** Clients see nothing of it, and so must all who ask as they do. */
export const fault: Fault = {
  title: 'a real server is taken out in the right order: service stopped, then the VIPs off',
  kind: 'real server',
  cause: [
    { on: 'r1', run: stopService },
    { on: 'd1', run: untilTakenOut },
    { on: 'd2', run: untilTakenOut },
    { on: 'r1', run: outerVips.map(vip => `ip address del ${prefixed(vip)} dev lo`).join('\n') },
  ],
  seen: [
    {
      by: 'real server r1',
      rule: 'drained',
      state: 'WARNING',
      names: ['192.0.2.10', 'drained, in the right order'],
      within: 3,
    },
    ...inBothTables({ rule: 'real-server-missing', state: 'WARNING', names: [rip], within: 3 }),
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.21:80 connection refused'],
      within: 3,
    },
    { by: 'host r1', rule: 'refused', state: 'CRITICAL', names: ['192.0.2.21:80'], within: 3 },
  ],
  mend: [
    { on: 'r1', run: outerVips.map(vip => `ip address add ${prefixed(vip)} dev lo`).join('\n') },
    { on: 'r1', run: startService() },
  ],
}
