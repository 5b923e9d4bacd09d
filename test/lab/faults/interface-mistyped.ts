import { edit, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** While it is only in the file keepalived runs on with what it has. */
export const fault: Fault = {
  title: 'the interface of an instance is mistyped, and not loaded yet',
  kind: 'configuration',
  cause: [edit('d1', '/^vrrp_instance VI_WEB {/,/^}/s/interface eth0$/interface eht0/')],
  seen: [
    {
      by: 'config d1',
      rule: 'interface-missing',
      state: 'CRITICAL',
      names: ["this host has no interface 'eht0', which VI_WEB names", 'at the next start or reload'],
      advice: 'Write one that is here (eth0',
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'interface-down',
      state: 'WARNING',
      names: ['the interface eht0 of VI_WEB is not there', 'may not be loaded'],
      within: 5,
    },
  ],
  mend: restore('d1'),
}
