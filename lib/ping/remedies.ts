import type { Remedies } from '../runtime/remedy.ts'
import { hereRemedies } from './remedies/here.ts'
import type { pingRules } from './rules.ts'

const conflict = {
  run: 'check_vip_conflict -H VIP',
  text: 'From a host of the network of the VIP: who answers for it, one director, two, or nobody.',
} as const

const bound = {
  run: 'ip address show to VIP',
  text: 'On both directors: it is on one of them, and on that one alone.',
} as const

const fromNear = {
  run: 'ping -n -c 20 VIP',
  text: 'From a host of the network of the VIP: whether it is the way or the director.',
} as const

/** From each alarm of check_vip_ping to its remedy. */
export const pingRemedies = {
  ...hereRemedies,
  'no-reply': {
    means:
      'The VIP does not answer ping. Either no director holds it and its services are down, or only ping is dropped and users notice nothing.',
    confirm: [
      {
        run: 'check_vip_service -H VIP',
        text: 'From the monitoring host: an answer means that only ping is dropped. Another port: --tcp -p PORT.',
      },
      conflict,
      bound,
    ],
    mend: [
      {
        run: 'check_lvs_director',
        text: 'On both directors, where nobody holds the VIP: what is wrong there.',
      },
      {
        run: 'nft list ruleset',
        text: 'On the director that holds it: a rule that drops echo-request, or all that goes to the VIP.',
      },
      {
        run: 'grep -rn -E "vrrp_strict|accept" /etc/keepalived',
        text: 'vrrp_strict drops what is sent to the VIP itself, ping too: take it out, or write accept in the instance.',
      },
    ],
    never: 'Do not bind the VIP by hand before you have seen both directors: it may then be on two of them.',
  },
  unreachable: {
    means:
      'A router or the monitoring host says that there is no way to the VIP. On the network of the VIP it means that nobody answers ARP: its services are down.',
    confirm: [
      { run: 'ip route get VIP', text: 'On the monitoring host: the way it takes.' },
      { run: 'traceroute -n VIP', text: 'How far packets get.' },
      conflict,
      bound,
    ],
    mend: [
      {
        run: 'check_lvs_director',
        text: 'On both directors, where nobody holds the VIP: what is wrong there.',
      },
      { text: 'Where a director holds it: the router that says so has no route, or a filter that rejects.' },
    ],
  },
  loss: {
    means: 'Packets to the VIP are lost. Users wait and try again.',
    confirm: [
      fromNear,
      { run: 'ip -s link show IFACE', text: 'On the director that holds it: errors and drops that rise.' },
      conflict,
    ],
    mend: [
      { text: 'Lost on the way only: the routers and links in between.' },
      {
        text: 'Lost near by, too: cable, port of the switch, a link that is full, or a director with too much to do.',
      },
      {
        text: 'Every other packet, or in bursts: two hosts answer for the VIP, or it moves. See the rule split-brain.',
      },
    ],
  },
  slow: {
    means: 'The way to the VIP takes long. Users notice it with every request.',
    confirm: [fromNear, { run: 'traceroute -n VIP', text: 'From which router on it takes long.' }],
    mend: [
      { text: 'A link that is full, or a detour after a link has failed.' },
      { run: 'vmstat 1 5', text: 'On the director: whether it has too much to do.' },
    ],
  },
  duplicates: {
    means:
      'Two hosts answer for the VIP: two directors, a real server or a stranger. Clients reach one or the other by chance.',
    confirm: [conflict, bound],
    mend: [
      {
        text: 'Two directors: see the rule split-brain. A real server: realserver-answers. Another host: address-conflict.',
      },
      { text: 'One host only: the network sends packets twice, by a mirror port or a loop.' },
    ],
  },
  'no-targets': {
    means: 'The check found no VIP to ping, or more than fit in its time. Nothing was asked.',
    confirm: [
      { run: 'namei -l FILE', text: 'The user of the check may read the copy of keepalived.conf.' },
      { run: 'grep -n -A 8 virtual_ipaddress FILE', text: 'The VIPs that it has.' },
    ],
    mend: [
      { run: 'setfacl -m u:nagios:r FILE', text: 'Let the user of the check read it.' },
      { run: 'check_vip_ping -H VIP', text: 'Or name the VIPs.' },
      { text: 'More than fit in the time: fewer packets (-p), a larger -t, or several services.' },
    ],
  },
} as const satisfies Remedies<typeof pingRules>
