import { reload } from '../edits.ts'
import type { Fault } from '../fault.ts'

const restored = 'chmod a-x /etc/keepalived/keepalived.conf'

/** keepalived passes over it, and has nothing to do: the other director takes all VIPs. */
export const fault: Fault = {
  title: 'keepalived.conf is made executable, and keepalived reloads',
  kind: 'configuration',
  cause: [{ on: 'd1', run: 'chmod a+x /etc/keepalived/keepalived.conf' }, reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'main-executable',
      state: 'CRITICAL',
      names: ["keepalived passes over '/etc/keepalived/keepalived.conf', it is executable"],
      advice: restored,
      within: 3,
    },
    {
      by: 'director d1',
      rule: 'log-errors',
      state: 'CRITICAL',
      names: ['keepalived could not read /etc/keepalived/keepalived.conf'],
      within: 5,
    },
    {
      by: 'drift d1',
      rule: 'config-error',
      state: 'UNKNOWN',
      names: ['keepalived passes over', 'it is executable'],
      within: 5,
    },
  ],
  mend: [{ on: 'd1', run: restored }, reload('d1')],
}
