import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** As where script_user is copied from another cluster, or its user is removed: keepalived takes the health check out. */
export const fault: Fault = {
  title: 'the user that scripts run as does not exist: none runs, and nothing is tracked',
  kind: 'configuration',
  cause: [
    edit(
      'd1',
      [
        's/script_user root/script_user watcher/',
        '/^vrrp_sync_group /i\\vrrp_script watch_shop {\\n    script "/bin/true"\\n    interval 1\\n}',
        '/^vrrp_instance VI_WEB {/a\\    track_script {\\n        watch_shop\\n    }',
      ].join('\n'),
    ),
    reload('d1'),
  ],
  seen: [
    {
      by: 'config d1',
      rule: 'script-user-missing',
      state: 'CRITICAL',
      names: ["there is no user 'watcher' to run the script '/bin/true' as"],
      advice: 'useradd --system',
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'WARNING',
      names: ['the scripts that are to run as the user watcher, which does not exist'],
      within: 8,
    },
  ],
  mend: restore('d1'),
}
