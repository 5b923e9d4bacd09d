import {
  complete,
  edit,
  listOpen,
  loadAndCopy,
  newVip,
  servers,
  serviceLines,
  typedLoad,
  untilSilent,
  vipLines,
  withService,
} from './changes.ts'
import { offer, withdraw } from './clients.ts'
import { isOk, type Operation, typed } from './operation.ts'

const url = `http://${newVip}/`
const ofService = ` ${newVip}:80 `
const isFree = { by: 'conflict of the new VIP', state: 'CRITICAL', rule: 'vip-unanswered' } as const

export const addService: Operation = {
  title: 'Adding a service',
  intro: `${newVip} port 80 is to be served by r1 and r3, by direct routing. The real servers hold the VIP before a director forwards to them, and users learn of it last.`,
  steps: [
    {
      on: ['m'],
      does: 'The address has to be free. That nobody answers for it is what is wanted here.',
      types: [],
      plays: [],
      asks: [isFree],
    },
    {
      does: 'Put the VIP on lo of its real servers, which have arp_ignore and arp_announce set already. The service has to listen on it.',
      ...typed(servers, [`ip address add ${newVip}/32 dev lo`]),
      asks: [isOk('r1 with the new VIP'), isFree],
    },
    {
      on: ['d2'],
      does: 'Write the VIP and the virtual server into keepalived.conf of the standby director, and read the file before keepalived does. In `virtual_ipaddress_excluded` the VIP moves with its instance and is in no advert: see below for what `virtual_ipaddress` costs.',
      writes: `vrrp_instance VI_WEB {
    ...
${vipLines}}

${serviceLines.trimEnd()}`,
      types: ['check_keepalived_config', 'keepalived -t'],
      plays: [edit('d2', withService)],
      asks: [isOk('config d2'), { by: 'drift d2', state: 'CRITICAL', rule: 'virtual-server-missing' }],
    },
    {
      on: ['d2'],
      does: 'Load it on the standby director, and copy the file to the monitoring host. A failover in this moment would bring the service early, and no other would miss anything.',
      types: typedLoad('d2'),
      plays: loadAndCopy('d2', withService),
      asks: [isOk('drift d2'), isOk('director d2'), { by: 'pair', state: 'CRITICAL', rule: 'pair-vips' }],
    },
    {
      on: ['d1'],
      does: 'Do the same on the active director: write, read, load, copy. It takes the VIP and tells the network.',
      types: ['check_keepalived_config', ...typedLoad('d1')],
      plays: loadAndCopy('d1', withService),
      asks: [isOk('config d1'), isOk('drift d1'), isOk('director d1'), isOk('pair')],
    },
    {
      on: ['m'],
      does: 'Ask as clients do. When all is OK, make the objects of the monitoring system anew (`lvs-checks objects nagios --site shop.yaml -o /etc/nagios4/conf.d` or `icinga2`), and tell users, or the DNS.',
      types: [],
      plays: [offer(url)],
      asks: [
        isOk('service of the new VIP'),
        isOk('ping of the new VIP'),
        isOk('conflict of the new VIP'),
        isOk('director d2'),
      ],
    },
  ],
}

export const removeService: Operation = {
  title: 'Removing a service',
  intro: `${newVip} port 80 is to go. Users leave first, then the directors forget it, and the VIP goes from the real servers last: as long as a director forwards to them they have to hold it.`,
  steps: [
    {
      on: ['d1'],
      does: 'Tell users, or the DNS, and wait until nobody asks any more: no line begins anew at 15:00. Take its checks out of the monitoring system, or set a downtime.',
      types: [listOpen(ofService)],
      plays: [withdraw(url), untilSilent(ofService)],
      asks: [isOk('service of the new VIP')],
    },
    {
      on: ['d2'],
      does: 'Take the virtual server and the VIP out of keepalived.conf of the standby director, and read the file before keepalived does.',
      types: ['check_keepalived_config', 'keepalived -t'],
      plays: [edit('d2', complete)],
      asks: [isOk('config d2'), { by: 'drift d2', state: 'WARNING', rule: 'virtual-server-stray' }],
    },
    {
      on: ['d2'],
      does: 'Load it on the standby director, and copy the file to the monitoring host.',
      types: typedLoad('d2'),
      plays: loadAndCopy('d2', complete),
      asks: [isOk('drift d2'), isOk('director d2'), { by: 'pair', state: 'CRITICAL', rule: 'pair-vips' }],
    },
    {
      on: ['d1'],
      does: 'Do the same on the active director: write, read, load, copy. Nobody answers for the VIP any more.',
      types: ['check_keepalived_config', ...typedLoad('d1')],
      plays: loadAndCopy('d1', complete),
      asks: [isOk('drift d1'), isOk('director d1'), isOk('pair'), isFree],
    },
    {
      does: 'Take the VIP off its real servers.',
      ...typed(servers, [`ip address del ${newVip}/32 dev lo`]),
      asks: [isOk('real server r1')],
    },
  ],
}
