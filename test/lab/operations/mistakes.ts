import { load, restartKeepalived } from '../changes.ts'
import { startService, stopService } from '../cluster.ts'
import { fault as vipFirst } from '../faults/removed-in-wrong-order.ts'
import { complete, newVip, reloadKeepalived, withAdvertisedVip } from './changes.ts'
import type { Mistake } from './operation.ts'

const rip = '192.0.2.21'
const untilOut = `until [ "$(ipvsadm -Ln | grep -c '${rip}:80 ')" = 0 ]; do sleep 0.2; done`

export const mistakes: readonly Mistake[] = [
  {
    title: 'The VIP is taken off while the service still runs',
    why: 'Health checks ask the real server by its own address, and it answers: directors go on forwarding clients to it, and there nobody takes them. Nothing mends it but the VIP, put back. Service first, always.',
    on: ['r1'],
    types: ['ip address del 192.0.2.10/32 dev lo'],
    plays: [...vipFirst.cause, { on: 'm', run: 'sleep 2' }],
    asks: vipFirst.seen.map(({ by, state, rule }) => ({ by, state, rule })),
    // Those who still wait try again by themselves, the last of them after four seconds.
    mends: [...vipFirst.mend, { on: 'm', run: 'sleep 4' }],
  },
  {
    title: 'The service is stopped while it still gets clients',
    why: 'That is the right order, but without weight 0 before it: connections that are open break, and new ones are refused until a health check has failed. Use it when the real server has to go now.',
    on: ['r1'],
    types: ['systemctl stop nginx'],
    plays: [
      { on: 'r1', run: stopService },
      { on: 'd1', run: untilOut },
      { on: 'd2', run: untilOut },
    ],
    asks: [
      { by: 'real server r1', state: 'CRITICAL', rule: 'service-down' },
      { by: 'drift d1', state: 'WARNING', rule: 'real-server-missing' },
    ],
    mends: [{ on: 'r1', run: startService() }],
  },
  {
    title: 'A new VIP is written into virtual_ipaddress',
    why: `What is there is in every advert, and a director refuses adverts that list other VIPs than it has itself. Clients notice nothing: the standby director stays so. But until both have loaded the same, its log fills, and check_lvs_director tells of it for a quarter of an hour. Either write ${newVip} into virtual_ipaddress_excluded, or load both directors within the same second, or set a downtime.`,
    on: ['d2'],
    types: [reloadKeepalived],
    plays: [load('d2', withAdvertisedVip)],
    asks: [{ by: 'director d2', state: 'CRITICAL', rule: 'log-errors' }],
    mends: [load('d2', complete), { on: 'd2', run: 'sleep 2\n: >/var/log/messages' }],
  },
  {
    title: 'The active director is restarted to have it read its file',
    why: 'A restart takes the table and the VIPs with it. Nobody holds them until the other director has taken over, and then they come back: twice clients may have to wait, and a connection breaks of which the sync daemon has not told the other director yet. A reload keeps both. Where keepalived has to be restarted, for a new version or a new kernel, restart the standby director first, then move the VIPs by a higher priority on it and a reload, restart the other one, and move them back.',
    on: ['d1'],
    types: ['systemctl restart keepalived'],
    plays: [{ on: 'd1', run: restartKeepalived }],
    asks: [],
    mends: [],
  },
]
