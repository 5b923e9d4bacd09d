import { gatherDrift } from '../lib/drift/gather.ts'
import { judgeDrift } from '../lib/drift/judge.ts'
import { driftOptions, validateDrift } from '../lib/drift/options.ts'
import { driftRules } from '../lib/drift/rules.ts'
import { type Check, defineMode } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'

/** check_ipvs_drift: is what is in the kernel what keepalived.conf wants? */
export const check: Check = {
  name: 'check_ipvs_drift',
  service: 'IPVS DRIFT',
  summary: "The kernel's IPVS table is what keepalived.conf asks for, and every real server is up",
  reads: ['keepalived.conf', 'ip_vs table'],
  rules: driftRules,
  remedies: async () => (await import('../lib/drift/remedies.ts')).driftRemedies,
  modes: [
    defineMode({
      options: driftOptions,
      declined: {
        '-H': 'it looks at the director it runs on, run it there through NRPE or by ssh',
        '-p': 'one virtual server is chosen with --virtual-server VIP:PORT',
      },
      examples: [
        {
          argv: [],
          about: 'On a director: its keepalived.conf beside its kernel. Needs no root for the table.',
        },
        {
          argv: ['-w', '75:', '-c', '50:'],
          about: 'One real server of four may fail without a word.',
        },
        {
          argv: ['--virtual-server', '192.0.2.10:80', '--per-service'],
          about: 'One virtual server, with performance data of its own.',
        },
        {
          argv: [
            '--config',
            '/var/backups/d1/keepalived.conf',
            '--config-id',
            'd1',
            '--table',
            '/var/backups/d1/ip_vs',
          ],
          about: 'Saved files of another director.',
        },
      ],
      validate: validateDrift,
      gather: gatherDrift,
      judge: judgeDrift,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
