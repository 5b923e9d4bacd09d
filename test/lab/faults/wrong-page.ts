import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'

/** What a virtual host that is gone looks like: another page, and status 200 as it should be. */
export const fault: Fault = {
  title: 'one of four real servers answers with another page',
  kind: 'service',
  cause: [{ on: 'r3', run: 'echo wrong >/run/mode' }],
  seen: [
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, '1 of 4 real servers fails: 192.0.2.23:80 wrong page'],
      within: 3,
    },
    {
      by: 'web IPv6',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'wrong page'],
      within: 3,
    },
  ],
  mend: [{ on: 'r3', run: 'echo well >/run/mode' }],
}
