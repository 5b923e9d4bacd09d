import type { Rules } from '../runtime/check.ts'

/** What check_lvs_realserver can say. */
export const realServerRules = {
  'link-down': {
    state: 'CRITICAL',
    when: "every interface with the real server's own address, or in the network of the VIP where that is not told, is down or has no link",
    reads: ['ip address'],
  },
  'vip-not-bound': {
    state: 'CRITICAL',
    when: 'DR, TUN: the VIP is no address of this host while the service still listens: what directors forward here is lost, and their health checks stay green',
    reads: ['ip address', 'ip route', 'sockets'],
  },
  drained: {
    state: 'WARNING',
    when: 'the service is stopped and the VIP is gone: a planned removal, in the right order',
    reads: ['ip address', 'ip route', 'sockets'],
  },
  'service-down': {
    state: 'CRITICAL',
    when: 'nothing listens on a port of the service while the VIP is here (behind NAT: on the real server)',
    reads: ['sockets'],
  },
  'not-accepted': {
    state: 'WARNING',
    when: 'connections wait on a port of the service for two seconds and longer, and nobody accepts them as fast as they come: it hangs, or is overloaded',
    reads: ['sockets'],
  },
  'service-not-on-vip': {
    state: 'CRITICAL',
    when: 'the port is listened on elsewhere only, not on the VIP or on all addresses',
    reads: ['sockets'],
  },
  'arp-answers': {
    state: 'CRITICAL',
    when: 'this host answers for a VIP, or announces it, on an interface that faces the directors: arp_ignore and arp_announce as the kernel combines them, a VIP on the interface itself',
    reads: ['ip address', 'sysctls'],
  },
  'arp-silent': {
    state: 'WARNING',
    when: 'arp_ignore is 8: this host answers no ARP request, not for its own address either',
    reads: ['sysctls'],
  },
  'tunnel-down': {
    state: 'CRITICAL',
    when: 'TUN: no interface unpacks what directors send, or it is down',
    reads: ['ip address'],
  },
  'rp-filter': {
    state: 'CRITICAL',
    when: 'TUN: rp_filter drops what the tunnel interface has unpacked',
    reads: ['ip address', 'sysctls'],
  },
  mtu: {
    state: 'WARNING',
    when: 'TUN: the MTU of the tunnel interface does not leave room for the outer header',
    reads: ['ip address'],
  },
  'vip-netmask': {
    state: 'WARNING',
    when: 'the VIP on lo has a prefix shorter than 32 (IPv6: 128)',
    reads: ['ip address'],
  },
  gateway: {
    state: 'WARNING',
    when: 'NAT: the default route does not lead to the director',
    reads: ['ip route'],
  },
  'director-loop': {
    state: 'WARNING',
    when: 'this host is a backup director too, and its own IPVS table would balance what is forwarded here once more',
    reads: ['ip_vs table', 'sysctls'],
  },
  'firewall-refuses': {
    state: 'CRITICAL',
    when: 'a rule of the packet filter drops or rejects a port of the service, whoever asks, and no rule before it lets that in',
    reads: ['packet filter'],
  },
  firewall: {
    state: 'WARNING',
    when: 'the packet filter refuses what no rule lets in, and no rule is seen for a port of the service',
    reads: ['packet filter'],
  },
  load: {
    state: 'range',
    when: 'the load average per core is outside of -w or -c',
    reads: ['load'],
  },
  'no-entry': {
    state: 'UNKNOWN',
    when: 'keepalived.conf has no real server with an address of this host',
    reads: ['keepalived.conf', 'ip address'],
  },
  'mark-without-vip': {
    state: 'UNKNOWN',
    when: 'keepalived.conf forwards a firewall mark to this host, and --vip does not say which VIPs that are',
    reads: ['keepalived.conf'],
  },
  'too-many': {
    state: 'UNKNOWN',
    when: 'more services are named than are looked at',
    reads: ['keepalived.conf'],
  },
  'config-unreadable': {
    state: 'UNKNOWN',
    when: 'keepalived.conf cannot be read',
    reads: ['keepalived.conf'],
  },
  'addresses-unreadable': {
    state: 'UNKNOWN',
    when: 'the addresses of this host cannot be read',
    reads: ['ip address', 'ip route'],
  },
  'sockets-unreadable': { state: 'UNKNOWN', when: 'what listens cannot be read', reads: ['sockets'] },
  'settings-unreadable': {
    state: 'UNKNOWN',
    when: 'a setting of the kernel or the default route cannot be read, or an interface of --interface is not there',
    reads: ['sysctls', 'ip route'],
  },
  'load-unreadable': {
    state: 'UNKNOWN',
    when: 'there are thresholds for the load, and it cannot be read',
    reads: ['load'],
  },
  'firewall-unreadable': {
    state: 'UNKNOWN',
    when: 'with --firewall: the rules of the packet filter cannot be read',
    reads: ['packet filter'],
  },
  'no-reply': { state: 'CRITICAL', when: '-H: no packet of ping was answered and nobody said why' },
  unreachable: { state: 'CRITICAL', when: '-H: a router or this host says that there is no way' },
  loss: { state: 'range', when: '-H: packets of ping are lost, from 40 % (CRITICAL 80 %) on' },
  slow: { state: 'range', when: '-H: ping takes 200 ms (CRITICAL 500 ms) or longer' },
  duplicates: { state: 'WARNING', when: '-H: a packet was answered more than once' },
  'name-not-resolved': { state: 'UNKNOWN', when: '-H: the name has no address' },
  'no-ping': { state: 'UNKNOWN', when: '-H: there is no ping program on this host' },
  'not-permitted': { state: 'UNKNOWN', when: '-H: this user or this host may not send the packets' },
  'ping-hung': { state: 'UNKNOWN', when: '-H: the ping program did not end before the deadline' },
  'ping-failed': {
    state: 'UNKNOWN',
    when: '-H: the ping program said something that cannot be read',
  },
  'no-answer': { state: 'CRITICAL', when: '-H: nothing came before the deadline' },
  refused: { state: 'CRITICAL', when: '-H: the connection or the TLS handshake was refused' },
  'broken-off': {
    state: 'CRITICAL',
    when: '-H: the connection was closed before the answer was complete',
  },
  malformed: { state: 'CRITICAL', when: '-H: the answer is not one' },
  'certificate-untrusted': {
    state: 'CRITICAL',
    when: '-H: the certificate does not prove who answered',
  },
  status: {
    state: 'CRITICAL',
    when: '-H: the status is 5xx (4xx: warning) or not what -e wants',
  },
  content: { state: 'CRITICAL', when: '-H: the page does not have what -s wants' },
  'cannot-ask': { state: 'UNKNOWN', when: '-H: this host could not ask' },
} as const satisfies Rules

export type RealServerRule = keyof typeof realServerRules
