import { openPort, refusePort } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Clients get a page, so that whoever only looks for an answer sees nothing. */
export const fault: Fault = {
  title: 'all real servers of a virtual server fail, and its sorry server serves',
  kind: 'table',
  cause: refusePort(['r1', 'r2'], 8000),
  seen: [
    {
      by: 'drift d1',
      rule: 'sorry-server-active',
      state: 'CRITICAL',
      names: [
        '192.0.2.10:8000 TCP is served by its sorry server 192.0.2.23:8000',
        '192.0.2.21:8000',
        '192.0.2.22:8000',
      ],
      before: ['real-server-missing'],
      within: 12,
    },
    {
      by: 'drift d2',
      rule: 'sorry-server-active',
      state: 'CRITICAL',
      names: ['192.0.2.10:8000 TCP', '192.0.2.23:8000'],
      before: ['real-server-missing'],
      within: 12,
    },
  ],
  mend: openPort(['r1', 'r2'], 8000),
  port: 8000,
}
