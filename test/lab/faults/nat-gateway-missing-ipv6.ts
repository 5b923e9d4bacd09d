import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { byNat6 } from '../watches.ts'

export const fault: Fault = {
  title: 'a real server behind NAT has no default route of IPv6',
  kind: 'real server',
  cause: [{ on: 'n1', run: 'ip -6 route del default' }],
  seen: [
    {
      by: 'real server n1',
      rule: 'gateway',
      state: 'WARNING',
      names: ['no default route of IPv6'],
      advice: `ip -6 route add default via ${vips.gateway6}`,
      within: 3,
    },
    {
      by: 'by NAT over IPv6',
      rule: 'no-answer',
      state: 'CRITICAL',
      names: [`[${vips.web6}]:8081`],
      within: 3,
    },
  ],
  watch: { 'by NAT over IPv6': byNat6 },
  mend: [{ on: 'n1', run: `ip -6 route add default via ${vips.gateway6}` }],
}
