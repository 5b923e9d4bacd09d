import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Nothing is torn yet: a failover of one instance alone, as for a cable, would leave the gateway on the other director. */
export const fault: Fault = {
  title: 'an instance is left out of the sync group on one director',
  kind: 'configuration',
  cause: [edit('d2', '/^ *VI_GATEWAY$/d'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-sync-group',
      state: 'WARNING',
      names: ["'VI_GATEWAY', 'VI_GATEWAY6', 'VI_WEB', 'VI_WEB6' move together here", 'on the peer'],
      advice: 'Give both directors the same vrrp_sync_group',
      within: 3,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
