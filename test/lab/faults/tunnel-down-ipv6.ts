import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { byTunnel6 } from '../watches.ts'

export const fault: Fault = {
  title: 'ip6tnl0 is down on a real server behind a tunnel of IPv6',
  kind: 'real server',
  cause: [{ on: 'r1', run: 'ip link set ip6tnl0 down' }],
  seen: [
    {
      by: 'real server r1',
      rule: 'tunnel-down',
      state: 'CRITICAL',
      names: ['ip6tnl0 is down', vips.web6],
      advice: 'ip link set ip6tnl0 up',
      within: 3,
    },
    {
      by: 'by tunnel of IPv6',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`[${vips.web6}]:8082`, 'no answer'],
      within: 3,
    },
  ],
  watch: { 'by tunnel of IPv6': byTunnel6 },
  mend: [{ on: 'r1', run: 'ip link set ip6tnl0 up' }],
}
