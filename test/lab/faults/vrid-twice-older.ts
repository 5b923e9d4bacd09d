import type { Fault, Seen } from '../fault.ts'
import { directors } from '../network.ts'
import { startStranger, stopStranger } from '../stranger.ts'

/** It is refused for its version before anybody looks at its VIPs. */
export const fault: Fault = {
  title: 'another cluster, of VRRP version 2, uses the same virtual_router_id',
  kind: 'director',
  cause: [startStranger({ version: 2, priority: 50 })],
  seen: directors.map(
    (name): Seen => ({
      by: `director ${name}`,
      rule: 'log-errors',
      state: 'CRITICAL',
      names: ['VI_WEB refuses adverts of VRRP version 2', 'configured for version 3'],
      within: 12,
      advice: 'another cluster uses this virtual_router_id. See who sends: tcpdump -nn -v -c 20 -i eth0',
    }),
  ),
  mend: [stopStranger],
}
