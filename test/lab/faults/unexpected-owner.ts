import type { Fault } from '../fault.ts'
import { moveBack, moveToSecond } from '../move.ts'
import { hosts, vips } from '../network.ts'

/** Nothing is wrong with the service, and nobody else may speak: only who is asked for the owner can tell. */
export const fault: Fault = {
  title:
    'the priority of the standby director is raised above that of the active one, and loaded: the VIPs move to it',
  kind: 'address',
  watch: {
    owner: {
      on: 'm',
      check: 'check_vip_conflict',
      argv: [
        ...['-H', vips.web, '-H', vips.web6, '--owner', 'd1'],
        ...['--director', `d1=${hosts.d1.mac}`, '--director', `d2=${hosts.d2.mac}`],
      ],
    },
  },
  cause: moveToSecond,
  seen: [
    {
      by: 'owner',
      rule: 'unexpected-owner',
      state: 'WARNING',
      names: [/192\.0\.2\.10|2001:db8::10/, `is held by d2 (${hosts.d2.mac})`, 'wanted d1'],
      within: 10,
    },
  ],
  mend: moveBack,
}
