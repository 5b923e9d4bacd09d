import type { Fault } from '../fault.ts'

/** What DR and TUN send goes on: they do not need it. */
export const fault: Fault = {
  title: 'net.ipv4.ip_forward is turned off on the active director',
  kind: 'director',
  port: 8081,
  cause: [{ on: 'd1', run: 'sysctl -qw net.ipv4.ip_forward=0' }],
  seen: [
    {
      by: 'director d1',
      rule: 'ip-forward-off',
      state: 'CRITICAL',
      names: ['net.ipv4.ip_forward is 0', '1 real server behind NAT'],
      within: 3,
      advice: 'sysctl -w net.ipv4.ip_forward=1',
    },
    { by: 'by NAT', rule: 'no-answer', state: 'CRITICAL', names: ['192.0.2.10:8081'], within: 15 },
  ],
  mend: [{ on: 'd1', run: 'sysctl -qw net.ipv4.ip_forward=1' }],
}
