import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

/** Of the lowest class, so that everything else goes on: hosts of the lab share a processor and its load average. */
const busy = `for each in $(seq 60); do
    chrt -i 0 sh -c 'while :; do :; done' &
    echo $! >>/run/busy.pids
done`

export const fault: Fault = {
  title: 'sixty processes of a real server want the processor at once',
  kind: 'real server',
  cause: [{ on: 'r1', run: busy }],
  seen: [
    {
      by: 'load of r1',
      rule: 'load',
      state: 'CRITICAL',
      names: ['the load per core is', 'over 1 minute'],
      within: 40,
    },
  ],
  watch: {
    'load of r1': {
      on: 'r1',
      check: 'check_lvs_realserver',
      argv: ['--vip', vips.web, '-p', '80', '-w', '15', '-c', '15'],
    },
  },
  // The average over a minute falls slowly.
  recovers: 90,
  mend: [{ on: 'r1', run: 'kill $(cat /run/busy.pids)\nrm /run/busy.pids' }],
}
