import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

const add = `ipvsadm -a -t ${vips.web}:80 -g -r`

/** All goes well as long as the others do not balance it once more, too. */
export const fault: Fault = {
  title: 'a real server is a director as well, and its own IPVS table balances the VIP once more',
  kind: 'real server',
  cause: [
    {
      on: 'r1',
      run: `ipvsadm -A -t ${vips.web}:80 -s rr\n${add} 192.0.2.21\n${add} 192.0.2.22`,
    },
  ],
  seen: [
    {
      by: 'real server r1',
      rule: 'director-loop',
      state: 'WARNING',
      names: [vips.web, 'net.ipv4.vs.backup_only is 0'],
      advice: 'sysctl -w net.ipv4.vs.backup_only=1',
      within: 3,
    },
  ],
  mend: [{ on: 'r1', run: 'ipvsadm -C' }],
}
