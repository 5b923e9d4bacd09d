import { gatherConfig } from '../lib/config/gather.ts'
import { judgeConfig } from '../lib/config/judge.ts'
import { configOptions, validateConfig } from '../lib/config/options.ts'
import { rules } from '../lib/config/rules.ts'
import { type Check, defineMode } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'

/** check_keepalived_config: is keepalived.conf what it seems to be, to keepalived, and does it fit the other director's. */
export const check: Check = {
  name: 'check_keepalived_config',
  service: 'KEEPALIVED CONFIG',
  summary: 'Mistakes in keepalived.conf: what keepalived reads otherwise than it is meant, or never says',
  reads: ['keepalived.conf'],
  rules,
  remedies: async () => (await import('../lib/config/remedies.ts')).configRemedies,
  modes: [
    defineMode({
      options: configOptions,
      positional: 'config',
      examples: [
        {
          argv: ['--config', '/etc/keepalived/keepalived.conf'],
          about: 'The configuration of this director.',
        },
        {
          argv: [
            '--peer',
            '/var/backups/lvs2/keepalived.conf',
            '--backup',
            '/var/backups/keepalived.conf',
            '--backup-age',
            '7',
          ],
          about: "With a copy of the other director's, and a backup that is not older than a week.",
        },
        {
          argv: ['lvs1.conf', '--copy', '--config-id', 'lvs1', '--keepalived-version', '2.2.7', '-v'],
          about: 'A file before it is rolled out, each complaint with its line.',
        },
      ],
      validate: validateConfig,
      gather: gatherConfig,
      judge: judgeConfig,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
