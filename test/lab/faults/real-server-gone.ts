import { ifItIsTheirs } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'

export const fault: Fault = {
  title: 'the cable of a real server is pulled',
  kind: 'real server',
  cause: [{ on: 'lab', run: 'ip link set outer-r1 down' }],
  seen: [
    { by: 'host r1', rule: 'no-reply', state: 'CRITICAL', names: ['192.0.2.21'], within: 3 },
    {
      by: 'real server r1',
      rule: 'link-down',
      state: 'CRITICAL',
      names: ['eth0 with 192.0.2.21', 'no link'],
      within: 3,
    },
    ...inBothTables({
      rule: 'real-server-missing',
      state: 'WARNING',
      names: [/192\.0\.2\.21|2001:db8::21/],
      within: 14,
      before: ['real-server-inhibited'],
    }),
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['1 of 4 real servers fails: 192.0.2.21:80'],
      within: 14,
      // Until the directors have taken it out.
      before: ['vip-failed'],
    },
  ],
  maySpeak: ifItIsTheirs('no-answer', 'unreachable'),
  mend: [{ on: 'lab', run: 'ip link set outer-r1 up' }],
}
