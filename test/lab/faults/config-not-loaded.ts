import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Somebody was called away. The log has to tell of an earlier time, or nobody knows whether there was a reload since. */
export const fault: Fault = {
  title: 'keepalived.conf is changed, and keepalived is not told to load it',
  kind: 'configuration',
  cause: [
    reload('d1'),
    { on: 'd1', run: 'sleep 3' },
    edit('d1', 's/persistence_timeout 60/persistence_timeout 120/'),
  ],
  watch: {
    'director d1, in a hurry': {
      on: 'd1',
      check: 'check_lvs_director',
      argv: ['--loaded-within', '5s'],
    },
  },
  seen: [
    {
      by: 'director d1, in a hurry',
      rule: 'config-not-loaded',
      state: 'WARNING',
      names: ['/etc/keepalived/keepalived.conf was changed', 'has not loaded it since'],
      advice: 'systemctl reload keepalived',
      within: 12,
    },
    {
      by: 'drift d1',
      rule: 'persistence-differs',
      state: 'WARNING',
      names: ['192.0.2.10:8080 TCP: it is persistent for 60 s, 120 s are configured'],
      advice: 'systemctl reload keepalived',
      within: 3,
    },
  ],
  mend: restore('d1'),
}
