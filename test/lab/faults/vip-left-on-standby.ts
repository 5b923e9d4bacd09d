import { restartKeepalived } from '../changes.ts'
import { servicesMayFail } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** keepalived does not look for addresses that it has not put there. */
export const fault: Fault = {
  title: 'a VIP is added to the standby director by hand',
  kind: 'director',
  cause: [
    // Its log has to tell that it is BACKUP, and for ten seconds.
    { on: 'd2', run: `${restartKeepalived}sleep 12` },
    { on: 'd2', run: 'ip address add 192.0.2.10/24 dev eth0' },
  ],
  seen: [
    {
      by: 'director d2',
      rule: 'vip-bound-on-backup',
      state: 'CRITICAL',
      names: ['VI_WEB is BACKUP', '192.0.2.10 (eth0) is bound here all the same'],
      within: 3,
      advice: 'ip addr del 192.0.2.10/24 dev eth0',
    },
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['192.0.2.10 is held by two directors', 'd1', 'd2'],
      within: 12,
    },
  ],
  maySpeak: servicesMayFail,
  mend: [{ on: 'd2', run: 'ip addr del 192.0.2.10/24 dev eth0' }],
}
