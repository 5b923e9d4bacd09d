import { stopKeepalived } from '../changes.ts'
import { startKeepalived } from '../cluster.ts'
import { nobodyAnswers, nobodyHolds } from '../failover.ts'
import type { Fault, Seen } from '../fault.ts'
import { directors } from '../network.ts'

const modules = 'ip_vs_rr ip_vs_wrr ip_vs_wlc ip_vs_lc ip_vs_sh ip_vs'
/** It has seen by itself that it cannot go on. */
const untilEnded = 'while pidof keepalived >/dev/null; do sleep 0.2; done'
const file = '/lib/modules/$(uname -r)/kernel/net/netfilter/ipvs/ip_vs.ko'

/** As after an update of the kernel: its modules are no longer where it looks for them, and keepalived ends at once. */
export const fault: Fault = {
  title: 'the module ip_vs is missing on both directors when keepalived is started',
  kind: 'director',
  cause: [
    ...directors.map(on => ({ on, run: `${stopKeepalived}ipvsadm -C` })),
    { on: 'lab', run: `mv ${file} /tmp/\nrmmod ${modules}` },
    ...directors.map(on => ({ on, run: `${startKeepalived}${untilEnded}` })),
  ],
  seen: [
    ...directors.flatMap((name): Seen[] => [
      {
        by: `director ${name}`,
        rule: 'ip-vs-missing',
        state: 'CRITICAL',
        names: ['the module ip_vs is not loaded', '12 virtual servers'],
        within: 3,
        advice: 'modprobe ip_vs, then systemctl start keepalived',
      },
      {
        by: `drift ${name}`,
        rule: 'virtual-server-missing',
        state: 'CRITICAL',
        names: ['all 13 virtual servers', 'there is no IPVS in the kernel'],
        within: 3,
        advice: 'modprobe ip_vs',
      },
    ]),
    nobodyHolds,
    ...nobodyAnswers,
  ],
  mend: [
    { on: 'lab', run: `mv /tmp/ip_vs.ko ${file}` },
    ...directors.map(on => ({
      on,
      run: `modprobe ip_vs\nsysctl -qw net.ipv4.vs.expire_nodest_conn=1 net.ipv4.vs.expire_quiescent_template=1\n${startKeepalived}`,
    })),
  ],
}
