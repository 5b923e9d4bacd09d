import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'
import { filterOfR1 } from '../watches.ts'

const refusal = `INPUT -d ${vips.web} -p tcp --dport 80 -j DROP`

/** The real server's own address is let in, which is all that health checks ask. */
export const fault: Fault = {
  title: 'the packet filter of a real server drops what comes for port 80 of the VIP',
  kind: 'real server',
  cause: [{ on: 'r1', run: `iptables -I ${refusal}` }],
  seen: [
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'no answer', 'all 4 real servers answer directly', 'the VIP on each'],
      advice: 'iptables -S INPUT',
      within: 3,
    },
    {
      by: 'real server r1 as root',
      rule: 'firewall-refuses',
      state: 'CRITICAL',
      names: [`refuses port 80 of ${vips.web}`, `-d ${vips.web}/32`, 'health checks'],
      advice: 'iptables -D INPUT -d 192.0.2.10/32 -p tcp -m tcp --dport 80 -j DROP',
      within: 3,
    },
  ],
  watch: { 'real server r1 as root': filterOfR1 },
  mend: [{ on: 'r1', run: `iptables -D ${refusal}` }],
}
