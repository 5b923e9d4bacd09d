import { roleOfSecond, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** keepalived gives its VIPs away, and its health checks reach no real server of that network any more. */
export const fault: Fault = {
  title: 'the outer interface of the active director is taken down',
  kind: 'director',
  watch: roleOfSecond,
  cause: [{ on: 'd1', run: 'ip link set eth0 down' }],
  seen: [
    {
      by: 'director d1',
      rule: 'interface-down',
      state: 'CRITICAL',
      names: ['the interface eth0 of VI_WEB, VI_WEB6 is down'],
      within: 3,
      advice: 'ip link set eth0 up',
    },
    { by: 'host d1', rule: 'host-down', state: 'CRITICAL', names: ['192.0.2.2 is down'], within: 15 },
    {
      by: 'drift d1',
      rule: 'no-real-server',
      state: 'CRITICAL',
      names: ['no usable real server'],
      within: 15,
      // One after the other fails.
      before: ['real-server-missing', 'real-server-inhibited', 'quorum-lost', 'sorry-server-active'],
    },
    takenOver,
  ],
  mend: [
    // An interface that goes down loses its IPv6 addresses.
    { on: 'd1', run: 'ip link set eth0 up\nip address add 2001:db8::2/64 dev eth0 nodad' },
  ],
}
