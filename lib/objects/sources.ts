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
  ping: {
    what: 'ping of iputils',
    everybody: true,
    note: 'By the range net.ipv4.ping_group_range, or cap_net_raw on the program, as Debian installs it.',
    grants: ['setcap cap_net_raw+ep /usr/bin/ping'],
  },
  connections: { what: 'connections of its own, by TCP and TLS', everybody: true },
  secrets: {
    what: 'files that options name: passwords, keys, certificates',
    everybody: false,
    note: 'They should belong to the user of the check.',
    grants: ['install -o nagios -m 0400 FILE /etc/nagios/FILE'],
  },
  'peer and backups': {
    what: 'the copies of keepalived.conf that --peer and --backup name',
    everybody: false,
    note: 'As whoever copies them leaves them.',
    grants: ['setfacl -m u:nagios:r FILE'],
  },
  'keepalived -t': {
    what: 'keepalived -t, with --keepalived-test only',
    everybody: true,
    note: 'It reads what the user of the check may read.',
  },
  'ipvsadm -Sn': {
    what: 'ipvsadm -Sn, with --ipvsadm only',
    everybody: false,
    note: 'Root, or CAP_NET_ADMIN.',
    grants: ['nagios ALL=(root) NOPASSWD: /usr/sbin/ipvsadm -Sn'],
  },
  'ip_vs table': { what: '/proc/net/ip_vs', everybody: true },
  processes: {
    what: '/run/keepalived.pid and its like; stat, status, cmdline and net/dev of /proc/PID; /proc/uptime',
    everybody: true,
    note: 'Where /proc is mounted with hidepid, members of its gid= alone.',
    grants: [
      'groupadd -f procview; usermod -aG procview nagios; mount -o remount,hidepid=2,gid=procview /proc',
    ],
  },
  journal: {
    what: 'journalctl: the lines of keepalived',
    everybody: false,
    note: 'Members of systemd-journal or adm, or by sudo; files of syslog do where they are open. --no-log leaves it out.',
    grants: [
      'usermod -aG systemd-journal nagios',
      'nagios ALL=(root) NOPASSWD: /usr/bin/journalctl -o json --no-pager -r -n 2000 --output-fields\\=MESSAGE\\,PRIORITY\\,SYSLOG_IDENTIFIER\\,SYSLOG_PID\\,_PID\\,_TRANSPORT\\,UNIT SYSLOG_IDENTIFIER\\=Keepalived SYSLOG_IDENTIFIER\\=Keepalived_vrrp SYSLOG_IDENTIFIER\\=Keepalived_healthcheckers SYSLOG_IDENTIFIER\\=Keepalived_bfd SYSLOG_IDENTIFIER\\=keepalived + _SYSTEMD_UNIT\\=keepalived.service + UNIT\\=keepalived.service _PID\\=1',
    ],
  },
  'log file': {
    what: '/var/log/keepalived.log, /var/log/syslog, /var/log/messages, and the file before, or the one that --log names; where the journal has nothing of keepalived',
    everybody: false,
    note: 'Members of adm where that is the group of the file.',
    grants: ['usermod -aG adm nagios', 'setfacl -m u:nagios:r /var/log/messages'],
  },
  'kernel log': {
    what: 'journalctl: the lines of the kernel; else dmesg, or /var/log/kern.log',
    everybody: false,
    note: 'As the journal; dmesg is open to everybody where kernel.dmesg_restrict is 0.',
    grants: [
      'usermod -aG systemd-journal nagios',
      'nagios ALL=(root) NOPASSWD: /usr/bin/journalctl -o json --no-pager -r -n 2000 --output-fields\\=MESSAGE\\,PRIORITY\\,SYSLOG_IDENTIFIER\\,SYSLOG_PID\\,_PID\\,_TRANSPORT\\,UNIT _TRANSPORT\\=kernel',
    ],
  },
  'udp sockets': { what: '/proc/net/udp, udp6', everybody: true },
  'systemctl show': {
    what: 'systemctl show keepalived.service',
    everybody: true,
    note: 'Asked only where keepalived.conf is newer than keepalived.',
  },
  accounts: { what: '/etc/passwd and /etc/group; getent for what is not in them', everybody: true },
  interfaces: { what: '/proc/self/net/dev', everybody: true },
  'ip address': { what: 'ip -j -d address show', everybody: true },
  'ip route': {
    what: 'ip -j route show table local type local, ip -j route show default, for each family',
    everybody: true,
  },
  'ip route get': {
    what: 'ip -j route get VIP, or the address of a real server that is in no network of this host',
    everybody: true,
  },
  'ip neighbour': { what: 'ip -j neigh show', everybody: true },
  arping: {
    what: 'arping, of iputils, Thomas Habets or BusyBox: requests for a VIP of IPv4',
    everybody: false,
    note: 'With cap_net_raw on the program, as Debian installs that of iputils; without it, by sudo.',
    grants: [
      'setcap cap_net_raw+ep /usr/bin/arping',
      'nagios ALL=(root) NOPASSWD: /usr/bin/arping -b -c 3 -I eth0 192.0.2.10',
    ],
  },
  ndisc6: {
    what: 'ndisc6: neighbour solicitations for a VIP of IPv6',
    everybody: false,
    note: 'Debian installs it setuid root; elsewhere cap_net_raw does, or sudo.',
    grants: [
      'setcap cap_net_raw+ep /usr/bin/ndisc6',
      'nagios ALL=(root) NOPASSWD: /usr/bin/ndisc6 -m -n -r 1 -w 700 2001\\:db8\\:\\:10 eth0',
    ],
  },
  tcpdump: {
    what: 'tcpdump, with --listen only',
    everybody: false,
    note: 'Root, or cap_net_raw on the program for members of a group that may run it.',
    grants: [
      'setcap cap_net_raw+ep /usr/bin/tcpdump',
      'nagios ALL=(root) NOPASSWD: /usr/bin/timeout 5 /usr/bin/tcpdump -n -l -e -t -v -i eth0 -c 500 ip\\ proto\\ 112\\ or\\ ip6\\ proto\\ 112',
    ],
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
