import { keepalivedLog } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { conflictRules } from '../rules.ts'
import { adverts, announce, answers, byMac, firewall, flush, onDirectors } from './steps.ts'

/** Where the wrong host answers for a VIP, or too many, or none. */
export const holderRemedies = {
  'vip-unanswered': {
    means: 'No director holds the VIP. All its services are down.',
    confirm: [
      onDirectors,
      { run: 'systemctl status keepalived', text: 'On both directors: it runs.' },
      {
        run: 'journalctl -u keepalived -g STATE -n 20',
        text: 'On both directors: who is MASTER, or in FAULT state.',
      },
    ],
    mend: [
      {
        run: 'check_lvs_director',
        text: 'On both directors: what is wrong there, with the command that mends it.',
      },
      {
        run: 'systemctl start keepalived',
        text: 'Where it does not run, first on the director whose network and log are well.',
      },
      { text: 'FAULT on both: a tracked script or interface fails on both. Mend what they share.' },
    ],
    never: 'Do not bind the VIP by hand before you have seen both directors: it may then be on two of them.',
  },
  'split-brain': {
    means:
      'Both directors hold the VIP. Clients reach one or the other by chance, connections break, and with persistence or NAT users lose their sessions.',
    confirm: [
      onDirectors,
      {
        run: 'systemctl status keepalived',
        text: 'On both directors: one that was killed or is stopped has left its VIPs behind.',
      },
      adverts,
      firewall,
    ],
    mend: [
      {
        run: 'systemctl stop keepalived',
        text: 'To end it at once: on the director with the lower priority. The other one serves all.',
      },
      {
        run: 'ip address del VIP/PREFIX dev IFACE',
        text: 'Where keepalived was killed there: take off what it has left behind.',
      },
      {
        text: 'Let the adverts through: packet filter, switch (multicast, igmp snooping), VLAN. With unicast_peer: the addresses of each other.',
      },
      {
        run: 'check_keepalived_config --peer FILE',
        text: 'With a copy of the file of the other director: VRID, authentication, version and VIPs are the same.',
      },
      { run: 'systemctl start keepalived', text: 'Then start it again, and see that it becomes BACKUP.' },
      announce,
    ],
    never: 'Do not take a VIP off by hand where keepalived runs: it comes back, or the whole instance moves.',
  },
  'realserver-answers': {
    means:
      'A real server answers for the VIP. Clients that hear it first reach that one past the balancing, and its load rises until it falls.',
    confirm: [
      answers,
      { run: 'check_lvs_realserver --vip VIP', text: 'On the real server: what makes it answer.' },
      { run: 'ip address show to VIP', text: 'On the real server: on lo alone.' },
    ],
    mend: [
      {
        run: 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
        text: 'On the real server, and in a file in /etc/sysctl.d.',
      },
      {
        run: 'ip address del VIP/PREFIX dev IFACE',
        text: 'Where it is on another interface than lo; it belongs on lo with /32, for IPv6 /128.',
      },
      flush,
      announce,
    ],
    never: 'Do not take the VIP off lo while the service runs: what the director sends there is lost then.',
  },
  'address-conflict': {
    means:
      'A host that does not belong to the cluster has the address of the VIP. Users whose router has learned it do not reach the service.',
    confirm: [
      answers,
      byMac,
      { run: 'ip neigh show', text: 'Whether the same MAC has another address here: that names the host.' },
    ],
    mend: [
      {
        text: 'Find the port by the MAC in the tables of the switches, and shut it if its owner cannot be found.',
      },
      { text: 'Give that host another address; take the VIP out of the range of DHCP.' },
      flush,
      announce,
      {
        text: 'It is a director or a real server that the check does not know: name it with --director NAME=MAC or --realserver NAME=MAC.',
      },
    ],
    never: 'Do not answer it with more gratuitous ARP alone: the other host keeps answering.',
  },
  'duplicate-on-holder': {
    means:
      'This director holds the VIP and another host answers for it, too. Clients reach one or the other by chance.',
    confirm: [
      answers,
      adverts,
      {
        run: 'ip -6 address show to VIP',
        text: 'IPv6: dadfailed means that the kernel does not use the address.',
      },
    ],
    mend: [
      {
        text: 'Another director: see split-brain. A real server: see realserver-answers. A stranger: see address-conflict.',
      },
      {
        run: 'ip -6 address del VIP/PREFIX dev IFACE',
        text: 'IPv6 with dadfailed, when nobody else answers any more: then reload keepalived.',
      },
      announce,
    ],
  },
  'vrid-twice': {
    means:
      'Two clusters use one virtual_router_id on one network. They silence each other: one of them may have no MASTER, or two.',
    confirm: [
      adverts,
      { run: 'grep -rn virtual_router_id /etc/keepalived', text: 'On the directors of both clusters.' },
      keepalivedLog,
    ],
    mend: [
      {
        text: 'Choose a number from 1 to 255 that tcpdump does not show on this network, for the cluster that came later.',
      },
      { text: 'Write it on both of its directors.' },
      {
        run: 'systemctl reload keepalived',
        text: 'On the BACKUP first, then on the MASTER. In between both hold the VIPs: choose the hour.',
      },
      {
        run: 'check_vip_conflict -H VIP --listen 4',
        text: 'From a third host: one director for each cluster.',
      },
    ],
    never:
      'Do not tell them apart by another auth_pass: both still hear and refuse each other, and the log fills up.',
  },
} as const satisfies Partial<Remedies<typeof conflictRules>>
