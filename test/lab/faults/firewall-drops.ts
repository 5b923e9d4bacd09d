import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'
import { filterOfR1 } from '../watches.ts'

const refusal = 'INPUT -p tcp --dport 80 -j DROP'
/** Health checks see it, so clients do not. */
export const fault: Fault = {
  title: 'the packet filter of a real server drops what comes for port 80',
  kind: 'real server',
  cause: [{ on: 'r1', run: `iptables -I ${refusal}\nip6tables -I ${refusal}` }],
  seen: [
    {
      by: 'host r1',
      rule: 'no-answer',
      state: 'CRITICAL',
      names: ['192.0.2.21:80 no answer in 6 s'],
      within: 3,
    },
    {
      by: 'real server r1 as root',
      rule: 'firewall-refuses',
      state: 'CRITICAL',
      names: ['refuses port 80 of 192.0.2.10', '--dport 80 -j DROP'],
      advice: 'iptables -D INPUT -p tcp -m tcp --dport 80 -j DROP',
      within: 3,
    },
    ...inBothTables({
      rule: 'real-server-missing',
      state: 'WARNING',
      names: [/192\.0\.2\.21:80|\[2001:db8::21\]:80/],
      within: 12,
    }),
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.21:80 no answer in 7 s'],
      within: 12,
      // Until the directors have taken it out.
      before: ['vip-failed'],
    },
  ],
  watch: { 'real server r1 as root': filterOfR1 },
  mend: [{ on: 'r1', run: `iptables -D ${refusal}\nip6tables -D ${refusal}` }],
}
