import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

const script = '/etc/keepalived/watch-shop'

/** An editor of Windows was at it: no system has a program `/bin/sh\r`. */
export const fault: Fault = {
  title: 'a tracked script has line ends of Windows, so that it never starts and never fails',
  kind: 'configuration',
  cause: [
    { on: 'd1', run: `printf '#!/bin/sh\\r\\nexit 1\\r\\n' >${script}\nchmod 755 ${script}` },
    edit(
      'd1',
      [
        `/^vrrp_sync_group /i\\vrrp_script watch_shop {\\n    script "${script}"\\n    interval 1\\n}`,
        '/^vrrp_instance VI_WEB {/a\\    track_script {\\n        watch_shop\\n    }',
      ].join('\n'),
    ),
    reload('d1'),
  ],
  seen: [
    {
      by: 'config d1',
      rule: 'script-interpreter',
      state: 'CRITICAL',
      names: [`the script '${script}'`],
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'CRITICAL',
      names: [`the system cannot start the script ${script} (No such file or directory)`],
      within: 8,
    },
  ],
  mend: [...restore('d1'), { on: 'd1', run: `rm ${script}` }],
}
