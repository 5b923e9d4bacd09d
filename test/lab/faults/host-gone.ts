import { roleOfSecond, takenOver } from '../failover.ts'
import type { Fault, Seen } from '../fault.ts'

/** Its cables are pulled: for all others it is as if it had no power, and in the lab it can still be asked what it sees. */
export const fault: Fault = {
  title: 'the active director is cut off from all networks',
  kind: 'director',
  watch: roleOfSecond,
  cause: [{ on: 'lab', run: 'ip link set outer-d1 down\nip link set inner-d1 down' }],
  seen: [
    { by: 'host d1', rule: 'host-down', state: 'CRITICAL', names: ['192.0.2.2 is down'], within: 15 },
    takenOver,
    {
      by: 'director d1',
      rule: 'interface-down',
      state: 'CRITICAL',
      names: ['the interface eth0 of VI_WEB, VI_WEB6 has no carrier'],
      within: 3,
    },
    {
      by: 'drift d1',
      rule: 'no-real-server',
      state: 'CRITICAL',
      names: ['no usable real server'],
      within: 15,
      before: ['real-server-missing', 'real-server-inhibited', 'quorum-lost', 'sorry-server-active'],
    } satisfies Seen,
  ],
  mend: [{ on: 'lab', run: 'ip link set outer-d1 up\nip link set inner-d1 up' }],
}
