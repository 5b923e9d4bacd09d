import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** As all of a sync group moves together, the instances that still hear the other director keep this one from both being MASTER. */
export const fault: Fault = {
  title: 'virtual_router_id of an instance differs between the directors',
  kind: 'configuration',
  cause: [edit('d2', 's/virtual_router_id 51/virtual_router_id 61/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-vrid',
      state: 'CRITICAL',
      names: ['VI_WEB', 'has virtual_router_id 51 here and 61 on the peer'],
      within: 3,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
