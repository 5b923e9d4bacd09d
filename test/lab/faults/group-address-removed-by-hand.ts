import type { Fault } from '../fault.ts'

/** The other address of the group goes on, so that whoever looks at it only sees nothing. */
export const fault: Fault = {
  title: 'one address of a virtual_server_group is taken out of the table',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -D -t 192.0.2.11:443' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'virtual-server-missing',
      state: 'CRITICAL',
      names: ['192.0.2.11:443 TCP is missing in the kernel'],
      advice: 'a reload does not bring it back',
      within: 3,
    },
  ],
  mend: [
    {
      on: 'd1',
      run: `ipvsadm -A -t 192.0.2.11:443 -s rr
ipvsadm -a -t 192.0.2.11:443 -r 192.0.2.21 -g
ipvsadm -a -t 192.0.2.11:443 -r 192.0.2.22 -g`,
    },
  ],
  port: 443,
}
