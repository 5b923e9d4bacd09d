import type { Fault } from '../fault.ts'

const put = 'ipvsadm -e -t 192.0.2.10:8080 -r 192.0.2.21:8080 -g -w 3'

export const fault: Fault = {
  title: 'the weight of a real server is changed with ipvsadm',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -e -t 192.0.2.10:8080 -r 192.0.2.21:8080 -g -w 30' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'weight-differs',
      state: 'WARNING',
      names: ['192.0.2.10:8080 TCP', '192.0.2.21:8080 has weight 30, 3 is configured'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
