import { keepalivedLog, orRestart, reload, restart, showGlobalAddresses } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { directorRules } from '../rules.ts'

const roles = {
  run: 'journalctl -u keepalived -g STATE -n 20',
  text: 'The last line of each instance says its role: MASTER, BACKUP or FAULT.',
} as const

/** Where a VIP, an interface or a role is not what it should be. */
export const instanceRemedies = {
  'interface-down': {
    means:
      'The network that carries the VIPs does not work on this host. Its instances are in FAULT state, and the other director has to serve alone.',
    confirm: [
      {
        run: 'ip -br link',
        text: 'DOWN: switched off here. LOWERLAYERDOWN or NO-CARRIER: cable, switch or the interface below it.',
      },
      {
        run: 'ethtool IFACE',
        text: 'Link detected: no means that the cable or the port of the switch is dead.',
      },
      { run: 'journalctl -k -g IFACE -n 20', text: 'When the link went, and what the driver said.' },
    ],
    mend: [
      { run: 'ip link set IFACE up', text: 'Where it is only switched off.' },
      { text: 'Without a carrier: the cable, the port of the switch, the host of the virtual machine.' },
      {
        run: 'grep -rn interface /etc/keepalived',
        text: 'Where there is no such interface: it was renamed, or the file is that of another host. Mend it, then reload keepalived.',
      },
      roles,
    ],
  },
  'vip-partly-bound': {
    means:
      'Some VIPs of an instance are on this host and some are not. The services of the missing ones are down if this director is MASTER; if it is BACKUP, those that are here are held twice.',
    confirm: [
      roles,
      showGlobalAddresses,
      {
        run: 'grep -rn -A 8 virtual_ipaddress /etc/keepalived',
        text: 'The VIPs that the instance should have.',
      },
      {
        run: 'journalctl -u systemd-networkd -u NetworkManager -n 50',
        text: 'Whether a network service was restarted: it takes off what it did not put there.',
      },
    ],
    mend: [
      {
        run: 'ip address add VIP/PREFIX dev IFACE',
        text: 'On the MASTER: put back what is missing. For IPv6 add: nodad preferred_lft 0.',
      },
      { run: 'ip address del VIP/PREFIX dev IFACE', text: 'On a BACKUP: take off what is here.' },
      orRestart,
      {
        text: 'Tell networkd (KeepConfiguration=yes) or NetworkManager (an unmanaged interface) to leave the addresses of keepalived alone.',
      },
    ],
    never:
      'Do not count on a reload: keepalived believes that the address is there, and adds what is new in the file only.',
  },
  'sync-group-torn': {
    means:
      'Instances that belong together are on two directors. What comes in by one and has to go out by the other, as with NAT and a firewall, is lost.',
    confirm: [
      roles,
      {
        run: 'grep -rn -A 8 vrrp_sync_group /etc/keepalived',
        text: 'The same names in the group on both directors.',
      },
      {
        run: 'check_keepalived_config --peer FILE',
        text: 'With a copy of the file of the other director: priorities and groups fit each other.',
      },
    ],
    mend: [
      restart,
      { text: 'Do so on the director that should be BACKUP, where both hold a part.' },
      keepalivedLog,
    ],
  },
  'vip-missing-on-master': {
    means:
      'This director believes that it is MASTER, and the VIP is nowhere: the other one does not take it as long as adverts come. Every service of the VIP is down.',
    confirm: [
      roles,
      { run: 'ip address show to VIP', text: 'Nothing is printed.' },
      {
        run: 'journalctl -u systemd-networkd -u NetworkManager -n 50',
        text: 'A network service that was restarted takes off what it did not put there.',
      },
    ],
    mend: [
      {
        run: 'ip address add VIP/PREFIX dev IFACE',
        text: 'The quick way. For IPv6 add: nodad preferred_lft 0.',
      },
      {
        run: 'arping -A -c 3 -I IFACE VIP',
        text: 'Tells the network where the VIP is now (the arping of iputils).',
      },
      orRestart,
      { text: 'Tell networkd or NetworkManager to leave the addresses of keepalived alone.' },
    ],
    never: 'Do not count on a reload: it does not put the VIP back.',
  },
  'vip-bound-on-backup': {
    means:
      'The VIP is on this host although the other director is MASTER. Two hosts answer for it, and clients reach one or the other by chance.',
    confirm: [
      roles,
      { run: 'ip address show to VIP', text: 'The VIP is here.' },
      { run: 'ip address show to VIP', text: 'On the other director: the VIP is there too.' },
      { run: 'check_vip_conflict -H VIP', text: 'From a third host of that network: two directors answer.' },
    ],
    mend: [
      { run: 'ip address del VIP/PREFIX dev IFACE', text: 'Here, on the one that is not MASTER.' },
      {
        run: 'grep -rn VIP /etc/network /etc/netplan /etc/systemd/network',
        text: 'Nothing but keepalived may bind the VIP: take it out of what you find.',
      },
      { run: 'arping -A -c 3 -I IFACE VIP', text: 'On the MASTER: tells the network where the VIP is.' },
    ],
    never: 'Do not take it off the MASTER: then nobody holds it for a while.',
  },
  'vip-duplicate': {
    means:
      'Another host answered when the kernel looked for the IPv6 address, so the kernel does not use it. Users of the VIP reach that other host, or nobody.',
    confirm: [
      { run: 'ip -6 address show to VIP', text: 'dadfailed stands beside the VIP.' },
      { run: 'ndisc6 -m VIP IFACE', text: 'The MAC of the host that answers for it.' },
      {
        run: 'check_vip_conflict -H VIP',
        text: 'On the other director, or from a third host: who it is, a director, a real server or a stranger.',
      },
    ],
    mend: [
      { text: 'Take the VIP off the host that answers. A real server holds it on lo alone, with /128.' },
      { run: 'ip -6 address del VIP/PREFIX dev IFACE', text: 'Take the dead address off here.' },
      restart,
    ],
    never:
      'Do not switch off duplicate address detection to be rid of the alarm: two hosts then use the address.',
  },
  'instance-fault': {
    means:
      'The instance cannot become MASTER on this director. The other one has to hold the VIPs; when it fails, nobody does.',
    confirm: [
      keepalivedLog,
      { run: 'ip -br link', text: 'The interface of the instance, and those in track_interface, are UP.' },
      {
        run: 'grep -rn -A 6 -E "vrrp_script|track_" /etc/keepalived',
        text: 'What the instance tracks. Run each script as its script_user does, and look at its exit code.',
      },
    ],
    mend: [
      {
        text: 'Mend what is tracked: the interface, or what the script looks at. The instance leaves FAULT by itself.',
      },
      {
        text: 'A script that is too slow: a larger timeout, interval or fall in its vrrp_script, then reload keepalived.',
      },
    ],
    never:
      'Do not take the tracking out to have it MASTER: a director that cannot serve then holds the VIPs.',
  },
  'addresses-unreadable': {
    means: 'The check cannot see the addresses of this host. Where the VIPs are is not known.',
    confirm: [
      { run: 'ip -j -d address show', text: 'As the user of the check: it prints JSON, and no error.' },
      { run: 'ip -V', text: 'iproute2 is 4.14 (ss171112) or later, whose ip knows -j.' },
    ],
    mend: [{ run: 'apt-get install iproute2', text: 'Where it is missing or too old.' }],
  },
  'role-unexpected': {
    means:
      'The VIPs have moved. Users are served by the director that should only stand by, so there is no other one left to take over, or both are MASTER.',
    confirm: [
      roles,
      { run: 'systemctl status keepalived', text: 'On the other director too: it runs.' },
      {
        run: 'check_vip_conflict -H VIP',
        text: 'From a third host of that network: one director alone answers.',
      },
      {
        run: 'grep -rn -E "priority|nopreempt|state" /etc/keepalived',
        text: 'With nopreempt the VIPs stay where they are until somebody moves them.',
      },
    ],
    mend: [
      { text: 'Mend what made them move: the other director, its interface, its tracked scripts.' },
      {
        run: 'systemctl restart keepalived',
        text: 'On the director that should be BACKUP, where nopreempt keeps the VIPs there: a short break, so choose the hour.',
      },
      { text: 'Where the new place is meant: change --role of the check.' },
    ],
    never:
      'Do not move the VIPs back before you know why they left: they leave again, and each move costs connections.',
  },
  'no-such-instance': {
    means: 'The check is asked for the role of an instance that it cannot see. The role is not known.',
    confirm: [
      { run: 'grep -rn vrrp_instance /etc/keepalived', text: 'The names that there are, letter by letter.' },
      { run: 'check_lvs_director -v', text: 'What the check has found of each instance.' },
    ],
    mend: [
      { text: 'Write the name in --role as keepalived.conf has it.' },
      {
        text: 'An instance without VIPs tells its role by the log alone: let the check read it, and leave out --no-log.',
      },
      reload,
    ],
  },
} as const satisfies Partial<Remedies<typeof directorRules>>
