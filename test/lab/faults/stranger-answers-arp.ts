import { clientsMayFail } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { hosts, vips } from '../network.ts'

/** Whom a client reaches depends on whose answer it has heard last: ping is answered all the same. */
export const fault: Fault = {
  title: 'a strange machine on the network is given the VIP, and answers ARP for it',
  kind: 'address',
  cause: [{ on: 'x', run: `ip address add ${vips.web}/24 dev eth0` }],
  seen: [
    {
      by: 'conflict',
      rule: 'address-conflict',
      state: 'CRITICAL',
      names: [vips.web, hosts.x.mac, `beside d1 (${hosts.d1.mac})`],
      within: 12,
    },
  ],
  maySpeak: clientsMayFail,
  mend: [{ on: 'x', run: `ip address del ${vips.web}/24 dev eth0` }],
}
