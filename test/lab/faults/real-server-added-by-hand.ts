import type { Fault } from '../fault.ts'

const put = 'ipvsadm -d -t [2001:db8::10]:8082 -r [2001:db8::23]:8082'

/** No health check asks it. */
export const fault: Fault = {
  title: 'a real server is added with ipvsadm, and is in no configuration',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -a -t [2001:db8::10]:8082 -r [2001:db8::23]:8082 -i -w 1' }],
  seen: [
    {
      by: 'drift d1',
      rule: 'real-server-stray',
      state: 'WARNING',
      names: ['[2001:db8::10]:8082 TCP has 1 real server too many', '[2001:db8::23]:8082'],
      advice: put,
      within: 3,
    },
  ],
  mend: [{ on: 'd1', run: put }],
}
