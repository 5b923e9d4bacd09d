import type { Remedies, Step } from '../../../runtime/remedy.ts'
import type { vrrpRules } from '../../rules/vrrp.ts'
import { adverts, change, changeAndStart, log, told, untold } from '../steps.ts'

const bound = (text: string): Step => ({ run: 'ip address show to VIP', text })

/** What to do about the addresses of a vrrp_instance: VIPs, peers, interfaces, routes. */
export const addressRemedies = {
  'vrrp-address': {
    means:
      'Adverts go to other addresses or come from another one than written. A peer that is left out hears nothing and becomes MASTER too.',
    confirm: told(adverts('It shows from where to where adverts go.')),
    mend: change(
      'Write one address on each line, in numbers, of the family of the instance. A group is a multicast address, such as 224.0.0.18 or ff02::12.',
    ),
  },
  'vip-refused': {
    means: 'keepalived never binds this VIP. Its services are not reachable, and a failover does not help.',
    confirm: told(bound('It is bound on no director.')),
    mend: change(
      'Write the address in numbers: 192.0.2.10/32 dev IFACE. A label has at most 15 characters, IPv6 has no brd.',
      'An address of the other family goes into virtual_ipaddress_excluded, or into an instance of its own.',
    ),
    never: 'Do not bind the VIP by hand: the next failover leaves it behind.',
  },
  'vip-option': {
    means: 'The VIP is bound without the word, or with the prefix length that the alarm names.',
    confirm: told(bound('It shows how the VIP is bound.')),
    mend: change('Correct the word or take it out: ADDRESS/32 dev IFACE scope global label NAME.'),
  },
  'too-many-vips': {
    means:
      'The VIPs beyond are bound, and adverts do not name them: a director with other VIPs is not noticed.',
    confirm: told(),
    mend: change(
      'Put them into virtual_ipaddress_excluded, the same on every director, or into another instance.',
    ),
  },
  'vip-twice': {
    means:
      'When one of the two places gives the address up, it is gone for the other too: clients lose the VIP although a MASTER is there.',
    confirm: untold(bound('See whether it is there at all.')),
    mend: change('Take the VIP out of one of the two places, on both directors.'),
  },
  'vip-prefix': {
    means:
      'The director may send from the VIP. Its health checks then come from it and fail or are filtered, and they change with each failover.',
    confirm: untold(bound('With /128 it is deprecated; any other is a source address.')),
    mend: change('Write the VIP with /128, or preferred_lft 0 behind it.'),
  },
  'interface-name': {
    means:
      'The instance has no such interface. If it is its own, keepalived does not run at all; a name for a VMAC is replaced by vrrp. and the virtual_router_id.',
    confirm: told({ run: 'ip -br link', text: 'See which interfaces there are.' }),
    mend: changeAndStart(
      'Write the name of an interface with at most 15 characters, without a label such as :1, and not lo.',
    ),
    never:
      'Do not reload keepalived with it: an instance without an interface ends it at once, and its VIPs stay bound.',
  },
  'unicast-conflict': {
    means:
      'Adverts may go out as multicast although unicast is meant, and where the network filters that, both directors are MASTER.',
    confirm: told(adverts('It shows to which address adverts go.')),
    mend: change(
      'Name the other director: unicast_peer {, its address on a line of its own, and }. Or take the unicast keywords out.',
      'mcast_dst_ip does not go with unicast peers, vrf not with an interface.',
    ),
  },
  'unicast-fault': {
    means: 'The instance is in FAULT from its start and never takes its VIPs on this director.',
    confirm: untold(log('It says: Entering FAULT STATE.')),
    mend: change(
      'Name the other director: unicast_peer {, its address on a line of its own, and }. Or take unicast_fault_no_peer out.',
    ),
  },
  'strict-unicast': {
    means: 'It works with keepalived 2.2.7. After an upgrade VRRP may not start, and no VIP is bound.',
    confirm: untold({ run: 'keepalived --version', text: 'See which version runs, and which one comes.' }),
    mend: change('Take vrrp_strict out on both directors, before an upgrade.'),
  },
  'unicast-source-missing': {
    means: 'It works as long as the first address of the interface is the one that the peer expects.',
    confirm: untold({
      run: 'ip -br address show IFACE',
      text: 'The first address is the one that adverts come from.',
    }),
    mend: change('Write unicast_src_ip with the own address of this director into the instance.'),
  },
  'vmac-conflict': {
    means:
      'keepalived goes without the VMAC or with another setting, and the VIPs may be on another interface or MAC than meant.',
    confirm: told({ run: 'ip -d link show', text: 'See which interfaces are macvlan or ipvlan.' }),
    mend: change(
      'Follow the advice: with unicast add vmac_xmit_base and an interface; write use_vmac for the instance or for the address, not for both; give each VMAC its own name.',
    ),
  },
  'route-entry': {
    means:
      'The route or rule is not set when the instance becomes MASTER, so that packets may take another way.',
    confirm: told(
      { run: 'ip route show table all', text: 'On the MASTER: the route is missing.' },
      { run: 'ip rule show', text: 'On the MASTER: the rule is missing.' },
    ),
    mend: change('Write it as ip route or ip rule takes it: 198.51.100.0/24 via 192.0.2.254 dev IFACE.'),
  },
} as const satisfies Partial<Remedies<typeof vrrpRules>>
