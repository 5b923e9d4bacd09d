import type { TroubleKind } from './trouble-kind.ts'
import { word } from './words.ts'

const source = 'kernel'

/**
 * What the kernel says that matters to a director. Martian sources are left out: they are noise of the neighbourhood
 * wherever log_martians is on.
 */
export const kernelTroubles: readonly TroubleKind[] = [
  {
    id: 'conntrack-full',
    state: 'critical',
    source,
    patterns: [/nf_conntrack: (?:nf_conntrack: )?table full, dropping packet/, /ip_conntrack: table full/],
    text: () => 'the connection tracking table of the kernel is full: packets are dropped',
    hint: 'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max; raise nf_conntrack_max, or take the traffic of the VIPs out of it with notrack where the method is DR or TUN',
  },
  {
    id: 'out-of-memory',
    state: 'critical',
    source,
    patterns: [/[Oo]ut of memory.{0,40}?: Kill(?:ed)? process (\d+) \((keepalived\S{0,20})\)/],
    text: ([, pid]) => `the kernel ran out of memory and killed keepalived's process ${word(pid)}`,
    hint: 'See who takes it: ps -eo rss,pid,args --sort=-rss; OOMScoreAdjust=-900 in a drop-in of keepalived.service protects it',
    subject: () => '',
  },
  {
    id: 'memory-short',
    state: 'warning',
    source,
    patterns: [/[Oo]ut of memory.{0,40}?: Kill(?:ed)? process (\d+) \(([^()]{1,40})\)/],
    text: ([, pid, name]) => `the kernel ran out of memory and killed process ${word(pid)} (${word(name)})`,
    hint: 'ps -eo rss,pid,args --sort=-rss',
    subject: () => '',
  },
  {
    id: 'crashed',
    state: 'warning',
    source,
    patterns: [/^(?:traps: )?keepalived\[(\d+)\]:? (segfault|general protection|trap \w{1,20})/],
    text: ([, pid, how]) => `keepalived's process ${word(pid)} has crashed: ${word(how)}`,
    hint: 'An error in keepalived: keepalived --version, look for a newer one; coredumpctl info keepalived',
    subject: () => '',
    after: { 'child-died': '*', 'ipvs-missing': '*' },
  },
  {
    id: 'neighbours-full',
    state: 'warning',
    source,
    patterns: [/(?:neighbour: )?(arp_cache|ndisc_cache|[Nn]eighbou?r): (?:neighbor )?table overflow/],
    text: ([, which]) =>
      `the neighbour table of the kernel (${word(which)}) is full: hosts on the network are not reached`,
    hint: 'ip -s neigh show; sysctl net.ipv4.neigh.default.gc_thresh3 net.ipv6.neigh.default.gc_thresh3, and raise it',
  },
  {
    id: 'link-down',
    state: 'warning',
    source,
    patterns: [
      /(?:^|[ :])([\w.@-]{1,20})(?: \(\w{1,20}\))?: (?:NIC )?[Ll]ink (?:is )?[Dd]own/,
      // igb names the interface twice, bnx2 what the link is made of.
      /(?:^|[ :])([\w.@-]{1,20}):? NIC (?:\w{1,20} )?[Ll]ink is [Dd]own/,
      /^\w{1,20}: \((?:slave|port) (\S{1,20})\): link status definitely down/,
      /^\w{1,20}: link status definitely down for interface (\S{1,20}),/,
    ],
    text: ([, device]) => `the interface ${word(device)} went down`,
    hint: ([, device]) => `ip -s link show ${word(device)}; ethtool ${word(device)}`,
  },
  {
    id: 'duplicate-address',
    state: 'critical',
    source,
    patterns: [/^IPv6: (\S{1,20}): IPv6 duplicate address (\S{1,50})(?: used by (\S{1,20}))? detected/],
    text: ([, device, address, mac]) =>
      `${word(address)} on ${word(device)} is in use by another host${mac === undefined ? '' : `, ${word(mac)}`}: this host does not use it`,
    hint: ([, device, address]) =>
      `ndisc6 -m ${word(address)} ${word(device)}; ip -6 neigh show dev ${word(device)}`,
    subject: ([, device, address]) => `${device} ${address}`,
  },
  {
    id: 'scheduler-missing',
    state: 'critical',
    source,
    patterns: [/^IPVS: Scheduler module (ip_vs_\w{1,30}) not found/],
    text: ([, module]) =>
      `the kernel has no module ${word(module)}: virtual servers with this scheduler are not in its table`,
    hint: ([, module]) => `modprobe ${word(module)}; systemctl restart keepalived`,
  },
  {
    id: 'no-destination',
    state: 'warning',
    source,
    patterns: [
      /^IPVS: (\w{1,10}): (\S{1,10} \S{1,60}|FWM \d+)(?: 0x[0-9A-F]{1,8})? - (?:no destination available|all destinations overloaded)/,
    ],
    text: ([, , service]) => `IPVS has refused connections to ${word(service)}: it had no usable real server`,
    hint: 'check_ipvs_drift; ipvsadm -Ln',
    subject: ([, , service = '']) => service,
  },
  {
    id: 'ipvs-error',
    state: 'warning',
    source,
    patterns: [/^IPVS: (.{0,60}(?:[Ee]rror|ERROR|no memory|out of memory|failed|[Cc]annot|can't).{0,100})/],
    text: ([, what]) => `IPVS in the kernel says: ${word(what, 120)}`,
    subject: ([, what = '']) => what.replace(/\d+/g, ''),
  },
  {
    id: 'nic-stalled',
    state: 'warning',
    source,
    patterns: [/NETDEV WATCHDOG: (?:CPU: \d+: )?(\S{1,20}) .{0,60}transmit queue \d+ timed out/],
    text: ([, device]) => `the network card of ${word(device)} did not send for seconds and was reset`,
    hint: ([, device]) => `ethtool -i ${word(device)}; a driver or firmware error: dmesg -T`,
  },
  {
    id: 'host-stalled',
    state: 'warning',
    source,
    patterns: [
      /BUG: soft lockup - CPU#\d+ stuck for (\d+)s/,
      /rcu\S{0,20}:? .{0,20}detected (?:expedited )?stalls/,
      /clocksource: Long readout interval/,
      /task \S{1,40} blocked for more than (\d+) seconds/,
    ],
    text: ([, seconds]) =>
      `this host stood still${seconds === undefined ? '' : ` for ${seconds} s`}: VRRP adverts and health checks were late`,
    hint: 'A virtual machine that was paused, migrated or starved, or a disk that does not answer: dmesg -T',
    subject: () => '',
  },
]
