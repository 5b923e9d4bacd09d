import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'

const rip = '192.0.2.24:80'

/**
 * Its health check passes, so the directors go on sending it a quarter of all clients. One connection, as the usual
 * plugins make it, is well three times in four.
 */
export const fault: Fault = {
  title: 'one of four real servers answers with an error to everything but its health page',
  kind: 'service',
  cause: [{ on: 'r4', run: 'echo 500 >/run/mode' }],
  seen: [
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, '500', '1 of 4 real servers fails', rip],
      within: 6,
    },
    {
      by: 'web IPv6',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, '500'],
      within: 6,
    },
  ],
  mend: [{ on: 'r4', run: 'echo well >/run/mode' }],
}
