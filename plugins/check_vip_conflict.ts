import { gatherConflict } from '../lib/conflict/gather.ts'
import { judgeConflict } from '../lib/conflict/judge.ts'
import { conflictOptions, validateConflict } from '../lib/conflict/options.ts'
import { conflictRules } from '../lib/conflict/rules.ts'
import { type Check, defineMode } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'

/** check_vip_conflict: does one director, and nobody else, hold each VIP? */
export const check: Check = {
  name: 'check_vip_conflict',
  service: 'VIP CONFLICT',
  summary:
    'Each VIP is held by one director and by nobody else: no split brain, no real server that answers ARP',
  rules: conflictRules,
  remedies: async () => (await import('../lib/conflict/remedies.ts')).conflictRemedies,
  modes: [
    defineMode({
      options: conflictOptions,
      positional: 'hostname',
      declined: {
        '-w': 'one host has to answer, there is nothing between that and a conflict',
        '-c': 'one host has to answer; the number of requests is --count',
      },
      examples: [
        {
          argv: ['-H', '192.0.2.10', '--director', 'lvs1=192.0.2.2', '--director', 'lvs2=192.0.2.3'],
          about: 'One VIP; the directors are known by addresses of their own.',
        },
        {
          argv: [
            '-H',
            '192.0.2.10',
            '-H',
            '2001:db8::10',
            '--director',
            'lvs1=00:00:5e:00:53:01',
            '--owner',
            'lvs1',
          ],
          about: 'A VIP of each family; lvs1 should hold them.',
        },
        {
          argv: ['--config', '/etc/keepalived/keepalived.conf'],
          about: 'All VIPs of a director, which knows its real servers too.',
        },
        {
          argv: ['192.0.2.10', '--realserver', 'web1=192.0.2.21', '--listen', '5'],
          about: 'With VRRP adverts on the wire, which takes tcpdump.',
        },
      ],
      validate: validateConflict,
      gather: gatherConflict,
      judge: judgeConflict,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
