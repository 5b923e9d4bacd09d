import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'

/** Past -w 2, below -c 6, and quick at its health page. */
export const fault: Fault = {
  title: 'one of four real servers takes 4 s for its page',
  kind: 'service',
  cause: [{ on: 'r3', run: 'echo slow >/run/mode' }],
  seen: [
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'WARNING',
      names: [aQuarterOf8, /192\.0\.2\.23:80 too slow \([45]\.\d{3} s\)/],
      within: 3,
    },
    {
      by: 'web IPv6',
      rule: 'connections-failed',
      state: 'WARNING',
      names: [aQuarterOf8, 'too slow'],
      within: 3,
    },
  ],
  mend: [{ on: 'r3', run: 'echo well >/run/mode' }],
}
