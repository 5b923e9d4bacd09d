/**
 * The faults and quiet days that every run of the tests plays: one of each sort. Those that are left, mostly twins of these for
 * the other family or another service, are played by `npm run lab -- matrix`: all of them take the two processors of a
 * pipeline longer than the gate may.
 */
export const gate: readonly string[] = [
  // Directors.
  ...[
    'keepalived-killed',
    'keepalived-stopped',
    'checkers-killed',
    'checkers-stopped',
    'vrrp-stopped',
    'ip-vs-missing',
  ],
  ...['table-flushed', 'vip-removed', 'vip-left-on-standby', 'split-brain', 'no-master', 'vrid-twice'],
  ...['sync-daemon-stopped', 'ip-forward-off'],
  // keepalived.conf.
  ...['config-not-loaded', 'brace-lost-in-globals', 'line-ends-of-windows', 'pair-vrid', 'pair-priority'],
  // Real servers.
  ...[
    'service-stopped',
    'service-hung',
    'service-answers-errors',
    'wrong-page',
    'slow-page',
    'service-on-rip-only',
  ],
  ...['removed-in-wrong-order', 'removed-in-right-order', 'arp-announce', 'firewall-drops', 'overload'],
  ...['tunnel-rp-filter', 'nat-gateway-wrong'],
  // The table.
  ...['real-server-removed-by-hand', 'weight-changed-by-hand', 'forwarding-changed-by-hand'],
  ...['virtual-server-added-by-hand', 'real-server-added-by-hand', 'sorry-server-active', 'quorum-lost'],
  // Who answers for a VIP, and the service behind it.
  ...['stranger-answers-arp', 'stranger-answers-ndp', 'real-server-answers-arp', 'stale-neighbour'],
  ...['real-server-broken-behind-healthy-vip', 'certificate-expires'],
  // A quiet day; the others take minutes, or a machine with time for each guest.
  'failover',
]
