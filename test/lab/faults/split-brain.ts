import { roleOfSecond, servicesMayFail, takenOver } from '../failover.ts'
import type { Fault } from '../fault.ts'
import { directors } from '../network.ts'

const programs = ['iptables', 'ip6tables'] as const
const filter = (how: string) =>
  directors.map(on => ({
    on,
    run: programs.map(program => `${program} ${how} INPUT -p vrrp -j DROP\n`).join(''),
  }))

/** Each of them is in order by itself: only who looks at both can tell. */
export const fault: Fault = {
  title: 'a packet filter drops VRRP between the directors, and both are MASTER',
  kind: 'director',
  watch: roleOfSecond,
  cause: filter('-I'),
  seen: [
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['held by two directors', 'd1', 'd2'],
      within: 12,
      advice: 'protocol 112',
    },
    { ...takenOver, advice: 'check_vip_conflict' },
  ],
  maySpeak: servicesMayFail,
  mend: filter('-D'),
  // n1 may send its answers to d2 until its neighbour entry of the gateway ends: nobody announces what d1 never gave up.
}
