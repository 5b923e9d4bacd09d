import type { Fault } from '../fault.ts'
import { hosts } from '../network.ts'

/** By one of four addresses: the VIPs are on lo of each real server. */
const vip = /192\.0\.2\.1[01]/

/** Most of it goes well: who reaches the real server is served by it, past all balancing. */
export const fault: Fault = {
  title:
    'ARP is no longer held back on a real server (arp_ignore, arp_announce), which answers for the VIPs on its lo',
  kind: 'address',
  cause: [{ on: 'r2', run: 'sysctl -qw net.ipv4.conf.all.arp_ignore=0 net.ipv4.conf.all.arp_announce=0' }],
  seen: [
    {
      by: 'conflict',
      rule: 'realserver-answers',
      state: 'CRITICAL',
      names: [vip, `real server r2 (${hosts.r2.mac})`, `beside d1 (${hosts.d1.mac})`],
      within: 12,
    },
    {
      by: 'real server r2',
      rule: 'arp-answers',
      state: 'CRITICAL',
      names: ['arp_ignore is 0', 'eth0'],
      within: 3,
    },
  ],
  // Nothing of r2 listens on the VIP's port for NAT.
  maySpeak: { 'by NAT': ['refused', 'broken-off'] },
  mend: [{ on: 'r2', run: 'sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2' }],
}
