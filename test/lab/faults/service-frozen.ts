import { aQuarterOf8, ifItIsTheirs } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'

/** The kernel goes on taking connections for it, so that a TCP_CHECK finds it well. */
export const fault: Fault = {
  title: "the process of a real server's service is stopped with SIGSTOP",
  kind: 'real server',
  cause: [{ on: 'r1', run: 'kill -STOP $(cat /run/service.pid)' }],
  seen: [
    {
      by: 'real server r1',
      rule: 'not-accepted',
      state: 'WARNING',
      names: [/connections? waits? on ports? .*80/, 'to be accepted'],
      advice: 'T is stopped',
      within: 12,
    },
    {
      by: 'web IPv6',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'no answer in 7 s'],
      within: 12,
    },
    {
      by: 'with sorry server',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: ['192.0.2.10:8000', 'no answer in 7 s'],
      within: 12,
    },
    {
      by: 'by tunnel',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: ['192.0.2.10:8082', 'no answer in 7 s'],
      within: 12,
    },
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.21:80 no answer in 7 s'],
      within: 14,
      // Until the directors have taken it out, which HTTP_GET makes them do.
      before: ['vip-failed'],
    },
    ...inBothTables({
      rule: 'real-server-missing',
      state: 'WARNING',
      names: ['192.0.2.21'],
      within: 14,
      before: ['real-server-inhibited'],
    }),
  ],
  maySpeak: ifItIsTheirs('no-answer'),
  mend: [{ on: 'r1', run: 'kill -CONT $(cat /run/service.pid)' }],
}
