import type { Fault } from '../fault.ts'
import { vips } from '../network.ts'

const rule = `INPUT -d ${vips.web} -p icmp --icmp-type echo-request -j DROP`

/** Whoever watches the VIP by ping alone takes the cluster for dead. */
export const fault: Fault = {
  title: 'the packet filter of the active director drops ping to the VIP, and the service is well',
  kind: 'service',
  cause: [{ on: 'd1', run: `iptables -A ${rule}` }],
  seen: [{ by: 'ping', rule: 'no-reply', state: 'CRITICAL', names: [vips.web, 'no answer'], within: 12 }],
  mend: [{ on: 'd1', run: `iptables -D ${rule}` }],
}
