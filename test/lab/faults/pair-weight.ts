import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** It shows at the next failover. */
export const fault: Fault = {
  title: 'a weight is written on one director and not on the other',
  kind: 'configuration',
  cause: [edit('d2', '1,/weight 3/s/weight 3/weight 30/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-setting',
      state: 'WARNING',
      names: ['192.0.2.21:8080 of TCP 192.0.2.10:8080', 'weight 3 here and 30 on the peer'],
      within: 3,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
