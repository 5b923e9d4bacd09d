import type { Fault } from '../fault.ts'

const refusal = 'INPUT -p udp --dport 53 -j REJECT'

export const fault: Fault = {
  title: 'the UDP service of a real server fails',
  kind: 'table',
  cause: [{ on: 'r2', run: `iptables -I ${refusal}` }],
  seen: (['drift d1', 'drift d2'] as const).map(by => ({
    by,
    rule: 'real-server-missing',
    state: 'WARNING',
    names: ['192.0.2.10:53 UDP has 1 of 2 real servers up', '192.0.2.22:53 is missing'],
    within: 12,
  })),
  mend: [{ on: 'r2', run: `iptables -D ${refusal}` }],
}
