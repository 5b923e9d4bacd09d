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
const services: readonly WatchName[] = [
  ...(['web IPv4', 'web IPv6', 'persistent', 'with sorry server', 'by mark'] as const),
  ...(['by NAT', 'by tunnel', 'TLS'] as const),
]

/** Of VIPs that two directors hold: a connection breaks when it comes to the other one in the middle. */
export const servicesMayFail: MaySpeak = Object.fromEntries(services.map(name => [name, ofService]))

/** In the seconds in which a VIP is on its way from one director to the other. */
export const vipsMayMove: MaySpeak = {
  ...servicesMayFail,
  ping: ['no-reply', 'loss', 'unreachable'],
  conflict: ['vip-unanswered', 'hand-over', 'split-brain', 'stale-neighbour'],
}

/** By IPv4 and IPv6, with and without real servers that are asked directly: through VIPs that nobody holds. */
export const servicesFail: readonly Seen[] = [
  {
    by: 'web IPv4',
    rule: 'vip-failed',
    state: 'CRITICAL',
    names: ['192.0.2.10:80', 'real servers answer'],
    within: 25,
  },
  ...(
    [
      ['web IPv6', '[2001:db8::10]:80'],
      ['persistent', '192.0.2.10:8080'],
      ['with sorry server', '192.0.2.10:8000'],
      ['by tunnel', '192.0.2.10:8082'],
    ] as const
  ).map(([by, name]): Seen => {
    return { by, rule: 'connections-failed', state: 'CRITICAL', names: [name, '100 %'], within: 25 }
  }),
]

/** A single connection says how it has failed: whether ARP or the patience ends first depends on who asked before. */
export const singleConnectionsFail: MaySpeak = {
  'by mark': ['no-answer', 'unreachable'],
  'by NAT': ['no-answer', 'unreachable'],
  TLS: ['no-answer', 'unreachable'],
}
