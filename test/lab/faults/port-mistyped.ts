import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Direct routing cannot change ports, so that only the health check goes there, and fails. */
export const fault: Fault = {
  title: 'a real server of direct routing is written with another port',
  kind: 'configuration',
  cause: [edit('d1', 's/real_server 192.0.2.22 80 /real_server 192.0.2.22 81 /'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'port-mismatch',
      state: 'CRITICAL',
      names: ['real server 192.0.2.22 81 of virtual server 192.0.2.10 80', 'its checks to 81'],
      advice: 'Write port 80',
      within: 3,
    },
    {
      by: 'drift d1',
      rule: 'real-server-missing',
      state: 'WARNING',
      names: ['192.0.2.22:80 is missing'],
      advice: 'HTTP_GET on port 81',
      within: 12,
    },
  ],
  mend: restore('d1'),
}
