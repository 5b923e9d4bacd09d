import type { Rules } from '../runtime/check.ts'

const asking = ['ip address', 'ip route get', 'arping', 'ndisc6', 'ip neighbour'] as const

/** What check_vip_conflict can say, outages first. */
export const conflictRules = {
  'vip-unanswered': {
    state: 'CRITICAL',
    when: 'nobody answers for the VIP, asked twice, and this host does not hold it: no director is MASTER',
    reads: asking,
  },
  'split-brain': {
    state: 'CRITICAL',
    when: 'two directors answer for a VIP (two hosts, where the directors are not told), or go on sending VRRP adverts for it at the same time',
    reads: [...asking, 'tcpdump'],
  },
  'realserver-answers': {
    state: 'CRITICAL',
    when: "a real server answers for the VIP: clients reach it past the directors' balancing",
    reads: asking,
  },
  'address-conflict': {
    state: 'CRITICAL',
    when: 'a host answers for the VIP that is neither a director nor a real server',
    reads: asking,
  },
  'duplicate-on-holder': {
    state: 'CRITICAL',
    when: 'this host holds the VIP and somebody else answers for it, now or when the kernel looked (IPv6)',
    reads: asking,
  },
  'vrid-twice': {
    state: 'CRITICAL',
    when: 'two clusters use one VRID on one network: by their adverts, by adverts with a VRID of --config and none of its VIPs, or by --config and --neighbour',
    reads: ['keepalived.conf', 'tcpdump'],
  },
  'unexpected-owner': {
    state: 'WARNING',
    when: 'a director holds the VIP that --owner does not name',
    reads: asking,
  },
  'stale-neighbour': {
    state: 'WARNING',
    when: "this host's neighbour entry of the VIP leads to another MAC than the one that answers: the VIP has moved and this host has heard no gratuitous ARP (IPv6: unsolicited advertisement), or somebody else has answered for it before",
    reads: ['ip neighbour', 'arping', 'ndisc6'],
  },
  'no-adverts': {
    state: 'WARNING',
    when: 'with --listen: nobody sends VRRP adverts for a VIP, by multicast, for more than three intervals',
    reads: ['tcpdump', 'keepalived.conf'],
  },
  'hand-over': {
    state: 'UNKNOWN',
    when: 'one host stopped answering before another began, as when a VIP moves, and it went on when asked again, or no time was left for that',
    reads: asking,
  },
  'director-unknown': {
    state: 'UNKNOWN',
    when: 'a MAC answers that may be that of a director whose own MAC is not known here; with --owner, a virtual MAC, and no adverts were heard that tell who is MASTER',
    reads: asking,
  },
  'no-such-director': {
    state: 'UNKNOWN',
    when: '--owner names a director that nothing tells',
    reads: ['keepalived.conf'],
  },
  'not-permitted': {
    state: 'UNKNOWN',
    when: 'this user may not ask (or listen, with --listen)',
    reads: ['arping', 'ndisc6', 'tcpdump'],
  },
  'no-program': {
    state: 'UNKNOWN',
    when: 'there is no arping, no ndisc6 or no tcpdump on this host',
    reads: ['arping', 'ndisc6', 'tcpdump'],
  },
  'cannot-ask': {
    state: 'UNKNOWN',
    when: 'the program that asks, or listens, failed or said something that cannot be read, or the time of --listen is shorter than three adverts take',
    reads: ['arping', 'ndisc6', 'tcpdump'],
  },
  'off-link': {
    state: 'UNKNOWN',
    when: 'the VIP is not on a network of this host, and ARP does not pass routers',
    reads: ['ip route get', 'ip address'],
  },
  'interface-down': {
    state: 'UNKNOWN',
    when: 'the interface of this host on the network of the VIP is down',
    reads: ['ip address'],
  },
  'nothing-to-ask': {
    state: 'UNKNOWN',
    when: 'keepalived.conf cannot be read or has no VIP, or more than fit in the deadline, or the addresses of this host cannot be read',
    reads: ['keepalived.conf', 'ip address'],
  },
  'file-unreadable': {
    state: 'UNKNOWN',
    when: 'a file of --peer or --neighbour cannot be read',
    reads: ['peer and backups'],
  },
} as const satisfies Rules

export type ConflictRule = keyof typeof conflictRules
