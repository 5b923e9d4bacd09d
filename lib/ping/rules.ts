import type { Rules } from '../runtime/check.ts'

/** What check_vip_ping can say. */
export const pingRules = {
  'no-reply': { state: 'CRITICAL', when: 'no packet was answered and nobody said why' },
  unreachable: {
    state: 'CRITICAL',
    when: 'a router or this host says that there is no way to the target, and no packet was answered',
  },
  loss: { state: 'range', when: 'packets are lost, from the loss of -w and -c on' },
  slow: { state: 'range', when: 'the average round trip takes the time of -w and -c or longer' },
  duplicates: {
    state: 'WARNING',
    when: 'a packet was answered more than once: two hosts hold the address',
  },
  'no-targets': {
    state: 'UNKNOWN',
    when: 'keepalived.conf cannot be read, or has no VIP, or more than fit in the deadline',
    reads: ['keepalived.conf'],
  },
  'name-not-resolved': { state: 'UNKNOWN', when: 'the name has no address' },
  'no-ping': { state: 'UNKNOWN', when: 'there is no ping program on this host' },
  'not-permitted': { state: 'UNKNOWN', when: 'this user or this host may not send the packets' },
  'ping-hung': { state: 'UNKNOWN', when: 'the ping program did not end before the deadline' },
  'ping-failed': { state: 'UNKNOWN', when: 'the ping program said something that cannot be read' },
} as const satisfies Rules
