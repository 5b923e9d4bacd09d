import type { Fault } from '../fault.ts'

const put = 'ipvsadm -D -t 192.0.2.10:9000'

export const fault: Fault = {
  title: 'a virtual server is added with ipvsadm, and is in no configuration',
  kind: 'table',
  cause: [
    {
      on: 'd1',
      run: 'ipvsadm -A -t 192.0.2.10:9000 -s rr\nipvsadm -a -t 192.0.2.10:9000 -r 192.0.2.24 -g',
    },
  ],
  seen: [
    {
      by: 'drift d1',
      rule: 'virtual-server-stray',
      state: 'WARNING',
      names: ['192.0.2.10:9000 TCP is in the kernel with 1 real server and not in'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
