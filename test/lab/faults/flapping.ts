import type { Fault } from '../fault.ts'

const lose = '-p vrrp -j DROP'
const between = `for round in 1 2 3; do
    iptables -I INPUT ${lose}
    ip6tables -I INPUT ${lose}
    sleep 4.4
    ip6tables -D INPUT ${lose}
    iptables -D INPUT ${lose}
    sleep 1.4
done`

/** As with a network that now and then loses packets for some seconds. A sync group takes over when none of its instances hears anything. */
export const fault: Fault = {
  title: 'the standby director does not hear the adverts for four seconds, three times',
  kind: 'director',
  cause: [
    { on: 'd2', run: between },
    { on: 'd2', run: 'sleep 1' },
  ],
  seen: [
    {
      by: 'director d2',
      rule: 'flapping',
      state: 'WARNING',
      names: [/VI_\w+ has changed its role 6 times/],
      within: 3,
      advice: 'vrrp',
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'WARNING',
      names: [/VI_\w+ was MASTER here and on \S+ at the same time/],
      within: 3,
    },
  ],
  mend: [],
}
