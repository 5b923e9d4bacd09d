import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** With VRRP version 3 the backup takes that of the MASTER, and says so. */
export const fault: Fault = {
  title: 'advert_int differs between the directors',
  kind: 'configuration',
  cause: [edit('d2', 's/advert_int 1/advert_int 2/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-advert-interval-v3',
      state: 'WARNING',
      names: ['has advert_int 1 here and 2 on the peer'],
      within: 3,
    },
    {
      by: 'director d2',
      rule: 'log-errors',
      state: 'WARNING',
      names: ['has taken over the interval of the MASTER', '2000 ms here and 1000 ms there'],
      within: 8,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
