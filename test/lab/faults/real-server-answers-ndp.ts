import type { Fault } from '../fault.ts'
import { hosts, vips } from '../network.ts'

/** IPv6 has no arp_ignore: it answers for what is on the interface that is asked. */
export const fault: Fault = {
  title: 'a real server has the IPv6 VIP on eth0 and not on lo, and answers neighbour solicitations for it',
  kind: 'address',
  cause: [
    {
      on: 'r2',
      run: `ip address del ${vips.web6}/128 dev lo\nip address add ${vips.web6}/128 dev eth0 nodad`,
    },
  ],
  seen: [
    {
      by: 'conflict',
      rule: 'realserver-answers',
      state: 'CRITICAL',
      names: [vips.web6, `real server r2 (${hosts.r2.mac})`, `beside d1 (${hosts.d1.mac})`],
      within: 12,
    },
    { by: 'real server r2', rule: 'arp-answers', state: 'CRITICAL', names: [vips.web6, 'eth0'], within: 6 },
  ],
  mend: [
    {
      on: 'r2',
      run: `ip address del ${vips.web6}/128 dev eth0\nip address add ${vips.web6}/128 dev lo nodad`,
    },
  ],
}
