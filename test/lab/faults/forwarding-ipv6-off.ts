import type { Fault } from '../fault.ts'

/** What DR and TUN send goes on: they do not need it. */
export const fault: Fault = {
  title: 'net.ipv6.conf.all.forwarding is turned off on the active director',
  kind: 'director',
  watch: {
    'by NAT, IPv6': {
      on: 'm',
      check: 'check_vip_service',
      argv: ['-H', '2001:db8::10', '-p', '8081', '-s', 'Welcome', '-t', '5'],
    },
  },
  cause: [{ on: 'd1', run: 'sysctl -qw net.ipv6.conf.all.forwarding=0' }],
  seen: [
    {
      by: 'director d1',
      rule: 'ip-forward-off',
      state: 'CRITICAL',
      names: ['net.ipv6.conf.all.forwarding is 0', '1 real server behind NAT'],
      within: 3,
      advice: 'sysctl -w net.ipv6.conf.all.forwarding=1',
    },
    { by: 'by NAT, IPv6', rule: 'no-answer', state: 'CRITICAL', names: ['[2001:db8::10]:8081'], within: 8 },
  ],
  mend: [{ on: 'd1', run: 'sysctl -qw net.ipv6.conf.all.forwarding=1' }],
}
