import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** They do not hear each other any more. */
export const fault: Fault = {
  title: 'virtual_router_id differs between the directors, and both become MASTER',
  kind: 'director',
  cause: [edit('d2', 's/virtual_router_id 5/virtual_router_id 6/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-vrid',
      state: 'CRITICAL',
      names: ['has virtual_router_id 51 here and 61 on the peer'],
      within: 3,
    },
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['held by two directors', 'd1', 'd2'],
      within: 15,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
