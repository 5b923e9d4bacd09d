import type { Fault } from '../fault.ts'
import { moveBack, moveToSecond } from '../move.ts'
import { hosts, vips } from '../network.ts'

/** The former MASTER still forwards what comes to it, and the service is well: until that one is switched off. */
export const fault: Fault = {
  title:
    'the VIPs fail over and back while the switch keeps broadcasts from the monitoring host: it hears no gratuitous ARP',
  kind: 'address',
  cause: [
    ...moveToSecond,
    // Asked for and answered, so that the kernel trusts it for a quarter of a minute at least.
    { on: 'm', run: `ip neigh flush to ${vips.web}\nping -q -c 1 ${vips.web} >/dev/null` },
    { on: 'lab', run: 'bridge link set dev outer-m bcast_flood off' },
    ...moveBack,
  ],
  seen: [
    {
      by: 'conflict',
      rule: 'stale-neighbour',
      state: 'WARNING',
      names: [vips.web, `d2 (${hosts.d2.mac})`, `d1 (${hosts.d1.mac}) answers`, 'gratuitous ARP'],
      within: 10,
    },
  ],
  mend: [{ on: 'lab', run: 'bridge link set dev outer-m bcast_flood on' }],
}
