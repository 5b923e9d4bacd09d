import { restartKeepalived } from '../changes.ts'
import { servicesFail } from '../failover.ts'
import type { Fault } from '../fault.ts'

/** keepalived does not notice. The director itself refuses the connections to its VIPs. */
export const fault: Fault = {
  title: 'the IPVS table of the active director is cleared (ipvsadm -C)',
  kind: 'table',
  cause: [{ on: 'd1', run: 'ipvsadm -C' }],
  seen: [
    {
      by: 'director d1',
      rule: 'table-empty',
      state: 'CRITICAL',
      names: ['the IPVS table is empty', '12 virtual servers'],
      within: 3,
      advice: 'systemctl restart keepalived',
    },
    {
      by: 'drift d1',
      rule: 'virtual-server-missing',
      state: 'CRITICAL',
      names: ['all 13 virtual servers', 'the IPVS table is empty'],
      within: 3,
      advice: 'systemctl restart keepalived',
    },
    ...servicesFail('refused'),
  ],
  mend: [{ on: 'd1', run: restartKeepalived }],
}
