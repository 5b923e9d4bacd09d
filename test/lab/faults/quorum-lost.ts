import { openPort, refusePort } from '../edits.ts'
import type { Fault } from '../fault.ts'

const broken = ['r2', 'r3', 'r4'] as const
const down = ['192.0.2.22:80', '192.0.2.23:80', '192.0.2.24:80']

/** The last real server serves on, and has all of the load. */
export const fault: Fault = {
  title: 'three of four real servers fail, and the quorum is two',
  kind: 'table',
  cause: refusePort(broken, 80),
  seen: [
    {
      by: 'drift d1',
      rule: 'quorum-lost',
      state: 'CRITICAL',
      names: ['192.0.2.10:80 TCP has lost its quorum', 'sum up to 1 and 2 is wanted', ...down],
      before: ['real-server-missing'],
      within: 12,
    },
    {
      by: 'drift d2',
      rule: 'quorum-lost',
      state: 'CRITICAL',
      names: ['192.0.2.10:80 TCP has lost its quorum', ...down],
      before: ['real-server-missing'],
      within: 12,
    },
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.22', '192.0.2.23', '192.0.2.24'],
      before: ['connections-failed', 'vip-failed'],
      within: 12,
    },
  ],
  mend: openPort(broken, 80),
}
