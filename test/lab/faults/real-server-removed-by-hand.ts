import type { Fault } from '../fault.ts'

const put = 'ipvsadm -a -t 192.0.2.10:80 -r 192.0.2.23:80 -g -w 1'

/** keepalived believes that it is there, so neither its health checks nor a reload put it back. */
export const fault: Fault = {
  title: 'a real server is taken out of the table with ipvsadm',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -d -t 192.0.2.10:80 -r 192.0.2.23:80' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'real-server-missing',
      state: 'WARNING',
      names: ['192.0.2.10:80 TCP has 3 of 4 real servers up', '192.0.2.23:80 is missing'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
