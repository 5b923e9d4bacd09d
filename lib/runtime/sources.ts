/**
 * What rules read, who may read it, and what to grant to who may not: the source of docs/permissions.md. A check needs
 * none of it for itself; only the page and its tests load this file.
 */
export interface Source {
  /** The file, or the call of a program. */
  readonly what: string
  /** A user of no privilege may: held to by a test that reads it as nobody. */
  readonly everybody: boolean
  /** Who else may, and what happens to the verdict without it, as one sentence. */
  readonly note?: string
  /** What to type or write so that the user of the check may, for each way there is. */
  readonly grants?: readonly string[]
}

export const sources = {
  'keepalived.conf': {
    what: '/etc/keepalived/keepalived.conf and what it includes',
    everybody: true,
    note: 'Many close it, because it holds passwords.',
    grants: ['setfacl -m u:nagios:r /etc/keepalived/keepalived.conf'],
  },
  'ip_vs table': { what: '/proc/net/ip_vs', everybody: true },
  'ip address': { what: 'ip -j -d address show', everybody: true },
  'ip route': {
    what: 'ip -j route show table local type local, ip -j route show default, for each family',
    everybody: true,
  },
  sysctls: { what: '/proc/sys/net', everybody: true },
  sockets: {
    what: 'netstat -lntuW, or /proc/net/tcp, udp, tcp6 and udp6; ss -Hlntu; /proc/net/sctp/eps',
    everybody: true,
  },
  load: { what: '/proc/loadavg, /sys/devices/system/cpu/online', everybody: true },
  'packet filter': {
    what: 'nft -j list ruleset; iptables -S and ip6tables -S where the kernel has their tables',
    everybody: false,
    note: 'With CAP_NET_ADMIN it is read, by sudo only with --firewall; without it the rule keeps quiet.',
    grants: [
      'nagios ALL=(root) NOPASSWD: /usr/sbin/nft -j list ruleset',
      'nagios ALL=(root) NOPASSWD: /usr/sbin/iptables -S',
      'nagios ALL=(root) NOPASSWD: /usr/sbin/ip6tables -S',
    ],
  },
} as const satisfies Readonly<Record<string, Source>>

export type SourceId = keyof typeof sources
