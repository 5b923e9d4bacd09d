import { openPort, refusePort } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'

/** With inhibit_on_failure it stays in the table with weight 0. */
export const fault: Fault = {
  title: 'a real server with inhibit_on_failure fails',
  kind: 'table',
  cause: refusePort(['r1'], 8080),
  seen: [
    ...inBothTables({
      rule: 'real-server-inhibited',
      state: 'WARNING',
      names: ['192.0.2.10:8080 TCP has 1 of 2 real servers up', '192.0.2.21:8080 has weight 0'],
      within: 12,
    }),
  ],
  mend: openPort(['r1'], 8080),
  port: 8080,
}
