import type { Fault } from '../fault.ts'

/** Nothing but these datagrams is tracked, so that their number is known. */
const track = `iptables -t raw -A PREROUTING -j CT --notrack
iptables -t raw -A OUTPUT -p udp --dport 9 -j ACCEPT
iptables -t raw -A OUTPUT -j CT --notrack
iptables -A OUTPUT -p udp --dport 9 -m conntrack --ctstate INVALID -j DROP
sysctl -qw net.netfilter.nf_conntrack_udp_timeout=600
bash -c 'for each in {1..90}; do echo >/dev/udp/192.0.2.66/9; done'`

/** The limit is the guest's, the count each host's own. */
export const fault: Fault = {
  title: 'the connection tracking table of the active director is nearly full',
  kind: 'director',
  cause: [
    { on: 'lab', run: 'sysctl -qw net.netfilter.nf_conntrack_max=100' },
    { on: 'd1', run: track },
  ],
  seen: [
    {
      by: 'director d1',
      rule: 'conntrack-full',
      state: 'WARNING',
      names: [/connection tracking holds (8[89]|9[0-2]) of 100 connections/],
      within: 3,
      advice: 'sysctl -w net.netfilter.nf_conntrack_max=200',
    },
  ],
  mend: [
    { on: 'lab', run: 'sysctl -qw net.netfilter.nf_conntrack_max=8192' },
    {
      on: 'd1',
      run: 'iptables -t raw -F\niptables -D OUTPUT -p udp --dport 9 -m conntrack --ctstate INVALID -j DROP',
    },
  ],
}
