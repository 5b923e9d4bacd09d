import type { Fault } from '../fault.ts'

const put = 'ipvsadm -e -f 1 -r 192.0.2.21:0 -g -w 1'

/** Half of the clients, by their address: whether the monitoring host is one of them is up to the hash. */
export const fault: Fault = {
  title: 'a real server behind the scheduler sh is drained, and sh-fallback is not set',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -e -f 1 -r 192.0.2.21:0 -g -w 0' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'clients-refused',
      state: 'CRITICAL',
      names: [
        'FWM 1',
        'refuses some of its clients: sh leads them to 192.0.2.21:0',
        'sh-fallback is not set',
      ],
      within: 3,
    },
  ],
  maySpeak: { 'by mark': ['refused'] },
  mend: [{ on: 'd1', run: put }],
}
