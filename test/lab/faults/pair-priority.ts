import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** The higher address decides, and nobody has decided that. */
export const fault: Fault = {
  title: 'both directors have the same priority',
  kind: 'configuration',
  cause: [edit('d2', 's/priority 100/priority 150/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-priority',
      state: 'WARNING',
      names: ['has priority 150 on both directors'],
      within: 3,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
