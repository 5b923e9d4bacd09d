import { restartKeepalived } from '../changes.ts'
import { servicesMayFail } from '../failover.ts'
import type { Fault } from '../fault.ts'

/**
 * keepalived does not look for addresses that it has not put there. Unlike one of its own, this one is not deprecated: the
 * health checks over IPv6 come from it, and the answers go to the active director.
 */
export const fault: Fault = {
  title: 'an IPv6 VIP is added to the standby director by hand',
  kind: 'director',
  cause: [
    // Its log has to tell that it is BACKUP, and for ten seconds.
    { on: 'd2', run: `${restartKeepalived}sleep 12` },
    { on: 'd2', run: 'ip address add 2001:db8::10/128 dev eth0' },
  ],
  seen: [
    {
      by: 'director d2',
      rule: 'vip-bound-on-backup',
      state: 'CRITICAL',
      names: ['VI_WEB6 is BACKUP', '2001:db8::10 (eth0) is bound here all the same'],
      within: 3,
      advice: 'ip addr del 2001:db8::10/128 dev eth0',
    },
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['2001:db8::10 is held by two directors', 'd1', 'd2'],
      within: 12,
    },
    {
      by: 'drift d2',
      rule: 'no-real-server',
      state: 'CRITICAL',
      names: ['2001:db8::21', 'no usable real server'],
      within: 20,
      before: ['real-server-missing', 'quorum-lost'],
    },
  ],
  maySpeak: servicesMayFail,
  mend: [{ on: 'd2', run: 'ip addr del 2001:db8::10/128 dev eth0' }],
}
