import { edit, reload, restore } from '../edits.ts'
import type { Fault } from '../fault.ts'

/** Where keepalived's example has vrrp_strict it does the same: the service is down, and keepalived and ipvsadm look well. */
export const fault: Fault = {
  title:
    'no_accept is written into a vrrp_instance, so that the director drops what clients send to its VIPs',
  kind: 'configuration',
  cause: [edit('d1', '/^vrrp_instance VI_WEB {/a\\    no_accept'), reload('d1')],
  seen: [
    {
      by: 'config d1',
      rule: 'balanced-vip-dropped',
      state: 'CRITICAL',
      names: ['no client reaches virtual server 192.0.2.10 80', 'VI_WEB', 'because of no_accept'],
      within: 3,
    },
  ],
  mend: [...restore('d1')],
}
