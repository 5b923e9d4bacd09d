import { vipsMayMove } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** keepalived gives up its role, and has all VIPs back within a second: then only the log tells of it. */
export const fault: Fault = {
  title: 'an IPv6 VIP is taken off the active director by hand',
  kind: 'director',
  cause: [{ on: 'd1', run: 'ip address del 2001:db8::10/128 dev eth0' }],
  seen: [
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'WARNING',
      names: ['the VIP 2001:db8::10 was removed from eth0', 'something other than keepalived'],
      within: 3,
    },
  ],
  maySpeak: vipsMayMove,
  mend: [],
}
