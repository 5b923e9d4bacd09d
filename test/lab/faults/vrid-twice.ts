import type { Fault, Seen } from '../fault.ts'
import { directors } from '../network.ts'
import { startStranger, stopStranger } from '../stranger.ts'

/** Each refuses the adverts of the other and stays what it is, so that nothing but the log tells. */
export const fault: Fault = {
  title: 'another cluster on the network uses the same virtual_router_id',
  kind: 'director',
  cause: [startStranger({ version: 3, priority: 200 })],
  seen: directors.map(
    (name): Seen => ({
      by: `director ${name}`,
      rule: 'log-errors',
      state: 'CRITICAL',
      names: ['VI_WEB refuses adverts', 'another cluster uses the same virtual_router_id'],
      within: 12,
      advice: 'tcpdump -nn -v -c 20 -i eth0 ip proto 112',
    }),
  ),
  mend: [stopStranger],
}
