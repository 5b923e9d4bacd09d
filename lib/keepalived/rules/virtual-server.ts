import type { ConfigRules } from './rule.ts'

const atRunTime = 'keepalived says so in its log when it runs, and nothing from -t.'
const asIs = 'keepalived takes it as it is, without a word.'

/** What virtual servers can have wrong: lib/keepalived/{virtual-server*,real-server*,checker*}.ts. */
export const virtualServerRules = {
  'invalid-virtual-server': {
    state: 'CRITICAL',
    when: 'a virtual_server has no address, port or mark that keepalived takes, so that its whole block is passed over',
  },
  'invalid-real-server': {
    state: 'CRITICAL',
    when: 'a real_server has no address or port that keepalived takes, so that its whole block is passed over',
  },
  'invalid-sorry-server': {
    state: 'CRITICAL',
    when: 'a sorry_server has no address or port that keepalived takes, so that there is none',
  },
  'invalid-group-entry': {
    state: 'CRITICAL',
    when: 'an entry of a virtual_server_group is not taken',
  },
  'invalid-setting': {
    state: 'WARNING',
    when: 'a value in a virtual server, real server, check or SSL block is not taken, so that the default or what was set before stays',
  },
  'misread-number': {
    state: 'WARNING',
    when: 'a number in a virtual server is not written as one, and keepalived takes what it begins with',
  },
  'unknown-scheduler': { state: 'WARNING', when: 'lb_algo is none that keepalived knows' },
  'unknown-forwarding': {
    state: 'CRITICAL',
    when: 'lb_kind or lvs_method is none that keepalived knows, so that NAT or what was set before stays',
  },
  'unknown-protocol': { state: 'CRITICAL', when: 'protocol is none of TCP, UDP, SCTP' },
  'no-protocol': { state: 'WARNING', when: 'a virtual server names no protocol and becomes UDP' },
  'no-scheduler': { state: 'WARNING', when: 'a virtual server names no scheduler and gets wlc' },
  'no-forwarding': { state: 'WARNING', when: 'a virtual server names no forwarding method and gets NAT' },
  'no-real-servers': { state: 'CRITICAL', when: 'a virtual server has no real server and is left out' },
  'family-mismatch': {
    state: 'CRITICAL',
    when: 'a real or sorry server is of another address family than its virtual server and is left out',
  },
  'duplicate-real-server': { state: 'WARNING', when: 'a real server is in a virtual server twice' },
  'port-mismatch': {
    state: 'CRITICAL',
    when: 'a real server behind DR or TUN has another port than its virtual server: it is checked on its own and gets traffic on the other',
  },
  'ignored-port': {
    state: 'WARNING',
    when: 'a real server behind DR or TUN has a port that counts for nothing, as its virtual server is a fwmark or a group of several ports',
  },
  'no-weight': { state: 'CRITICAL', when: 'all real servers of a virtual server have the weight 0' },
  'quorum-reduced': { state: 'WARNING', when: 'a quorum is above the weight of all real servers together' },
  'hysteresis-reduced': { state: 'WARNING', when: 'hysteresis is not below the quorum' },
  'sorry-inhibit': {
    state: 'WARNING',
    when: 'a sorry server that is also a real server is to be inhibited in one place and not in the other',
  },
  'misplaced-sorry-setting': {
    state: 'WARNING',
    when: 'a line about the sorry server stands above it or there is none',
  },
  'misplaced-flag': {
    state: 'WARNING',
    when: 'a flag of a scheduler stands above lb_algo, or the scheduler has no such flag',
  },
  'cleared-ops': { state: 'WARNING', when: 'ops is set for TCP or SCTP' },
  'cleared-suspend': { state: 'WARNING', when: 'ha_suspend is set for a fwmark' },
  'forced-persistence': {
    state: 'WARNING',
    when: 'a virtual server has no port and becomes persistent by that',
  },
  'ignored-protocol': { state: 'WARNING', when: 'a protocol is set for a fwmark' },
  'empty-group': { state: 'CRITICAL', when: 'a virtual_server_group has no usable entry' },
  'mixed-group': {
    state: 'CRITICAL',
    when: 'a virtual_server_group has IPv4, IPv6 and a fwmark without a family',
  },
  'dropped-checker': {
    state: 'CRITICAL',
    when: 'a check lacks what it needs (a url, a misc_path, a name) and is dropped, so that its real server counts as up; without a url keepalived 2.2.7 may crash',
  },
  'dropped-url': { state: 'WARNING', when: 'a url of HTTP_GET or SSL_GET has no path' },
  'check-always-fails': { state: 'CRITICAL', when: 'a UDP_CHECK wants a reply that no length fits' },
  'old-setting': { state: 'WARNING', when: 'a keyword of a check is an old name that keepalived warns of' },
  'second-script': {
    state: 'WARNING',
    when: 'a notify_up, notify_down, quorum_up or quorum_down is set twice',
  },
  'second-ssl': { state: 'WARNING', when: 'SSL or a line of it is there twice' },
  'unreadable-script': {
    state: 'CRITICAL',
    when: 'the program of a notify script or a misc_path cannot be read; keepalived 2.2.7 crashes on such a misc_path',
  },
  'ignored-words': {
    state: 'WARNING',
    when: 'a line in a virtual server has words that count for nothing',
    silence:
      'keepalived drops them without a word: a check on the line of another keyword is no check, and alpha false is alpha.',
  },
  'repeated-setting': {
    state: 'WARNING',
    when: 'a keyword stands twice in one block with different values',
    silence: 'keepalived takes the last without a word.',
  },
  'foreign-flag': {
    state: 'WARNING',
    when: 'a flag of the mh scheduler is set for sh, or the other way round',
    silence: asIs,
  },
  'unknown-group': {
    state: 'CRITICAL',
    when: 'a virtual_server names a group that does not exist and is left out',
    silence: atRunTime,
  },
  'group-family': {
    state: 'CRITICAL',
    when: 'the real servers of a virtual server are of another family than its group, so that it is left out',
    silence: atRunTime,
  },
  'duplicate-group': {
    state: 'CRITICAL',
    when: 'a virtual_server_group is there twice and only the first counts',
    silence: asIs,
  },
  'duplicate-virtual-server': {
    state: 'CRITICAL',
    when: 'two virtual servers are the same service',
    silence: 'keepalived 2.2.7 mixes them: the kernel has the scheduler of one and the real servers of both.',
  },
  'collapsed-real-server': {
    state: 'WARNING',
    when: 'two real servers become the same by the port that keepalived gives them',
    silence: atRunTime,
  },
  'endless-range': {
    state: 'CRITICAL',
    when: 'an IPv4 range of a group spans more than one /24',
    silence:
      'keepalived 2.2.7 adds the services of one /24 in circles for ever, fills its log and never gets to the real servers.',
  },
  'cut-range': {
    state: 'CRITICAL',
    when: 'an IPv6 range of a group spans more than its last group of digits',
    silence: 'keepalived 2.2.7 makes fewer services than the range has, without a word.',
  },
  'zero-mark': {
    state: 'CRITICAL',
    when: 'a virtual_server has the fwmark 0',
    silence: 'keepalived takes it for an address that is not there, and makes a service of 255.255.255.255.',
  },
  unchecked: {
    state: 'WARNING',
    when: 'a real server has no check',
    silence: 'keepalived keeps it in the table whatever happens to it.',
  },
  'portless-check': {
    state: 'CRITICAL',
    when: 'a check has no port to connect to',
    silence: 'keepalived connects to port 0, so that the real server is never up.',
  },
  'reversed-thresholds': {
    state: 'CRITICAL',
    when: 'lthreshold of a real server is above its uthreshold',
    silence: 'the kernel refuses such a real server, so that it never comes into the table.',
  },
  'odd-granularity': {
    state: 'CRITICAL',
    when: 'persistence_granularity is a mask with gaps, as 24 is in IPv4',
    silence: 'keepalived reads 24 as the mask 0.0.0.24, so that nearly all clients go to a few real servers.',
  },
  'idle-granularity': {
    state: 'WARNING',
    when: 'persistence_granularity is set for a group',
    silence: 'keepalived 2.2.7 puts the whole address in its place for all services of a group.',
  },
  'idle-engine': {
    state: 'WARNING',
    when: 'persistence_engine is set without persistence',
    silence: asIs,
  },
} as const satisfies ConfigRules

/** Arguments of scripts are lost in one way, whatever runs the script: that rule is VRRP's. */
export type VirtualServerRule = keyof typeof virtualServerRules | 'script-arguments'
