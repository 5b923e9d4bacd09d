import type { Remedies } from '../../runtime/remedy.ts'
import type { meaningRules } from '../rules/meaning.ts'
import { addresses, change, table, untold } from './steps.ts'

const dropping = {
  confirm: untold({
    run: 'nft list ruleset',
    text: 'On the MASTER: the table keepalived has the line ip daddr @vips drop.',
  }),
  mend: change(
    'Take out vrrp_strict or no_accept on both directors. To keep vrrp_strict, use version 3 and write accept.',
    'Without vrrp_strict an authentication block counts again: compare both directors.',
  ),
  never: 'Do not delete the rules of keepalived with nft: it puts them back when it becomes MASTER.',
} as const

/** What to do about a configuration that cannot work as it seems to be meant. */
export const meaningRemedies = {
  'empty-configuration': {
    means:
      'With this file the director has no VIPs and no services. If it is loaded, the other director carries all alone; if both have it, the cluster is down.',
    confirm: untold(
      { run: 'cat -A /etc/keepalived/keepalived.conf', text: 'See what is in it.' },
      addresses('No VIP is there, if it is loaded.'),
    ),
    mend: change({
      run: 'cp BACKUP /etc/keepalived/keepalived.conf',
      text: 'Put the last backup in its place, or the copy of the other director with its own priority and addresses.',
    }),
    never: 'Do not reload keepalived before: what it runs now is all that is left of the configuration.',
  },
  'vip-in-no-instance': {
    means:
      'keepalived balances an address that it binds nowhere. Nobody answers for it, or only the director where somebody has bound it by hand, and not after a failover.',
    confirm: untold(
      { run: 'ip address show to VIP', text: 'See whether the address is here, and on which interface.' },
      table('The virtual server is there.'),
    ),
    mend: change(
      'Put the address into virtual_ipaddress of the vrrp_instance that is to hold it, on both directors within seconds of each other.',
      'If the instance must not announce it, put it into virtual_ipaddress_excluded, on both. A virtual server that is not used any more take out.',
    ),
    never: 'Do not bind the address by hand: the next failover leaves it behind.',
  },
  'vip-not-reachable': {
    means:
      'The director drops all that is sent to the VIP. Who only sends packets through it, as through a gateway, does not notice.',
    ...dropping,
  },
  'balanced-vip-dropped': {
    means:
      'The director drops all that is sent to the VIP, before IPVS gets it: the service is down for all users, and pings fail alike.',
    ...dropping,
  },
} as const satisfies Remedies<typeof meaningRules>
