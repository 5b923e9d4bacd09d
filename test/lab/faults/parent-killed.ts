import { startKeepalived } from '../cluster.ts'
import { roleOfSecond, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** Its children notice, and tidy up before they end. */
export const fault: Fault = {
  title: "keepalived's parent process on the active director is killed with SIGKILL, its children not",
  kind: 'director',
  watch: roleOfSecond,
  cause: [{ on: 'd1', run: 'kill -9 $(cat /run/keepalived.pid)' }],
  seen: [
    {
      by: 'director d1',
      rule: 'keepalived-not-running',
      state: 'CRITICAL',
      names: ['keepalived is not running', '/run/keepalived.pid', 'it did not end in order'],
      within: 5,
      advice: 'systemctl start keepalived',
      // Until its children are done.
      before: ['vip-bound-without-keepalived'],
    },
    {
      by: 'drift d1',
      rule: 'virtual-server-missing',
      state: 'CRITICAL',
      names: ['all 13 virtual servers', 'the IPVS table is empty'],
      within: 5,
      // They take the virtual servers out one after the other.
      before: ['virtual-server-missing'],
    },
    takenOver,
  ],
  mend: [{ on: 'd1', run: startKeepalived }],
}
