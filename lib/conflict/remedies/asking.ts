import { grantConfig, whoMayRead } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { conflictRules } from '../rules.ts'

/** Where who holds a VIP could not be told. */
export const askingRemedies = {
  'hand-over': {
    means:
      'The VIP was just moving, or two hosts answered one after the other. Whether it is held twice is not known yet.',
    confirm: [
      {
        run: 'check_vip_conflict -H VIP',
        text: 'Once more: a VIP that has moved is held by one director now.',
      },
      {
        run: 'journalctl -u keepalived -g STATE -n 20',
        text: 'On the directors: whether it moved in these seconds.',
      },
    ],
    mend: [
      { text: 'It moved: nothing is to be mended here. See on the director why.' },
      {
        text: 'It says so again and again: the VIP moves all the time, see flapping of check_lvs_director. Give the check more time: -t 20.',
      },
    ],
  },
  'director-unknown': {
    means:
      'A MAC answers, and the check cannot tell whether it is that of a director. The VIP may be where it should be.',
    confirm: [
      { run: 'ip -br link', text: 'On each director: its MAC on the network of the VIP.' },
      { run: 'ip address show to VIP', text: 'On each director: which one holds it.' },
    ],
    mend: [
      { run: 'check_vip_conflict -H VIP --director NAME=MAC', text: 'Name each director by its MAC.' },
      {
        run: 'check_vip_conflict -H VIP --listen 4',
        text: 'With use_vmac all directors have one MAC: adverts tell who sends them.',
      },
    ],
  },
  'no-such-director': {
    means:
      '--owner names a director that the check does not know. Who holds the VIP was told, whether it is the right one was not.',
    confirm: [{ run: 'grep -rn router_id /etc/keepalived', text: 'On the directors: their names.' }],
    mend: [
      {
        run: 'check_vip_conflict -H VIP --owner NAME --director NAME=ADDRESS',
        text: 'Give the name with its address or its MAC.',
      },
    ],
  },
  'not-permitted': {
    means: 'The user of the check may not send ARP or listen. Who holds the VIP is not known.',
    confirm: [
      {
        run: 'getcap /usr/bin/arping /usr/bin/ndisc6 /usr/bin/tcpdump',
        text: 'cap_net_raw is printed for each that is used.',
      },
    ],
    mend: [
      {
        run: 'setcap cap_net_raw+ep /usr/bin/arping',
        text: 'Likewise /usr/bin/ndisc6, and /usr/bin/tcpdump with --listen. An update of the package takes it away again.',
      },
      { text: 'Or install the lines for sudo that nagios-cfg/sudoers.d has.' },
    ],
    never: 'Do not run the check as root for this.',
  },
  'no-program': {
    means: 'A program that the check needs is not on this host. Who holds the VIP is not known.',
    confirm: [
      { run: 'ls -l /usr/bin/arping /usr/bin/ndisc6 /usr/bin/tcpdump', text: 'Those that are there.' },
    ],
    mend: [
      {
        run: 'apt-get install iputils-arping ndisc6 tcpdump',
        text: 'ndisc6 for IPv6 VIPs, tcpdump for --listen.',
      },
    ],
  },
  'cannot-ask': {
    means: 'The program that asks or listens has failed. Who holds the VIP is not known.',
    confirm: [
      {
        run: 'arping -c 3 -I IFACE VIP',
        text: 'As the user of the check: what it prints. IPv6: ndisc6 -m VIP IFACE.',
      },
      { run: 'ip -br link', text: 'The interface is there and UP.' },
    ],
    mend: [
      { text: 'Name the right interface with -I IFACE.' },
      { text: 'With --listen: listen for three times advert_int and a second more.' },
    ],
  },
  'off-link': {
    means:
      'The VIP is on another network than this host. ARP does not pass routers, so this host cannot tell.',
    confirm: [{ run: 'ip route get VIP', text: 'via says that a router is in between.' }],
    mend: [
      { text: 'Run the check on a host of that network, through NRPE: a director, better a third host.' },
      { text: 'This host has a leg there under another name: -I IFACE.' },
    ],
  },
  'interface-down': {
    means: 'The interface of this host on the network of the VIP is down. Who holds the VIP is not known.',
    confirm: [
      { run: 'ip -br link show dev IFACE', text: 'DOWN: switched off. NO-CARRIER: cable or switch.' },
      { run: 'ethtool IFACE', text: 'Link detected: yes or no.' },
    ],
    mend: [
      { run: 'ip link set IFACE up', text: 'Where it is only switched off; otherwise cable and switch.' },
    ],
  },
  'nothing-to-ask': {
    means: 'The check found no VIP to ask for. Nothing was looked at.',
    confirm: [
      whoMayRead,
      { run: 'grep -rn -A 8 virtual_ipaddress /etc/keepalived', text: 'The VIPs that there are.' },
    ],
    mend: [
      grantConfig,
      { run: 'check_vip_conflict -H VIP', text: 'Or name the VIPs, those of one network in one service.' },
      { text: 'More than fit in the time: a larger -t, or several services.' },
    ],
  },
  'file-unreadable': {
    means: 'A file of --peer or --neighbour cannot be read. The rest was judged all the same.',
    confirm: [
      {
        run: 'namei -l FILE',
        text: 'The folder or the file that the user of the check may not open, or that is not there.',
      },
    ],
    mend: [
      { run: 'setfacl -m u:nagios:r FILE', text: 'Let the user of the check read it.' },
      { text: 'Whoever copies it there has to do so after each copy.' },
    ],
  },
} as const satisfies Partial<Remedies<typeof conflictRules>>
