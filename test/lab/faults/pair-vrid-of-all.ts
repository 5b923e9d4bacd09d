import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import { servicesMayFail } from '../failover.ts'
import type { Fault } from '../fault.ts'

/**
 * They do not hear each other any more. When it is mended, nobody announces the VIPs: the first director has been MASTER all
 * along. So who was led to the second one has to forget that.
 */
export const fault: Fault = {
  title: 'virtual_router_id differs between the directors, and both become MASTER',
  kind: 'configuration',
  cause: [edit('d2', 's/virtual_router_id 5/virtual_router_id 6/'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-vrid',
      state: 'CRITICAL',
      names: ['has virtual_router_id 51 here and 61 on the peer'],
      within: 3,
    },
    {
      by: 'conflict',
      rule: 'split-brain',
      state: 'CRITICAL',
      names: ['held by two directors', 'd1', 'd2'],
      within: 15,
    },
  ],
  maySpeak: servicesMayFail,
  mend: [
    ...restore('d2'),
    copyToMonitor,
    ...(['m', 'n1'] as const).map(on => ({ on, run: 'ip neigh flush dev eth0' })),
  ],
}
