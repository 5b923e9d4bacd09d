/** Steps that remedies of check_vip_conflict have in common. */

export const onDirectors = {
  run: 'ip address show to VIP',
  text: 'On both directors: it is on one of them, and on that one alone.',
} as const

export const answers = {
  run: 'arping -c 3 -I IFACE VIP',
  text: 'From a third host of that network: each MAC that answers. IPv6: ndisc6 -m VIP IFACE.',
} as const

export const adverts = {
  run: 'tcpdump -c 20 -ni IFACE vrrp',
  text: 'On both directors: adverts of one sender. It ends after 20 packets.',
} as const

export const firewall = {
  run: 'nft list ruleset',
  text: 'On both directors: protocol 112 (vrrp) to 224.0.0.18 or to the other director may pass. IPv6: ff02::12.',
} as const

export const flush = {
  run: 'ip neigh flush to VIP',
  text: 'On routers and hosts that have learned the wrong MAC.',
} as const

export const announce = {
  run: 'arping -A -c 3 -I IFACE VIP',
  text: 'On the MASTER: tells routers and hosts at once where the VIP is now.',
} as const

export const byMac = {
  run: 'tcpdump -c 20 -nei IFACE ether host MAC',
  text: 'What that host sends, and with which addresses. The tables of the switches tell its port.',
} as const
