import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

const script = '/etc/keepalived/on-master'

export const fault: Fault = {
  title: 'a notify script is not executable',
  kind: 'configuration',
  cause: [
    { on: 'd1', run: `printf '#!/bin/sh\\n' >${script}\nchmod 644 ${script}` },
    edit('d1', `/vrrp_instance VI_WEB {/a\\    notify_master "${script}"`),
    reload('d1'),
  ],
  seen: [
    {
      by: 'config d1',
      rule: 'script-not-executable',
      state: 'CRITICAL',
      names: [`the script '${script}' is not executable (mode 0644)`],
      advice: `chmod a+x ${script}`,
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'WARNING',
      names: [`keepalived does not run the script ${script}`],
      within: 5,
    },
  ],
  mend: [...restore('d1'), { on: 'd1', run: `rm ${script}` }],
}
