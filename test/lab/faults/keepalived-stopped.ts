import { stopKeepalived } from '../changes.ts'
import { startKeepalived } from '../cluster.ts'
import { roleOfSecond, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** It takes VIPs and table with it, and the other director is told at once: clients see nothing. */
export const fault: Fault = {
  title: 'keepalived of the active director is stopped and not started again',
  kind: 'director',
  watch: roleOfSecond,
  cause: [{ on: 'd1', run: stopKeepalived }],
  seen: [
    {
      by: 'director d1',
      rule: 'keepalived-not-running',
      state: 'CRITICAL',
      names: ['keepalived is not running', 'it was stopped in order'],
      within: 3,
      advice: 'systemctl start keepalived',
    },
    {
      by: 'drift d1',
      rule: 'virtual-server-missing',
      state: 'CRITICAL',
      names: ['all 13 virtual servers', 'the IPVS table is empty'],
      within: 3,
      advice: 'systemctl start keepalived',
    },
    takenOver,
  ],
  mend: [{ on: 'd1', run: startKeepalived }],
}
