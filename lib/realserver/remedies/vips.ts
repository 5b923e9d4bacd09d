import type { Remedies } from '../../runtime/remedy.ts'
import type { realServerRules } from '../rules.ts'

const holdsVip = {
  run: 'ip address show to VIP',
  text: 'On lo, with the whole length: /32, for IPv6 /128.',
} as const

const listens = {
  run: 'ss -ltn sport = :PORT',
  text: 'The service listens on the VIP, or on all addresses (0.0.0.0, [::], *).',
} as const

const arpSettings = {
  run: "sysctl -a --pattern 'net.ipv4.conf.*arp_'",
  text: 'arp_ignore 1 and arp_announce 2 for all. The larger of all and of the interface counts; lo alone does nothing.',
} as const

const quiet = {
  run: 'sysctl -w net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2',
  text: 'First keep quiet about the VIP. Write both into a file in /etc/sysctl.d as well.',
} as const

const bind = {
  run: 'ip address add VIP/32 dev lo',
  text: 'Then bind it; IPv6 with /128. Put the same where the host does so at its start.',
} as const

/** Where a VIP, what listens on it, or ARP is not what a real server needs. */
export const vipRemedies = {
  'vip-not-bound': {
    means:
      'The directors go on to send clients here, and this host does not take them: their requests are lost. Health checks ask for the own address of this host, so everything else is green.',
    confirm: [
      { run: 'ip address show to VIP', text: 'Nothing is printed.' },
      listens,
      {
        run: 'ipvsadm -Ln',
        text: 'On the director: this real server is in the table, with a weight above 0.',
      },
    ],
    mend: [
      quiet,
      bind,
      {
        text: 'Where this real server is to be taken out: stop the service first. The directors take it out of the table, and then the VIP may go.',
      },
    ],
    never:
      'Do not bind the VIP to eth0 or the like: this host then answers ARP for it, and takes it from the director.',
  },
  drained: {
    means:
      'This real server was taken out in the right order: service stopped, VIP gone. Users notice nothing; the others carry its share.',
    confirm: [
      listens,
      { run: 'ipvsadm -Ln', text: 'On the director: this real server is gone, or has weight 0.' },
      { run: 'check_ipvs_drift', text: 'On the director: how many of the others are up.' },
    ],
    mend: [
      { text: 'To bring it back: the VIP first, the service last.' },
      quiet,
      bind,
      { run: 'systemctl start SERVICE', text: 'The directors take it in when their health check succeeds.' },
      {
        text: 'To keep it out for good: take it out of keepalived.conf on both directors. While it is planned: --state drained=ok, or a downtime.',
      },
    ],
    never: 'Do not start the service before the VIP is bound: the directors send clients at once.',
  },
  'service-down': {
    means:
      'The service does not run here. The directors take this real server out when their health check fails; until then its clients are refused.',
    confirm: [
      { run: 'systemctl --failed', text: 'The unit of the service, if it has failed.' },
      listens,
      { run: 'journalctl -u SERVICE -n 50', text: 'Why it ended.' },
      { run: 'df -h', text: 'A full disk ends many a service, and keeps it from starting.' },
    ],
    mend: [
      { run: 'systemctl start SERVICE', text: 'The directors take the real server in by themselves.' },
      {
        run: 'curl -sv -o /dev/null http://RIP:PORT/',
        text: 'An access as a user makes it, from another host.',
      },
    ],
    never:
      'Do not take the VIP off while the directors still send clients here: refused is better than lost, as clients try again.',
  },
  'service-not-on-vip': {
    means:
      'The service listens on other addresses than the VIP. Health checks succeed, and every client that the directors send here is refused.',
    confirm: [listens, { run: 'ss -Hlntu', text: 'All that listens, by address.' }, holdsVip],
    mend: [
      {
        text: 'Let the service listen on the VIP too, or on all addresses; for IPv6 likewise. Where it binds the VIP, the VIP has to be there before it starts.',
      },
      { run: 'systemctl restart SERVICE', text: 'Do one real server after the other.' },
      listens,
    ],
    never: 'Do not let it listen on the VIP alone: then the health checks of the directors fail.',
  },
  'not-accepted': {
    means:
      'Connections are made and nobody serves them: the service hangs or has too much to do. Clients wait, and a TCP_CHECK of the directors still succeeds.',
    confirm: [
      { run: 'ss -lntp sport = :PORT', text: 'Recv-Q: how many wait. Beside it the process.' },
      {
        run: 'ps -o pid,stat,wchan,cmd -p PID',
        text: 'STAT T is stopped, D waits for a disk or a file server, R computes.',
      },
      { run: 'vmstat 1 5', text: 'Processor, swap and disk, for five seconds.' },
    ],
    mend: [
      { run: 'kill -CONT PID', text: 'Where it is stopped (T).' },
      { text: 'Where it waits (D): the disk, the file server, the database behind it.' },
      { run: 'systemctl restart SERVICE', text: 'Where it hangs. Its open connections break.' },
      { text: 'Give the directors an HTTP_GET with a timeout in place of TCP_CHECK: it sees this.' },
    ],
  },
  'arp-answers': {
    means:
      'This real server answers for the VIP, or speaks in its name. Clients and routers take it for the director: all traffic comes here, past the balancing, and this is the only one that serves.',
    confirm: [
      arpSettings,
      holdsVip,
      {
        run: 'arping -c 3 -I IFACE VIP',
        text: 'From another host of the network: only the MAC of the director answers.',
      },
    ],
    mend: [
      quiet,
      {
        run: 'ip address del VIP/PREFIX dev IFACE',
        text: 'Where the VIP is on another interface than lo. arp_ignore does not help there.',
      },
      bind,
      { run: 'ip neigh flush to VIP', text: 'On the router and on clients that have learned the wrong MAC.' },
      {
        run: 'arping -A -c 3 -I IFACE VIP',
        text: 'On the MASTER: tells routers and hosts at once where the VIP is.',
      },
    ],
    never:
      'Do not take the VIP off while the service runs: then what the directors send here is lost. Settle ARP first.',
  },
  'arp-silent': {
    means:
      'arp_ignore 8 keeps this host from answering for any address, its own too. Who has no entry for it yet cannot reach it.',
    confirm: [
      arpSettings,
      { run: 'arping -c 3 -I IFACE RIP', text: 'From another host of the network: nobody answers.' },
    ],
    mend: [
      {
        run: 'sysctl -w net.ipv4.conf.all.arp_ignore=1',
        text: 'And for the interface, where that one has 8.',
      },
      { run: 'grep -rn arp_ignore /etc/sysctl.conf /etc/sysctl.d', text: 'Mend it there, too.' },
    ],
  },
  'vip-netmask': {
    means:
      'The VIP is on lo with the prefix of a network. This host takes all addresses of that network for its own and cannot talk to the hosts there, the directors and its database maybe among them.',
    confirm: [
      { run: 'ip address show dev lo', text: 'The VIP has another length than /32 (IPv6: /128).' },
      { run: 'ip route get RIP', text: 'With the address of a neighbour: local or dev lo is wrong.' },
    ],
    mend: [
      {
        run: 'ip address add VIP/32 dev lo',
        text: 'First the right one, then take the wrong one off. IPv6 the other way round, with /128.',
      },
      { run: 'ip address del VIP/PREFIX dev lo', text: 'With the prefix that it has now.' },
      { text: 'Mend the script or the file that binds it.' },
    ],
  },
} as const satisfies Partial<Remedies<typeof realServerRules>>
