import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { bracesLogged } from '../sightings.ts'

/** Without its first comment, so that the mark sticks to global_defs: its lines count for nothing any more. */
export const fault: Fault = {
  title: 'keepalived.conf comes back from an editor with a byte order mark',
  kind: 'configuration',
  cause: [
    edit('d1', '1d'),
    {
      on: 'd1',
      run: `printf '\\357\\273\\277' >/run/marked
cat /etc/keepalived/keepalived.conf >>/run/marked
cat /run/marked >/etc/keepalived/keepalived.conf`,
    },
    reload('d1'),
  ],
  seen: [
    {
      by: 'config d1',
      rule: 'byte-order-mark',
      state: 'CRITICAL',
      names: ['begins with a byte order mark (UTF-8)', "'global_defs' is no keyword with it"],
      within: 3,
    },
    bracesLogged,
    { by: 'drift d1', rule: 'config-error', state: 'UNKNOWN', names: ['byte order mark'], within: 5 },
    {
      by: 'director d2',
      rule: 'log-errors',
      state: 'CRITICAL',
      names: ['refuses adverts of VRRP version 2: it is configured for version 3'],
      within: 8,
    },
  ],
  mend: restore('d1'),
}
