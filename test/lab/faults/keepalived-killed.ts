import { killKeepalived } from '../changes.ts'
import { startKeepalived } from '../cluster.ts'
import { roleOfSecond, servicesMayFail, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** Nothing is tidied up: VIPs and table stay, and the other director takes the VIPs over. */
export const fault: Fault = {
  title: 'keepalived of the active director is killed with SIGKILL',
  kind: 'director',
  watch: roleOfSecond,
  cause: [{ on: 'd1', run: killKeepalived }],
  seen: [
    {
      by: 'director d1',
      rule: 'vip-bound-without-keepalived',
      state: 'CRITICAL',
      names: ['192.0.2.10 on eth0', '2001:db8::10 on eth0'],
      within: 3,
      advice: 'systemctl start keepalived',
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
  mend: [{ on: 'd1', run: startKeepalived }],
}
