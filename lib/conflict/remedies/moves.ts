import type { Remedies } from '../../runtime/remedy.ts'
import type { conflictRules } from '../rules.ts'
import { adverts, announce, answers, firewall, flush, onDirectors } from './steps.ts'

/** Where the VIP has moved, or the network has not heard of it. */
export const moveRemedies = {
  'unexpected-owner': {
    means:
      'The VIP is on the other director than you want. Users are served, and there may be no other one left to take over.',
    confirm: [
      {
        run: 'journalctl -u keepalived -g STATE -n 20',
        text: 'On the wanted director: when it lost the VIP, and what came before.',
      },
      { run: 'check_lvs_director', text: 'On the wanted director: what keeps it from being MASTER.' },
      {
        run: 'grep -rn -E "priority|nopreempt" /etc/keepalived',
        text: 'With nopreempt the VIP stays where it is until somebody moves it.',
      },
    ],
    mend: [
      { text: 'Mend what made it move. With the higher priority the wanted director takes it back.' },
      {
        run: 'systemctl restart keepalived',
        text: 'On the one that holds it, where nopreempt keeps it there: a short break, so choose the hour.',
      },
      { text: 'Where the new place is meant: change --owner of the check.' },
    ],
  },
  'stale-neighbour': {
    means:
      'This host had the wrong MAC for the VIP. Its own entry is right now; routers and clients that missed the same news still send to the wrong host.',
    confirm: [
      { run: 'ip neigh show to VIP', text: 'On routers and clients: the MAC of the director that holds it.' },
      answers,
      { run: 'journalctl -u keepalived -g STATE -n 20', text: 'On the directors: when the VIP moved.' },
    ],
    mend: [
      flush,
      announce,
      {
        run: 'ip neigh del VIP dev IFACE',
        text: 'Where it is PERMANENT: somebody set it by hand, and no failover changes it.',
      },
      {
        text: 'Write vrrp_garp_master_refresh 60 into global_defs on both directors, then reload: the MASTER repeats the news each minute.',
      },
      {
        text: 'A switch that filters gratuitous ARP (dynamic ARP inspection, port security) has to let that of the directors pass.',
      },
    ],
  },
  'no-adverts': {
    means:
      'Nobody says on the network that he is MASTER, although the VIP answers. The directors may not hear each other: the next fault makes two MASTERs.',
    confirm: [
      adverts,
      onDirectors,
      {
        run: 'grep -rn -A 3 unicast_peer /etc/keepalived',
        text: 'With unicast the adverts are seen on the directors alone: then leave --listen out.',
      },
    ],
    mend: [
      { run: 'check_lvs_director', text: 'On both directors: keepalived runs and is not stopped.' },
      firewall,
      { text: 'The switch: igmp snooping without a querier drops multicast after some minutes.' },
    ],
  },
} as const satisfies Partial<Remedies<typeof conflictRules>>
