import type { Fault } from '../fault.ts'
import { moveBack, moveToSecond } from '../move.ts'
import { hosts, vips } from '../network.ts'

export const fault: Fault = {
  title:
    'the VIPs fail over and back while the switch keeps multicasts from the monitoring host: it hears no unsolicited neighbour advertisement',
  kind: 'address',
  cause: [
    ...moveToSecond,
    // Asked for and answered, so that the kernel trusts it for a quarter of a minute at least.
    { on: 'm', run: `ip -6 neigh flush to ${vips.web6}\nping -q -c 1 ${vips.web6} >/dev/null` },
    { on: 'lab', run: 'bridge link set dev outer-m mcast_flood off' },
    ...moveBack,
  ],
  seen: [
    {
      by: 'conflict',
      rule: 'stale-neighbour',
      state: 'WARNING',
      names: [
        vips.web6,
        `d2 (${hosts.d2.mac})`,
        `d1 (${hosts.d1.mac}) answers`,
        'unsolicited neighbour advertisement',
      ],
      within: 10,
    },
  ],
  mend: [{ on: 'lab', run: 'bridge link set dev outer-m mcast_flood on' }],
}
