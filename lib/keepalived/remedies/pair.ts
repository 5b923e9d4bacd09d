import type { Remedies, Step } from '../../runtime/remedy.ts'
import type { pairRules } from '../rules/pair.ts'
import { addresses, adverts, log, table } from './steps.ts'

const compare: Step = {
  run: 'check_keepalived_config -v --peer FILE',
  text: 'FILE is a fresh copy of keepalived.conf of the other director. It shows the lines of both.',
}
const both = (text: string): Step => ({ run: 'ip address show to VIP', text })
const held = both('On both directors: only one of them may have the VIP.')

function differs(...more: readonly Step[]): readonly Step[] {
  return [compare, ...more]
}

/** A change on one director, which then loads it. */
function align(...texts: readonly string[]): readonly Step[] {
  return [
    ...texts.map(text => ({ text })),
    { run: 'check_keepalived_config --peer FILE', text: 'It has to say that the two go together.' },
    {
      run: 'systemctl reload keepalived',
      text: 'On the director that was changed. If both were, first on the one that is BACKUP.',
    },
  ]
}

const neverCopy =
  'Do not copy the whole file over: priority, state, router_id and unicast addresses have to stay different.'
const neverTakeOff =
  'Do not take the VIP off by hand while the two still differ: keepalived takes it again, and clients lose their way twice.'

