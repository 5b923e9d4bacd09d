import { stopKeepalived } from '../changes.ts'
import { startKeepalived } from '../cluster.ts'
import { nobodyAnswers, nobodyHolds } from '../failover.ts'
import type { Fault, Seen } from '../fault.ts'
import { directors } from '../network.ts'

export const fault: Fault = {
  title: 'keepalived is stopped on both directors: nobody is MASTER',
  kind: 'director',
  // The standby one first, or the VIPs would move in between.
  cause: (['d2', 'd1'] as const).map(on => ({ on, run: stopKeepalived })),
  seen: [
    nobodyHolds,
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
    ...nobodyAnswers,
  ],
  mend: directors.map(on => ({ on, run: startKeepalived })),
}
