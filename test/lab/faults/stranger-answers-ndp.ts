import type { Fault } from '../fault.ts'
import { hosts, vips } from '../network.ts'

export const fault: Fault = {
  title: 'a strange machine on the network is given the IPv6 VIP, and answers neighbour solicitations for it',
  kind: 'address',
  cause: [{ on: 'x', run: `ip address add ${vips.web6}/128 dev eth0 nodad` }],
  seen: [
    {
      by: 'conflict',
      rule: 'address-conflict',
      state: 'CRITICAL',
      names: [vips.web6, hosts.x.mac, `beside d1 (${hosts.d1.mac})`],
      within: 12,
    },
  ],
  // Whom a client reaches depends on whose answer it has heard last.
  maySpeak: { 'web IPv6': ['no-answer', 'refused', 'broken-off', 'connections-failed'] },
  mend: [{ on: 'x', run: `ip address del ${vips.web6}/128 dev eth0` }],
}
