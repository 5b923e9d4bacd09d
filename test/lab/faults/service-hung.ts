import { aQuarterOf8 } from '../clients.ts'
import type { Fault } from '../fault.ts'

/** The health check is blind to it, and so is a check of one connection three times in four. */
export const fault: Fault = {
  title:
    'the service of one of four real servers takes every request and never answers, but for its health page',
  kind: 'service',
  cause: [{ on: 'r3', run: 'echo hang >/run/mode' }],
  seen: [
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'no answer in 7 s', '1 of 4 real servers fails: 192.0.2.23:80'],
      within: 12,
    },
    {
      by: 'web IPv6',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: ['[2001:db8::10]:80', aQuarterOf8, 'no answer in 7 s'],
      within: 12,
    },
  ],
  mend: [{ on: 'r3', run: 'echo well >/run/mode' }],
}
