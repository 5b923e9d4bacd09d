import type { Fault, Seen } from './fault.ts'
import type { Watch, WatchName } from './watches.ts'

type MaySpeak = NonNullable<Fault['maySpeak']>

/** Asks the standby director whether it has taken over, for faults that make it do so. */
export const roleOfSecond: Readonly<Record<string, Watch>> = {
  'role d2': { on: 'd2', check: 'check_lvs_director', argv: ['--role', 'backup'] },
}

/** It has: VRRP waits for 3.6 s, and what is seen of the other faults' consequences is seen after that. */
export const takenOver: Seen = {
  by: 'role d2',
  rule: 'role-unexpected',
  state: 'WARNING',
  names: ['VI_WEB is MASTER here, wanted BACKUP'],
  within: 10,
}

const ofService = [
  'no-answer',
  'unreachable',
  'refused',
  'broken-off',
  'connections-failed',
  'vip-failed',
  'slow',
]
/** Whoever asks a service through one of the VIPs. */
export const servicesByVip: readonly WatchName[] = [
  ...(['web IPv4', 'web IPv6', 'persistent', 'with sorry server', 'by mark'] as const),
  ...(['by NAT', 'by tunnel', 'TLS'] as const),
]

/** Of VIPs that two directors hold: a connection breaks when it comes to the other one in the middle. */
export const servicesMayFail: MaySpeak = Object.fromEntries(servicesByVip.map(name => [name, ofService]))

/** In the seconds in which a VIP is on its way from one director to the other. */
export const vipsMayMove: MaySpeak = {
  ...servicesMayFail,
  // A packet that waits for the answer to ARP is a slow one.
  ping: ['no-reply', 'loss', 'unreachable', 'slow'],
  conflict: ['vip-unanswered', 'hand-over', 'split-brain', 'stale-neighbour'],
}

/** Of VIPs that nobody holds, or whose holder has no virtual servers: all that ask a service through one of them. */
export function servicesFail(rule: 'refused' | 'unreachable'): readonly Seen[] {
  // Whether ARP or the patience ends first depends on who has asked before.
  const how = { rule, ...(rule === 'unreachable' ? { or: ['no-answer'] } : {}) }
  const many = { rule: 'connections-failed' }
  const table = [
    ['web IPv4', { rule: 'vip-failed' }, ['192.0.2.10:80', 'real servers answer']],
    ['web IPv6', many, ['[2001:db8::10]:80', '100 %']],
    ['persistent', many, ['192.0.2.10:8080', '100 %']],
    ['with sorry server', many, ['192.0.2.10:8000', '100 %']],
    ['by tunnel', many, ['192.0.2.10:8082', '100 %']],
    ['by mark', how, ['192.0.2.11:8088']],
    ['by NAT', how, ['192.0.2.10:8081']],
    ['TLS', how, ['192.0.2.10:443']],
  ] as const
  return table.map(([by, said, names]): Seen => ({ by, ...said, state: 'CRITICAL', names, within: 25 }))
}

/** VIPs that nobody holds, as who asks for their holder sees them. */
export const nobodyHolds: Seen = {
  by: 'conflict',
  rule: 'vip-unanswered',
  state: 'CRITICAL',
  names: [/192\.0\.2\.10|2001:db8::10/, 'is held by nobody'],
  within: 12,
  advice: 'systemctl status keepalived',
}

/** The same, as clients see it. */
export const nobodyAnswers: readonly Seen[] = [
  {
    by: 'ping',
    rule: 'no-reply',
    or: ['unreachable'],
    state: 'CRITICAL',
    names: [/192\.0\.2\.10|2001:db8::10/],
    within: 12,
  },
  ...servicesFail('unreachable'),
]
