import type { DirectorFacts } from '../lib/director/facts.ts'
import { judgeDirector } from '../lib/director/judge.ts'
import { type DirectorOptions, directorOptions, validateDirector } from '../lib/director/options.ts'
import { directorRules } from '../lib/director/rules.ts'
import type { Deadline } from '../lib/probe/deadline.ts'
import type { Probes } from '../lib/probe/probes.ts'
import { type Check, defineMode } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'

/** Looks from within, or with -H from the monitoring host. */
export async function gather(
  options: DirectorOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<DirectorFacts> {
  if (options.hostname !== undefined) {
    const { gatherRemote } = await import('../lib/director/remote.ts')
    return { remote: await gatherRemote(options, probes, deadline) }
  }
  const { gatherSettled } = await import('../lib/director/gather-settled.ts')
  return { local: await gatherSettled(options, probes, deadline) }
}

/** check_lvs_director: does this host do what a director has to do, in the role it should have? */
export const check: Check = {
  name: 'check_lvs_director',
  service: 'LVS DIRECTOR',
  summary:
    'A director runs keepalived with all its processes, its VIPs and IPVS are in place, its log is quiet',
  rules: directorRules,
  remedies: async () => (await import('../lib/director/remedies.ts')).directorRemedies,
  modes: [
    defineMode({
      options: directorOptions,
      declined: {
        '-w': 'each threshold has a name: --transitions-warning, --errors-warning, --conntrack-warning',
        '-c': 'each threshold has a name: --transitions-critical, --errors-critical, --conntrack-critical',
      },
      examples: [
        { argv: [], about: 'On a director: keepalived, its VIPs, IPVS and the log. Needs no root.' },
        {
          argv: ['--role', 'master'],
          about: 'On the director that should be MASTER: WARNING after a failover.',
        },
        {
          argv: ['--role', 'VI_1=master', '--role', 'VI_2=backup', '--since', '1h'],
          about: 'Two instances that share the load, and an hour of the log.',
        },
        {
          argv: ['--log', '/var/log/keepalived.log', '--transitions-warning', '6'],
          about: 'A log file of its own.',
        },
        {
          argv: ['-H', '192.0.2.11', '-p', '5666'],
          about: 'From the monitoring host, as a host check: ping and the port of NRPE.',
        },
      ],
      validate: validateDirector,
      gather,
      judge: judgeDirector,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
