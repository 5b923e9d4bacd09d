import { aQuarterOf8 } from '../clients.ts'
import { edit, reload, restore } from '../edits.ts'
import type { Fault, Step } from '../fault.ts'
import { addressOf, directors } from '../network.ts'

const far = '203.0.113.24'
const [router, server] = [addressOf('x'), addressOf('r4')]

/** The stranger becomes a router, behind which the fourth real server has an address of another network. */
const behindRouter: readonly Step[] = [
  { on: 'r4', run: `ip address add ${far}/32 dev lo` },
  {
    on: 'x',
    run: `echo 1 >/proc/sys/net/ipv4/ip_forward
echo 0 >/proc/sys/net/ipv4/conf/all/send_redirects
echo 0 >/proc/sys/net/ipv4/conf/eth0/send_redirects
ip route add ${far}/32 via ${server}`,
  },
  ...directors.map(on => ({ on, run: `ip route add ${far}/32 via ${router}` })),
]

/** Its health check is routed, and passes. */
export const fault: Fault = {
  title: 'a real server of direct routing is moved behind a router',
  kind: 'configuration',
  cause: [
    ...behindRouter,
    ...directors.flatMap(on => [edit(on, `s/real_server ${server} 80 /real_server ${far} 80 /`), reload(on)]),
  ],
  seen: [
    ...directors.map(
      name =>
        ({
          by: `director ${name}`,
          rule: 'real-server-off-link',
          state: 'CRITICAL',
          names: [`real server ${far} of 192.0.2.10 80`, `behind the router ${router}`],
          advice: `ip route get ${far}`,
          within: 5,
        }) as const,
    ),
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      or: ['connections-failed'],
      state: 'CRITICAL',
      names: [aQuarterOf8],
      within: 12,
    },
  ],
  mend: [
    ...directors.flatMap(restore),
    ...directors.map(on => ({ on, run: `ip route del ${far}/32` })),
    {
      on: 'x',
      run: `ip route del ${far}/32
echo 0 >/proc/sys/net/ipv4/ip_forward
echo 1 >/proc/sys/net/ipv4/conf/all/send_redirects
echo 1 >/proc/sys/net/ipv4/conf/eth0/send_redirects`,
    },
    { on: 'r4', run: `ip address del ${far}/32 dev lo` },
  ],
}
