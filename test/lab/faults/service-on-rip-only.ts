import { aQuarterOf8, ifItIsTheirs } from '../clients.ts'
import { startService, stopService, untilComplete } from '../cluster.ts'
import type { Fault } from '../fault.ts'
import { addressOf, vips } from '../network.ts'

const [rip, rip6] = [addressOf('r1'), addressOf('r1', 6)]
/** The restart is over for the directors. */
const settled = `sleep 4\n${untilComplete}`

/** Health checks ask there, and there it answers. */
export const fault: Fault = {
  title: 'the service of a real server listens on the addresses of its own alone, not on the VIPs',
  kind: 'real server',
  cause: [
    {
      on: 'r1',
      run: `${stopService}${startService(rip)}mv /run/service.pid /run/other.pid\n${startService(rip6)}`,
    },
    { on: 'd1', run: settled },
    { on: 'd2', run: untilComplete },
  ],
  seen: [
    {
      by: 'real server r1',
      rule: 'service-not-on-vip',
      state: 'CRITICAL',
      names: [`listen on ${rip}`, `not on the VIP ${vips.web}`, 'health checks'],
      within: 3,
    },
    {
      by: 'web IPv4',
      rule: 'vip-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'connection refused', 'all 4 real servers answer directly', 'the VIP on each'],
      advice: "ss -lnt 'sport = :80'",
      within: 3,
    },
    {
      by: 'web IPv6',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [aQuarterOf8, 'connection refused'],
      within: 3,
    },
    {
      by: 'with sorry server',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`${vips.web}:8000`, 'connection refused'],
      within: 3,
    },
    {
      by: 'by tunnel',
      rule: 'connections-failed',
      state: 'CRITICAL',
      names: [`${vips.web}:8082`, 'connection refused'],
      within: 3,
    },
  ],
  maySpeak: ifItIsTheirs('refused'),
  mend: [{ on: 'r1', run: `${stopService}kill $(cat /run/other.pid)\nsleep 0.5\n${startService()}` }],
}
