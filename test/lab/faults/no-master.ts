import { stopKeepalived } from '../changes.ts'
import { startKeepalived } from '../cluster.ts'
import { servicesFail, singleConnectionsFail } from '../failover.ts'
import type { Fault, Seen } from '../fault.ts'

const directors = ['d1', 'd2'] as const

export const fault: Fault = {
  title: 'keepalived is stopped on both directors: nobody is MASTER',
  kind: 'director',
  // The standby one first, or the VIPs would move in between.
  cause: (['d2', 'd1'] as const).map(on => ({ on, run: stopKeepalived })),
  seen: [
    {
      by: 'conflict',
      rule: 'vip-unanswered',
      state: 'CRITICAL',
      names: [/192\.0\.2\.10|2001:db8::10/, 'is held by nobody'],
      within: 12,
      advice: 'systemctl status keepalived',
    },
    ...directors.flatMap((name): Seen[] => [
      {
        by: `director ${name}`,
        rule: 'keepalived-not-running',
        state: 'CRITICAL',
        names: ['keepalived is not running', 'it was stopped in order'],
        within: 3,
        advice: 'systemctl start keepalived',
      },
      {
        by: `drift ${name}`,
        rule: 'virtual-server-missing',
        state: 'CRITICAL',
        names: ['all 13 virtual servers', 'the IPVS table is empty'],
        within: 3,
        advice: 'systemctl start keepalived',
      },
    ]),
    {
      by: 'ping',
      rule: 'no-reply',
      state: 'CRITICAL',
      names: ['192.0.2.10'],
      within: 12,
      before: ['unreachable'],
    },
    ...servicesFail,
  ],
  maySpeak: singleConnectionsFail,
  mend: directors.map(on => ({ on, run: startKeepalived })),
}
