import type { Fault } from '../fault.ts'

const put = 'ipvsadm -e -t 192.0.2.10:80 -r 192.0.2.24:80 -g -w 1'

/** Its answers do not come back through the director, so that clients get them from an address that they have not asked. */
export const fault: Fault = {
  title: 'a real server of direct routing is reached by NAT',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -e -t 192.0.2.10:80 -r 192.0.2.24:80 -m -w 1' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'forward-differs',
      state: 'CRITICAL',
      names: ['192.0.2.10:80 TCP', '192.0.2.24:80 is reached by NAT, DR is configured'],
      advice: put,
      within: 3,
    },
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: ['all 4 real servers answer', '192.0.2.10:80 fails on'],
      within: 14,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
