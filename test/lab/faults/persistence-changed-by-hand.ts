import type { Fault } from '../fault.ts'

const put = 'ipvsadm -E -t 192.0.2.10:8080 -s wlc -p 60'

/** /proc shows it in the kernel's own measure of time. */
export const fault: Fault = {
  title: 'a virtual server is made persistent for longer with ipvsadm',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -E -t 192.0.2.10:8080 -s wlc -p 600' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'persistence-differs',
      state: 'WARNING',
      names: ['192.0.2.10:8080 TCP: it is persistent for 600 s, 60 s are configured'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
