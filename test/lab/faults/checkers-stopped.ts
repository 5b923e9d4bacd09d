import type { Fault } from '../fault.ts'

/** As long as no real server fails nobody sees it but who looks at the process. */
export const fault: Fault = {
  title: "keepalived's checkers process on the active director is stopped by a signal (SIGSTOP)",
  kind: 'director',
  cause: [{ on: 'd1', run: 'kill -STOP $(cat /run/checkers.pid)' }],
  seen: [
    {
      by: 'director d1',
      rule: 'keepalived-stopped',
      state: 'CRITICAL',
      names: ['checkers process', 'no real server is checked'],
      within: 3,
      advice: 'kill -CONT',
    },
  ],
  mend: [{ on: 'd1', run: 'kill -CONT $(cat /run/checkers.pid)' }],
}
