import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'
import { inBothTables } from '../sightings.ts'
import { watchWeb6 } from '../watches.ts'

/** HTTP_GET sees it and TCP_CHECK does not: the kernel takes connections for a service that has stopped accepting them. */
export const fault: Fault = {
  title:
    'the service of a real server takes every request and never answers; a TCP_CHECK is content with that',
  kind: 'service',
  cause: [{ on: 'r3', run: 'echo hang+health >/run/mode' }],
  seen: [
    {
      by: 'web IPv6 and its real servers',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'no answer in 7 s', '1 of 4 real servers fails: [2001:db8::23]:80'],
      within: 12,
    },
    ...inBothTables({
      rule: 'real-server-missing',
      state: 'WARNING',
      names: ['192.0.2.10:80 TCP has 3 of 4 real servers up', '192.0.2.23:80'],
      within: 12,
    }),
    {
      by: 'web IPv4',
      rule: 'realserver-failed',
      state: 'WARNING',
      names: ['192.0.2.23:80 no answer in 7 s'],
      within: 14,
      // Until the directors have taken it out.
      before: ['vip-failed'],
    },
  ],
  // Not held to a number: the two would take each other's turns.
  maySpeak: { 'web IPv6': ['connections-failed'] },
  watch: { 'web IPv6 and its real servers': watchWeb6 },
  mend: [{ on: 'r3', run: 'echo well >/run/mode' }],
}
