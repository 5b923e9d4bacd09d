import { startService, stopService } from '../cluster.ts'
import { outerVips, prefixed } from '../network.ts'
import {
  complete,
  drained,
  edit,
  listOpen,
  loadAndCopy,
  replaced,
  rips,
  typedLoad,
  untilSilent,
  without,
} from './changes.ts'
import { isOk, type Operation, typed } from './operation.ts'

const onLo = (verb: 'add' | 'del') => outerVips.map(vip => `ip address ${verb} ${prefixed(vip)} dev lo`)
const ofReplaced = rips.join('|')

export const addRealServer: Operation = {
  title: 'Adding a real server',
  intro: `r2 (${rips.join(' and ')}) is to serve what its neighbours serve. It is made ready first, and the directors learn of it last: until then it gets no client.`,
  steps: [
    {
      on: [replaced],
      does: 'Start the service, and ask it by the address of the real server itself.',
      types: ['systemctl start nginx'],
      plays: [{ on: replaced, run: startService() }],
      asks: [isOk('r2 by its own address')],
    },
    {
      does: 'Keep it quiet about the VIPs, and only then put them on lo: in the other order it answers ARP for them at once, and takes clients from the director. Write both down where they outlive a boot.',
      ...typed(
        [replaced],
        ['sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2', ...onLo('add')],
      ),
      asks: [isOk('r2 before it is configured'), isOk('conflict of the VIP')],
    },
    {
      on: ['d2'],
      does: 'Write its blocks into keepalived.conf of the standby director, and read the file before keepalived does. What is written and not loaded shows as drift.',
      writes: `virtual_server 192.0.2.10 80 {
    ...
    real_server 192.0.2.22 80 {
        HTTP_GET {
            ...
        }
    }
}`,
      types: ['check_keepalived_config', 'keepalived -t'],
      plays: [edit('d2', complete)],
      asks: [isOk('config d2'), { by: 'drift d2', state: 'WARNING', rule: 'real-server-missing' }],
    },
    {
      on: ['d2'],
      does: 'Load it on the standby director, and copy the file to the monitoring host. Until the other director has it, the pair differs.',
      types: typedLoad('d2'),
      plays: loadAndCopy('d2', complete),
      asks: [
        isOk('drift d2'),
        isOk('director d2'),
        { by: 'pair', state: 'WARNING', rule: 'pair-real-server' },
      ],
    },
    {
      on: ['d1'],
      does: 'Do the same on the active director: write, read, load, copy. From now on r2 gets clients.',
      types: ['check_keepalived_config', ...typedLoad('d1', ['m', replaced])],
      plays: loadAndCopy('d1', complete, ['m', replaced]),
      asks: [isOk('config d1'), isOk('drift d1'), isOk('director d1'), isOk('pair')],
    },
    {
      on: ['m'],
      does: 'Ask as clients do, and the real server what it says of itself with the new file. Then make the objects of the monitoring system anew, and the commands of the new agent: `lvs-checks objects nagios --site shop.yaml -o /etc/nagios4/conf.d` (or `icinga2`), and `nrpe`.',
      types: [],
      plays: [],
      asks: [isOk('web IPv4'), isOk('persistent'), isOk('real server r2')],
    },
  ],
}

export const removeRealServer: Operation = {
  title: 'Removing a real server',
  intro: `r2 (${rips.join(' and ')}) is to go. Clients leave it first, then its service ends, then the VIPs go, and the directors forget it last. Set a downtime for the services of r2, and for drift and the VIP services: from step 5 on they say that it is out.`,
  steps: [
    {
      on: ['d2'],
      does: 'Give it weight 0 in all its blocks, on the standby director first, and read the file before keepalived does. A virtual server with `lb_algo sh` needs `sh-fallback` for it (`mh` needs `mh-fallback`): without, clients whose address leads to r2 are refused while it has weight 0.',
      writes: `virtual_server fwmark 1 {
    lb_algo sh
    sh-fallback
    ...
    real_server 192.0.2.22 0 {
        weight 0
        ...
    }
}`,
      types: ['check_keepalived_config', 'keepalived -t'],
      plays: [edit('d2', drained)],
      asks: [isOk('config d2'), { by: 'drift d2', state: 'WARNING', rule: 'weight-differs' }],
    },
    {
      on: ['d2'],
      does: 'Load it on the standby director, and copy the file to the monitoring host.',
      types: typedLoad('d2'),
      plays: loadAndCopy('d2', drained),
      asks: [isOk('drift d2'), isOk('director d2'), { by: 'pair', state: 'WARNING', rule: 'pair-setting' }],
    },
    {
      on: ['d1'],
      does: 'Do the same on the active director: write, read, load, copy. From now on r2 gets no new connections.',
      types: ['check_keepalived_config', ...typedLoad('d1')],
      plays: loadAndCopy('d1', drained),
      asks: [isOk('drift d1'), isOk('pair'), isOk('web IPv4')],
    },
    {
      on: ['d1'],
      does: 'Wait until its connections have ended. The second column is the time that is left of 15:00, and each packet begins it anew: what has been silent for longer than any request takes was left by its client. What is in FIN_WAIT has ended. Persistent clients leave as well where net.ipv4.vs.expire_quiescent_template is 1, as it is here.',
      types: [listOpen(ofReplaced)],
      plays: [untilSilent(ofReplaced)],
      asks: [isOk('director d1'), isOk('real server r2')],
    },
    {
      on: [replaced],
      does: 'Stop the service, and not the VIPs yet: health checks of the directors ask the service, and take r2 out.',
      types: ['systemctl stop nginx'],
      plays: [{ on: replaced, run: stopService }],
      asks: [
        { by: 'real server r2', state: 'CRITICAL', rule: 'service-down' },
        { by: 'drift d1', state: 'WARNING', rule: 'real-server-missing' },
        { by: 'web IPv4', state: 'WARNING', rule: 'realserver-failed' },
      ],
    },
    {
      does: 'Take the VIPs off. The real server says that this was the right order.',
      ...typed([replaced], onLo('del')),
      asks: [{ by: 'real server r2', state: 'WARNING', rule: 'drained' }],
    },
    {
      on: ['d2'],
      does: 'Take its blocks out of keepalived.conf of the standby director, load it, and copy it.',
      types: ['check_keepalived_config', ...typedLoad('d2')],
      plays: loadAndCopy('d2', without),
      asks: [isOk('drift d2'), { by: 'pair', state: 'WARNING', rule: 'pair-real-server' }],
    },
    {
      on: ['d1'],
      does: 'Do the same on the active director. All that looks at the cluster is OK again; make the objects of the monitoring system anew, so that nobody asks r2 any more: `lvs-checks objects nagios --site shop.yaml -o /etc/nagios4/conf.d` (or `icinga2`).',
      types: ['check_keepalived_config', ...typedLoad('d1')],
      plays: loadAndCopy('d1', without),
      asks: [isOk('drift d1'), isOk('director d1'), isOk('pair'), isOk('web IPv4')],
    },
  ],
}
