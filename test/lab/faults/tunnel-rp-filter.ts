import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

const loose = 'sysctl -w net.ipv4.conf.tunl0.rp_filter=2'

/** As a distribution sets it: what comes out of the tunnel has the client as its source, which eth0 leads to. */
export const fault: Fault = {
  title: 'rp_filter is 1 on a real server behind a tunnel, which drops what it has unpacked',
  kind: 'real server',
  cause: [{ on: 'r1', run: 'sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.tunl0.rp_filter=1' }],
  seen: [
    {
      by: 'real server r1',
      rule: 'rp-filter',
      state: 'CRITICAL',
      names: ['tunl0', vips.web, 'rp_filter is 1'],
      advice: `ip address add ${vips.web}/32 dev tunl0 && ${loose}`,
      within: 3,
    },
    {
      by: 'by tunnel',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`${vips.web}:8082`, 'no answer'],
      within: 3,
    },
  ],
  mend: [{ on: 'r1', run: 'sysctl -qw net.ipv4.conf.all.rp_filter=0 net.ipv4.conf.tunl0.rp_filter=0' }],
}
