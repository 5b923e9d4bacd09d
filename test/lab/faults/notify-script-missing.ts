import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

export const fault: Fault = {
  title: 'a notify script does not exist',
  kind: 'configuration',
  cause: [
    edit('d1', '/vrrp_instance VI_WEB {/a\\    notify_master "/usr/local/bin/on-master"'),
    reload('d1'),
  ],
  seen: [
    {
      by: 'config d1',
      rule: 'script-missing',
      state: 'CRITICAL',
      names: ["the script '/usr/local/bin/on-master' does not exist"],
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'WARNING',
      names: ['keepalived does not run the script /usr/local/bin/on-master'],
      within: 5,
    },
  ],
  mend: restore('d1'),
}
