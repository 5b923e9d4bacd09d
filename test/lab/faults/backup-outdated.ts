import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Whoever puts the backup back puts the old weights back. */
export const fault: Fault = {
  title: 'keepalived.conf is changed and loaded, and its backup is not made anew',
  kind: 'configuration',
  cause: [edit('d1', 's/persistence_timeout 60/persistence_timeout 120/'), reload('d1')],
  watch: {
    'backup of d1': { on: 'd1', check: 'check_keepalived_config', argv: ['--backup', '/run/lvs/d1.conf'] },
  },
  seen: [
    {
      by: 'backup of d1',
      rule: 'backup-differs',
      state: 'WARNING',
      names: ["the backup '/run/lvs/d1.conf' is not what is in use, it differs from line 159 on"],
      advice: 'diff /run/lvs/d1.conf /etc/keepalived/keepalived.conf',
      within: 3,
    },
  ],
  mend: restore('d1'),
}
