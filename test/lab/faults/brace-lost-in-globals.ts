import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { bracesLogged } from '../sightings.ts'

/**
 * keepalived takes the next closing brace for it, so that only the next block is lost, here the sync group: clients see
 * nothing. The next start of keepalived loses everything.
 */
export const fault: Fault = {
  title: 'the closing brace of global_defs is lost, and keepalived reloads',
  kind: 'configuration',
  cause: [edit('d1', '/lvs_sync_daemon/{n;d}'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'missing-brace',
      state: 'CRITICAL',
      names: ['global_defs, begun on line 2, has no closing brace', 'vrrp_sync_group VG_SHOP on line 10'],
      advice: 'A reload loses only vrrp_sync_group VG_SHOP, the next start of keepalived all of them',
      within: 3,
    },
    bracesLogged,
    {
      by: 'drift d1',
      rule: 'config-error',
      state: 'UNKNOWN',
      names: ['global_defs, begun on line 2, has no closing brace'],
      within: 5,
    },
  ],
  mend: restore('d1'),
}
