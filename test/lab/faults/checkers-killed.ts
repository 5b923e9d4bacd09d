import { restartKeepalived } from '../changes.ts'
import type { Fault } from '../fault.ts'

/** The table stays as it is until the next process has looked at all real servers: clients see nothing. */
export const fault: Fault = {
  title:
    "keepalived's checkers process on the active director is killed with SIGKILL, and keepalived starts it again",
  kind: 'director',
  cause: [{ on: 'd1', run: 'kill -9 $(cat /run/checkers.pid)\nsleep 0.5' }],
  seen: [
    {
      by: 'director d1',
      rule: 'child-respawning',
      state: 'WARNING',
      names: ['checkers process', 'was started again', 'signal 9'],
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: restartKeepalived }],
}
