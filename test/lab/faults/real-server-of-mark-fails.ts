import { openPort, refusePort } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { markPort } from '../network.ts'

export const fault: Fault = {
  title: 'a real server behind a firewall mark fails',
  kind: 'table',
  cause: refusePort(['r2'], markPort),
  seen: (['drift d1', 'drift d2'] as const).map(by => ({
    by,
    rule: 'real-server-missing',
    state: 'WARNING',
    names: ['FWM 1 has 1 of 2 real servers up', '192.0.2.22:0 is missing'],
    within: 12,
  })),
  mend: openPort(['r2'], markPort),
}
