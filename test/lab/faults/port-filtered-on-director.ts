import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

const rule = `INPUT -d ${vips.web} -p tcp --dport 80 -j DROP`

/** The kernel asks the packet filter before IPVS. The table is complete, the health checks pass, the VIP answers ping. */
export const fault: Fault = {
  title: 'the packet filter of the active director drops what clients send to port 80 of the VIP',
  kind: 'service',
  cause: [{ on: 'd1', run: `iptables -A ${rule}` }],
  seen: [
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: ['all 4 real servers answer', `${vips.web}:80`, 'no answer', 'look at the director'],
      advice: 'iptables -S INPUT',
      // Its own deadline: silence is told from slowness by nothing else.
      within: 14,
    },
  ],
  mend: [{ on: 'd1', run: `iptables -D ${rule}` }],
}
