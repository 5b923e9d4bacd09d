import type { Fault } from '../fault.ts'

/** Nothing happens until the active director fails, and then nobody takes over. */
export const fault: Fault = {
  title: "keepalived's VRRP process on the standby director is stopped by a signal (SIGSTOP)",
  kind: 'director',
  cause: [{ on: 'd2', run: 'kill -STOP $(cat /run/vrrp.pid)' }],
  seen: [
    {
      by: 'director d2',
      rule: 'keepalived-stopped',
      state: 'CRITICAL',
      names: ['VRRP process', 'it takes no VIP over when the MASTER fails'],
      within: 3,
      advice: 'kill -CONT',
    },
  ],
  mend: [{ on: 'd2', run: 'kill -CONT $(cat /run/vrrp.pid)' }],
}
