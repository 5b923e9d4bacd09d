import { roleOfSecond, servicesMayFail, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** As a host that stands still for a while does: it keeps its VIPs, and the other director takes them as well. */
export const fault: Fault = {
  title: "keepalived's VRRP process on the active director is stopped by a signal (SIGSTOP)",
  kind: 'director',
  watch: roleOfSecond,
  cause: [{ on: 'd1', run: 'kill -STOP $(cat /run/vrrp.pid)' }],
  seen: [
    {
      by: 'director d1',
      rule: 'keepalived-stopped',
      state: 'CRITICAL',
      names: ['VRRP process', 'it sends no adverts and keeps its VIPs'],
      within: 3,
      advice: 'kill -CONT',
    },
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['held by two directors', 'd1', 'd2'],
      within: 12,
    },
    takenOver,
  ],
  maySpeak: servicesMayFail,
  // All adverts that came in the meantime wait for it, and it speaks of each: its log is begun anew only after that.
  mend: [
    {
      on: 'd1',
      run: `kill -CONT $(cat /run/vrrp.pid)
sleep 1
size=
until [ "$size" = "$(wc -c </var/log/messages)" ]; do
    size=$(wc -c </var/log/messages)
    sleep 1
done`,
    },
  ],
}
