import { restartKeepalived } from '../changes.ts'
import { vipsMayMove } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** The next process takes the VIPs off and begins as BACKUP: for 4 s nobody holds them, or the other director for a moment. */
export const fault: Fault = {
  title:
    "keepalived's VRRP process on the active director is killed with SIGKILL, and keepalived starts it again",
  kind: 'director',
  cause: [{ on: 'd1', run: 'kill -9 $(cat /run/vrrp.pid)\nsleep 0.5' }],
  seen: [
    {
      by: 'director d1',
      rule: 'child-respawning',
      state: 'WARNING',
      names: ['VRRP process', 'was started again', 'signal 9'],
      within: 3,
    },
  ],
  maySpeak: vipsMayMove,
  mend: [{ on: 'd1', run: restartKeepalived }],
}
