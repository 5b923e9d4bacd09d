import type { Fault } from '../fault.ts'

const put = 'ipvsadm -E -t 192.0.2.10:8080 -s wlc -p 60'

/** Whoever changes the scheduler with ipvsadm and does not name the persistence again has taken it off. */
export const fault: Fault = {
  title: 'the persistence of a virtual server is taken off with ipvsadm',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -E -t 192.0.2.10:8080 -s wlc' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'persistence-differs',
      state: 'WARNING',
      names: ['192.0.2.10:8080 TCP: it is not persistent, 60 s are configured'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
