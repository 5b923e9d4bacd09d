import { restartKeepalived } from '../changes.ts'
import type { Fault } from '../fault.ts'

/** keepalived does not see it: its own checks ask the real servers. */
export const fault: Fault = {
  title: 'a virtual server is taken out of the table with ipvsadm',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -D -t 192.0.2.10:8080' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'virtual-server-missing',
      state: 'CRITICAL',
      names: ['192.0.2.10:8080 TCP is missing in the kernel'],
      advice: 'systemctl restart keepalived',
      within: 3,
    },
    { by: 'persistent', rule: 'connections-failed', state: 'CRITICAL', names: ['192.0.2.10'], within: 3 },
  ],
  mend: [{ on: 'd1', run: restartKeepalived }],
  port: 8080,
}
