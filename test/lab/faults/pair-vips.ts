import { copyToMonitor, edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** The other one refuses the adverts, and does not take that VIP at a failover. */
export const fault: Fault = {
  title: 'a VIP is in the configuration of one director only',
  kind: 'configuration',
  cause: [edit('d2', '/192.0.2.11.24/d'), reload('d2'), copyToMonitor],
  seen: [
    {
      by: 'pair',
      rule: 'pair-vips',
      state: 'CRITICAL',
      names: ['VI_WEB', 'has the VIP 192.0.2.11 here and not on the peer'],
      within: 3,
    },
    { by: 'config d2', rule: 'vip-in-no-instance', state: 'WARNING', names: ['192.0.2.11:443'], within: 5 },
    {
      by: 'director d2',
      rule: 'log-errors',
      state: 'CRITICAL',
      names: ['VI_WEB refuses adverts', 'without its VIPs'],
      within: 8,
    },
  ],
  mend: [...restore('d2'), copyToMonitor],
}
