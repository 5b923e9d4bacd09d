import { clientsMayFail } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

/**
 * arp_ignore alone is half of it: a real server that has to find out the MAC of a client asks with the VIP as its own
 * address, and whoever hears that takes the real server for the director.
 */
export const fault: Fault = {
  title: 'arp_announce is 0 on a real server, which asks for MACs in the name of the VIP',
  kind: 'real server',
  cause: [
    { on: 'r1', run: 'sysctl -qw net.ipv4.conf.all.arp_announce=0\nip -4 neigh flush dev eth0' },
    { on: 'm', run: `for each in 1 2 3 4; do curl -sm 2 http://${vips.web}/ >/dev/null || true; done` },
  ],
  seen: [
    {
      by: 'real server r1',
      rule: 'arp-answers',
      state: 'CRITICAL',
      names: [vips.web, 'eth0 sends ARP requests', 'arp_announce is 0'],
      advice: 'sysctl -w net.ipv4.conf.all.arp_announce=2',
      within: 3,
    },
  ],
  // For as long as the monitoring host takes the real server for the director.
  maySpeak: { ...clientsMayFail, 'by mark': ['broken-off', 'no-answer'], conflict: ['stale-neighbour'] },
  mend: [
    { on: 'r1', run: 'sysctl -qw net.ipv4.conf.all.arp_announce=2' },
    { on: 'm', run: `ip neigh flush to ${vips.web} dev eth0\nip neigh flush to ${vips.mark} dev eth0` },
  ],
}
