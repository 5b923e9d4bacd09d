import { killKeepalived } from '../changes.ts'
import { startKeepalived } from '../cluster.ts'
import type { Fault } from '../fault.ts'

/** It holds no VIP, and its table stays: nobody sees it but who looks there. The next failover would not happen. */
export const fault: Fault = {
  title: 'keepalived of the standby director is killed with SIGKILL',
  kind: 'director',
  cause: [{ on: 'd2', run: killKeepalived }],
  seen: [
    {
      by: 'director d2',
      rule: 'keepalived-not-running',
      state: 'CRITICAL',
      names: ['keepalived is not running', 'it did not end in order'],
      within: 3,
      advice: 'systemctl start keepalived',
    },
  ],
  mend: [{ on: 'd2', run: startKeepalived }],
}
