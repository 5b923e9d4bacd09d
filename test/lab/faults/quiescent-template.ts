import type { Fault } from '../fault.ts'

const setting = 'net.ipv4.vs.expire_quiescent_template'

/** Nothing is broken before a real server fails: then its clients come back to it, and none of them is served. */
export const fault: Fault = {
  title:
    'the kernel of a director leads persistent clients to a real server of weight 0 (expire_quiescent_template is 0)',
  kind: 'director',
  cause: [{ on: 'd1', run: `sysctl -qw ${setting}=0` }],
  seen: [
    {
      by: 'director d1',
      rule: 'quiescent-template',
      state: 'WARNING',
      names: ['192.0.2.10 8080', '60 s', setting],
      advice: `sysctl -w ${setting}=1`,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: `sysctl -qw ${setting}=1` }],
}
