import type { Fault } from '../fault.ts'

const put = 'ipvsadm -e -t [2001:db8::10]:80 -r [2001:db8::24]:80 -g -w 1'

/** As before some work on it, and forgotten after it: it takes no new connections. */
export const fault: Fault = {
  title: 'a real server is drained with ipvsadm, and stays so',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -e -t [2001:db8::10]:80 -r [2001:db8::24]:80 -g -w 0' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'weight-differs',
      state: 'WARNING',
      names: ['[2001:db8::10]:80 TCP has 3 of 4 real servers up', '[2001:db8::24]:80 has weight 0'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
