import { ifItIsTheirs } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { inBothTables } from '../sightings.ts'

/** A prefix of 24 on lo makes all neighbours this host itself: it answers nobody there any more. */
export const fault: Fault = {
  title: 'the VIP on lo of a real server has the prefix of its network, /24 instead of /32',
  kind: 'real server',
  cause: [{ on: 'r1', run: `ip address del ${vips.web}/32 dev lo\nip address add ${vips.web}/24 dev lo` }],
  seen: [
    {
      by: 'real server r1',
      rule: 'vip-netmask',
      state: 'WARNING',
      names: [vips.web, 'prefix length of 24, wanted 32', 'every address of 192.0.2.0/24'],
      advice: `ip address add ${vips.web}/32 dev lo && ip address del ${vips.web}/24 dev lo`,
      within: 3,
    },
    { by: 'host r1', rule: 'no-reply', state: 'CRITICAL', names: ['192.0.2.21 no answer'], within: 3 },
    ...inBothTables({
      rule: 'real-server-missing',
      state: 'WARNING',
      names: ['192.0.2.21'],
      within: 14,
      before: ['real-server-inhibited'],
    }),
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.21:80 no answer'],
      within: 14,
      // Until the directors have taken it out.
      before: ['vip-failed'],
    },
  ],
  maySpeak: ifItIsTheirs('no-answer'),
  mend: [{ on: 'r1', run: `ip address add ${vips.web}/32 dev lo && ip address del ${vips.web}/24 dev lo` }],
}