/** What to do where the configurations of two directors do not go together. */
export const pairRemedies = {
  'pair-instance': {
    means: 'The VIPs of the instance live on one director alone. When it fails, nobody takes them.',
    confirm: differs(),
    mend: align(
      'Put the instance into the other file with the same virtual_router_id, authentication, advert_int and VIPs, and a lower priority.',
    ),
    never: neverCopy,
  },
  'pair-vrid': {
    means:
      'The directors do not know each other in this instance. Both become MASTER and answer for the same VIPs; clients reach now one and now the other. Members of a sync group may be held together by the other instances, until a failover.',
    confirm: differs(held, adverts('Two directors send adverts, each with its own vrid.')),
    mend: align(
      'Give virtual_router_id the value of the director that shall be MASTER. Change the other director only. See that no other cluster of the network uses it.',
    ),
    never: neverTakeOff,
  },
  'pair-vips': {
    means:
      'The director that is BACKUP refuses the adverts, or does not take the VIP at a failover. Both may become MASTER.',
    confirm: differs(log('It says: not present in MASTER advert, or: invalid ip number count.'), held),
    mend: align(
      'Put the VIP into the same list on both directors, virtual_ipaddress or virtual_ipaddress_excluded, or take it out of both.',
    ),
    never: neverTakeOff,
  },
  'pair-vip-prefix': {
    means:
      'The VIP works on both. After a failover the director has another route with it, and may reach a network by another interface or source address.',
    confirm: differs(both('It shows the prefix length that is bound.')),
    mend: align('Write one prefix length on both directors, /32 or /128 where nothing else is meant.'),
  },
  'pair-authentication': {
    means: 'Each director refuses the adverts of the other. Both become MASTER and answer for the same VIPs.',
    confirm: differs(
      log('It says: invalid passwd, or names the auth that it received and the one it expects.'),
      held,
    ),
    mend: align(
      'Copy the whole authentication block from the director that shall be MASTER to the other one. Only the first 8 characters of auth_pass count.',
    ),
    never: neverTakeOff,
  },
  'pair-advert-interval': {
    means:
      'VRRP version 2 refuses adverts with another interval. Both become MASTER and answer for the same VIPs.',
    confirm: differs(log('It says: advertisement interval mismatch.'), held),
    mend: align('Write the same advert_int on both directors.'),
    never: neverTakeOff,
  },
  'pair-advert-interval-v3': {
    means:
      'The cluster works. How soon a failure of the MASTER is noticed depends on which director that is.',
    confirm: differs(adverts('It shows the interval of the MASTER.')),
    mend: align('Write the same advert_int on both directors.'),
  },
  'pair-version': {
    means: 'Each director refuses the adverts of the other. Both become MASTER and answer for the same VIPs.',
    confirm: differs(
      log('It says: wrong version, or: invalid version.'),
      adverts('It shows the version of each.'),
    ),
    mend: align(
      'Write version in the instance, or vrrp_version in global_defs, the same on both directors. IPv6 needs 3.',
    ),
    never: neverTakeOff,
  },
  'pair-unicast': {
    means:
      'Adverts of one director do not reach the other, or are not taken there. Both become MASTER and answer for the same VIPs.',
    confirm: differs(held, adverts('It shows from where to where each director sends.')),
    mend: align(
      'Either leave unicast_peer out on both, with one multicast group, or give each director the address of the other in unicast_peer and its own in unicast_src_ip.',
    ),
    never: neverTakeOff,
  },
  'pair-priority': {
    means:
      'The director with the higher address becomes MASTER. The cluster works, but not as anybody has decided it.',
    confirm: differs(),
    mend: align(
      'Give the director that shall be MASTER the higher priority, such as 150, and the other 100.',
    ),
  },
  'pair-master': {
    means:
      'At a start each director takes the VIPs at once and gives them up again when it hears the other. Clients lose connections meanwhile.',
    confirm: differs(log('After a start it says MASTER and soon BACKUP.')),
    mend: align(
      'Write state BACKUP on the director with the lower priority, or on both: the priority decides.',
    ),
  },
  'pair-sync-group': {
    means:
      'What belongs together, as the VIP of clients and the gateway of real servers, is torn apart at a failover: one director then has one of them, and the other director the rest.',
    confirm: differs({
      run: 'grep -n -A8 vrrp_sync_group /etc/keepalived/keepalived.conf',
      text: 'On both directors.',
    }),
    mend: align(
      'Give both files the same vrrp_sync_group blocks. With NAT the instances of the VIPs and of the gateway belong into one.',
    ),
    never: neverCopy,
  },
  'pair-host-name': {
    means: 'A mail or a trap does not tell which director it is from. VRRP itself does not use the name.',
    confirm: differs(),
    mend: align('Give each director the name of its host as router_id.'),
  },
  'pair-virtual-server': {
    means:
      'After a failover the service does not exist: the director answers for its address and refuses the connections.',
    confirm: differs(table('On both directors: the virtual server is there on one only.')),
    mend: align('Put the virtual server with all its real servers into both files, or take it out of both.'),
    never: neverCopy,
  },
  'pair-real-server': {
    means:
      'The real server gets connections behind one director only. A failover changes how many carry the load.',
    confirm: differs(table('On both directors: the real server is there on one only.')),
    mend: align(
      'Put the real server into both files. One that is to leave take out of both, its service first and its VIP last.',
    ),
  },
  'pair-forwarding': {
    means:
      'A real server is prepared for one method. Behind the other director its answers do not reach the clients.',
    confirm: differs(table('On both directors: Route is DR, Masq is NAT, Tunnel is TUN.')),
    mend: align(
      'Write the method for which the real server is prepared, in lb_kind of the virtual server or lvs_method of the real server, on both directors.',
    ),
  },
  'pair-setting': {
    means:
      'The service behaves otherwise after a failover: other real servers get the load, clients stay or do not, the sorry server comes sooner or later.',
    confirm: differs(table('On both directors: compare scheduler, persistence and weights.')),
    mend: align('Find out which of the two is meant, and write it on both directors.'),
  },
  'pair-sync-daemon': {
    means:
      'Connections are not handed over. A failover cuts those that are open, and persistent clients come to another real server.',
    confirm: differs(
      {
        run: 'ipvsadm -L --daemon',
        text: 'On both directors: one has a master daemon, the other a backup daemon, with one syncid.',
      },
      addresses('See which interface connects the directors.'),
    ),
    mend: align(
      'Write lvs_sync_daemon IFACE INSTANCE id 1 into global_defs on both directors, with the same id and the interface that each has.',
    ),
  },
} as const satisfies Remedies<typeof pairRules>
