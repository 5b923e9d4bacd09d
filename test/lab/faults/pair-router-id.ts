import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Mails and traps of both look alike. */
export const fault: Fault = {
  title: 'both directors have the same router_id',
  kind: 'configuration',
  cause: [edit('d2', 's/router_id d2/router_id d1/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-host-name',
      state: 'WARNING',
      names: ["router_id is 'd1' on both directors"],
      within: 3,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
