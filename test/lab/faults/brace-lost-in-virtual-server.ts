import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'
import { bracesLogged } from '../sightings.ts'

/** The real server behind it is gone, and nobody who counts those that are up misses it. */
export const fault: Fault = {
  title: 'the closing brace of a real_server is lost, and keepalived reloads',
  kind: 'configuration',
  cause: [edit('d1', '/real_server 192.0.2.21 80 /,/real_server 192.0.2.22 80 /{/^    }/d}'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'missing-brace',
      state: 'CRITICAL',
      names: [
        'real_server 192.0.2.21 80, begun on line 73, has no closing brace',
        'it swallows real_server 192.0.2.22 80 on line 83',
      ],
      advice: 'Add } before line 83',
      within: 3,
    },
    bracesLogged,
    {
      by: 'drift d1',
      rule: 'config-error',
      state: 'UNKNOWN',
      names: ['it swallows real_server 192.0.2.22 80'],
      within: 5,
    },
  ],
  mend: restore('d1'),
}
