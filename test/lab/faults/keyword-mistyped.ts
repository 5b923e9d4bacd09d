import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** The kernel has another scheduler, and what it has is what keepalived reads: only the file shows what was meant. */
export const fault: Fault = {
  title: 'lb_algo is mistyped, and keepalived takes another scheduler',
  kind: 'configuration',
  cause: [edit('d1', 's/lb_algo wrr/lb_allgo wrr/'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'unknown-keyword',
      state: 'WARNING',
      names: ["'lb_allgo' is no keyword in virtual_server 192.0.2.10 8000"],
      advice: 'Write lb_algo if that is meant',
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'WARNING',
      names: ["Unknown keyword 'lb_allgo'"],
      within: 5,
    },
  ],
  mend: restore('d1'),
}
