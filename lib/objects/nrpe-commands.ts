import type { Check } from '../runtime/check.ts'
import { type Call, wordsOf } from './call.ts'
import { nrpeLine } from './escape.ts'

const config = '/etc/keepalived/keepalived.conf'

/** What a host looks at in itself, with nothing to be said but where a copy of keepalived.conf is. */
const agents: readonly { readonly title: string; readonly calls: readonly Call[] }[] = [
  {
    title: 'On a director.',
    calls: [
      { check: 'check_lvs_director', options: {} },
      { check: 'check_ipvs_drift', options: {} },
      { check: 'check_keepalived_config', options: {} },
      { check: 'check_vip_conflict', options: { config } },
    ],
  },
  {
    title: `On a real server: the VIPs and ports are those that a copy of a director's keepalived.conf has for it.`,
    calls: [{ check: 'check_lvs_realserver', options: { config } }],
  },
]

/** Commands for NRPE's configuration that take no arguments: Debian's NRPE allows none. */
export function renderNrpeCommands(checks: readonly Check[], folder = '/usr/lib/nagios/plugins'): string {
  const byName = new Map(checks.map(check => [check.name, check]))
  return agents
    .map(({ title, calls }) => {
      const lines = calls.flatMap(call => {
        const check = byName.get(call.check)
        if (check === undefined) return []
        return [
          `# ${check.summary}`,
          `command[${check.name}]=${nrpeLine([`${folder}/${check.name}`, ...wordsOf(call, check)])}`,
        ]
      })
      return [`# ${title}`, '', ...lines, ''].join('\n')
    })
    .join('\n')
}
