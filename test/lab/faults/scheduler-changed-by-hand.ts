import type { Fault } from '../fault.ts'

const put = 'ipvsadm -E -t 192.0.2.10:8000 -s wrr'

export const fault: Fault = {
  title: 'the scheduler of a virtual server is changed with ipvsadm',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -E -t 192.0.2.10:8000 -s rr' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'scheduler-differs',
      state: 'WARNING',
      names: ["192.0.2.10:8000 TCP: the scheduler is 'rr', 'wrr' is configured"],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
