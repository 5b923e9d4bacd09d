import type { Fault } from '../fault.ts'
import { hosts, vips } from '../network.ts'

/** As with an alias of eth0 instead of one of lo. The director that holds the VIP knows by itself that it is not alone. */
export const fault: Fault = {
  title: 'a real server is given the VIP on eth0, and the active director looks for a second holder itself',
  kind: 'address',
  watch: {
    'conflict d1': {
      on: 'd1',
      check: 'check_vip_conflict',
      argv: ['--config', '/etc/keepalived/keepalived.conf'],
    },
  },
  cause: [{ on: 'r3', run: `ip address add ${vips.web}/24 dev eth0` }],
  seen: [
    {
      by: 'conflict d1',
      rule: 'duplicate-on-holder',
      state: 'CRITICAL',
      names: [vips.web, 'this host', `real server 192.0.2.23 (${hosts.r3.mac})`],
      within: 12,
    },
    {
      by: 'conflict',
      rule: 'realserver-answers',
      state: 'CRITICAL',
      names: [vips.web, `real server r3 (${hosts.r3.mac})`],
      within: 12,
    },
  ],
  // Nothing of r3 listens on the VIP's port for NAT.
  maySpeak: { 'by NAT': ['refused', 'broken-off'] },
  mend: [{ on: 'r3', run: `ip address del ${vips.web}/24 dev eth0` }],
}
