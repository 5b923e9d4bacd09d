import { restartKeepalived } from '../changes.ts'
import { edit, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { bracesLogged } from '../sightings.ts'

/** Its children pass over global_defs by counting braces, to the end of the file: it runs, and does nothing. */
export const fault: Fault = {
  title: 'the closing brace of global_defs is lost, and keepalived is started with it',
  kind: 'configuration',
  cause: [edit('d1', '/lvs_sync_daemon/{n;d}'), { on: 'd1', run: restartKeepalived }],
  seen: [
    {
      by: 'config d1',
      rule: 'missing-brace',
      state: 'CRITICAL',
      names: ['global_defs, begun on line 2, has no closing brace', 'which keepalived never sees'],
      advice: 'Add } before line 10',
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
