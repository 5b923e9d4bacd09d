import type { Rules } from '../runtime/check.ts'

/** What check_lvs_director can say, outages first. */
export const directorRules = {
  'vip-bound-without-keepalived': {
    state: 'CRITICAL',
    when: 'a VIP is on an interface although keepalived does not run: it was left behind, and the other director takes it over',
    reads: ['processes', 'keepalived.conf', 'ip address'],
  },
  'keepalived-not-running': {
    state: 'CRITICAL',
    when: 'there is no keepalived: its pid files lead to none, and it is not among the processes of this host',
    reads: ['processes'],
  },
  'keepalived-unknown': {
    state: 'UNKNOWN',
    when: 'the processes of this host cannot be seen, so whether keepalived runs is not known',
    reads: ['processes'],
  },
  'keepalived-stopped': {
    state: 'CRITICAL',
    when: 'a process of keepalived is stopped by a signal: it is there and does nothing',
    reads: ['processes'],
  },
  'child-missing': {
    state: 'CRITICAL',
    when: 'virtual servers are configured and keepalived has no checkers process, or instances and no VRRP process',
    reads: ['processes', 'keepalived.conf'],
  },
  'ip-vs-missing': {
    state: 'CRITICAL',
    when: 'virtual servers are configured and the kernel has no IPVS: the module ip_vs is not loaded',
    reads: ['ip_vs table', 'keepalived.conf'],
  },
  'table-empty': {
    state: 'CRITICAL',
    when: 'virtual servers are configured and the kernel has none',
    reads: ['ip_vs table', 'keepalived.conf'],
  },
  'table-unreadable': { state: 'UNKNOWN', when: 'the IPVS table cannot be read', reads: ['ip_vs table'] },
  'interface-down': {
    state: 'CRITICAL',
    when: 'the interface of an instance is not there, is down or has no carrier',
    reads: ['ip address', 'keepalived.conf'],
  },
  'vip-partly-bound': {
    state: 'CRITICAL',
    when: 'some VIPs of an instance are bound and some are not',
    reads: ['ip address', 'keepalived.conf'],
  },
  'sync-group-torn': {
    state: 'CRITICAL',
    when: 'some instances of a vrrp_sync_group hold their VIPs here and some do not: what belongs together is on two directors',
    reads: ['ip address', 'keepalived.conf'],
  },
  'vip-missing-on-master': {
    state: 'CRITICAL',
    when: 'by the log an instance is MASTER, and none of its VIPs is bound',
    reads: ['ip address', 'keepalived.conf', 'journal', 'log file'],
  },
  'vip-bound-on-backup': {
    state: 'CRITICAL',
    when: 'by the log an instance is not MASTER, and VIPs of it are bound: the MASTER holds them as well',
    reads: ['ip address', 'keepalived.conf', 'journal', 'log file'],
  },
  'vip-duplicate': {
    state: 'CRITICAL',
    when: 'the kernel does not use an IPv6 VIP, because another host answered when it looked for the address',
    reads: ['ip address', 'keepalived.conf'],
  },
  'instance-fault': {
    state: 'CRITICAL',
    when: 'by the log an instance is in FAULT state: it cannot become MASTER',
    reads: ['journal', 'log file', 'ip address', 'keepalived.conf'],
  },
  'addresses-unreadable': {
    state: 'UNKNOWN',
    when: 'the addresses of this host cannot be read',
    reads: ['ip address'],
  },
  'real-server-off-link': {
    state: 'CRITICAL',
    when: 'a real server that is forwarded to by DR lies behind a router, so that no client reaches it while its health checks pass',
    reads: ['keepalived.conf', 'ip address', 'ip route get'],
  },
  'ip-forward-off': {
    state: 'CRITICAL',
    when: 'real servers are reached by NAT and the kernel does not forward packets of their family',
    reads: ['sysctls', 'keepalived.conf'],
  },
  'role-unexpected': {
    state: 'WARNING',
    when: 'an instance has another role than --role wants, by its VIPs',
    reads: ['ip address', 'keepalived.conf'],
  },
  'no-such-instance': {
    state: 'UNKNOWN',
    when: '--role names an instance that is not configured, or one without VIPs whose role is not known',
    reads: ['keepalived.conf'],
  },
  'sync-daemon-missing': {
    state: 'WARNING',
    when: 'lvs_sync_daemon is configured, and the sync daemon does not run in the role it should have',
    reads: ['udp sockets', 'ip address', 'keepalived.conf'],
  },
  'child-respawning': {
    state: 'WARNING',
    when: 'a process of keepalived was started again within the time of --since',
    reads: ['processes', 'journal', 'log file'],
  },
  'config-unreadable': {
    state: 'UNKNOWN',
    when: 'keepalived.conf cannot be read, so what should be here is not known',
    reads: ['keepalived.conf'],
  },
  'nothing-configured': {
    state: 'UNKNOWN',
    when: 'keepalived.conf has neither an instance nor a virtual server',
    reads: ['keepalived.conf'],
  },
  'config-not-loaded': {
    state: 'WARNING',
    when: 'keepalived.conf or a file that it includes was changed and not loaded since, for longer than --loaded-within',
    reads: ['keepalived.conf', 'processes', 'journal', 'log file', 'systemctl show'],
  },
  'nodest-blackhole': {
    state: 'WARNING',
    when: 'real servers come and go and net.ipv4.vs.expire_nodest_conn is 0: packets of their connections are dropped in silence',
    reads: ['sysctls', 'journal', 'log file'],
  },
  'quiescent-template': {
    state: 'WARNING',
    when: 'a virtual server has persistence and inhibit_on_failure, and net.ipv4.vs.expire_quiescent_template is 0: clients go on to a real server that has failed',
    reads: ['keepalived.conf', 'sysctls'],
  },
  'conntrack-full': {
    state: 'range',
    when: 'the connection tracking table of the kernel fills up',
    reads: ['sysctls'],
  },
  'log-errors': {
    state: 'range',
    when: 'keepalived or the kernel tell of errors in the log, within the time of --since',
    reads: ['journal', 'log file', 'kernel log'],
  },
  flapping: {
    state: 'range',
    when: 'an instance changes its role again and again, within the time of --since',
    reads: ['journal', 'log file'],
  },
  'log-unreadable': {
    state: 'UNKNOWN',
    when: 'the log, or a part of it, cannot be read (--no-log leaves it out)',
    reads: ['journal', 'log file', 'kernel log'],
  },
  'host-down': {
    state: 'CRITICAL',
    when: 'with -H: neither ping nor the TCP port is answered',
    reads: ['ping', 'connections'],
  },
  'no-ping-reply': {
    state: 'WARNING',
    when: 'with -H: the host answers on the TCP port and not to ping',
    reads: ['ping', 'connections'],
  },
  'port-closed': {
    state: 'WARNING',
    when: 'with -H: the host answers ping and not on the TCP port',
    reads: ['ping', 'connections'],
  },
  'cannot-ask': {
    state: 'UNKNOWN',
    when: 'with -H: the name has no address, or ping cannot be run here',
    reads: ['ping', 'connections'],
  },
} as const satisfies Rules

export type DirectorRule = keyof typeof directorRules
