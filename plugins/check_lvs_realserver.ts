import type { Deadline } from '../lib/probe/deadline.ts'
import type { Probes } from '../lib/probe/probes.ts'
import type { RealServerFacts } from '../lib/realserver/facts.ts'
import { gatherLocal } from '../lib/realserver/gather.ts'
import { judgeRealServer } from '../lib/realserver/judge.ts'
import { type RealServerOptions, realServerOptions, validateRealServer } from '../lib/realserver/options.ts'
import { realServerRules } from '../lib/realserver/rules.ts'
import { type Check, defineMode } from '../lib/runtime/check.ts'
import { mainOf } from '../lib/runtime/main.ts'

/** Looks from within, or with -H from the monitoring host. */
export async function gather(
  options: RealServerOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<RealServerFacts> {
  if (options.hostname === undefined) return { local: await gatherLocal(options, probes, deadline) }
  const { gatherRemote } = await import('../lib/realserver/remote.ts')
  return { remote: await gatherRemote(options, probes, deadline) }
}

/** check_lvs_realserver: would this host serve what directors forward to it, and keep quiet where it should? */
export const check: Check = {
  name: 'check_lvs_realserver',
  service: 'LVS REALSERVER',
  summary: 'A real server holds its VIPs, listens on them, keeps quiet about them, and is not overloaded',
  reads: ['ping', 'connections'],
  rules: realServerRules,
  remedies: async () => (await import('../lib/realserver/remedies.ts')).realServerRemedies,
  modes: [
    defineMode({
      options: realServerOptions,
      declined: {
        '-r': 'the load is always per core here',
        '-I': 'the address to ask is -H, the name of the Host header --vhost',
      },
      examples: [
        {
          argv: ['--vip', '192.0.2.10', '-p', '80', '-p', '443', '-w', '2,1.5,1', '-c', '4,3,2'],
          about: 'On a real server (DR): VIP, ports, ARP, and the load per core.',
        },
        {
          argv: ['--config', '/etc/keepalived/keepalived.conf'],
          about: "The same, with VIPs and ports from a copy of the directors' keepalived.conf.",
        },
        {
          argv: ['--method', 'NAT', '-p', '8080', '--gateway', '192.0.2.254'],
          about: 'Behind NAT: the service, and the way back through the director.',
        },
        {
          argv: ['--method', 'TUN', '--vip', '192.0.2.10', '-p', '80'],
          about: 'Behind a tunnel: that what it unpacks is not dropped, too.',
        },
        {
          argv: ['-H', '192.0.2.11', '-p', '80', '-u', '/health', '--vhost', 'www.example.com', '-e', '200'],
          about: 'From the monitoring host: ping, and a page straight from the real server.',
        },
      ],
      validate: validateRealServer,
      gather,
      judge: judgeRealServer,
    }),
  ],
}

if (import.meta.main) void mainOf(check)
