import { showTable } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { realServerRules } from '../rules.ts'

const filter = {
  run: 'nft list ruleset',
  text: 'The rules, in the order in which they are asked. Those of iptables: iptables -S INPUT.',
} as const

/** Where the host, its network or its packet filter keeps it from serving. */
export const hostRemedies = {
  'link-down': {
    means:
      'The directors cannot reach this host. They take it out of the table, and the others carry its share.',
    confirm: [
      { run: 'ip -br link', text: 'DOWN: switched off here. NO-CARRIER: cable or switch.' },
      {
        run: 'ethtool IFACE',
        text: 'Link detected: no means that the cable or the port of the switch is dead.',
      },
      { run: 'ip -s link show IFACE', text: 'Errors that rise tell of a cable that dies.' },
    ],
    mend: [
      { run: 'ip link set IFACE up', text: 'Where it is only switched off.' },
      { text: 'Without a link: the cable, the port of the switch, the host of the virtual machine.' },
    ],
  },
  'tunnel-down': {
    means:
      'Nothing unpacks what the directors send by tunnel. Every client that they send here is lost, and health checks do not see it.',
    confirm: [
      {
        run: 'ip -d link show type ipip',
        text: 'tunl0 is there and UP. For IPv6: type ip6tnl, with the interface ip6tnl0.',
      },
      { run: 'ip address show to VIP', text: 'The VIP is here.' },
    ],
    mend: [
      { run: 'modprobe ipip', text: 'Where there is no tunl0; for IPv6: ip6_tunnel.' },
      {
        run: 'ip link set tunl0 up',
        text: 'For IPv6: ip6tnl0. Put both where the host does so at its start.',
      },
    ],
  },
  'rp-filter': {
    means:
      'The kernel unpacks what the directors send and drops it then, as it did not expect it by that interface. Every client that they send here is lost.',
    confirm: [
      {
        run: 'sysctl net.ipv4.conf.all.rp_filter net.ipv4.conf.tunl0.rp_filter',
        text: 'The larger one counts: 0, or 2 with an address on tunl0, is right.',
      },
      { run: 'nstat -az TcpExtIPReversePathFilter', text: 'It rises with each packet that is dropped.' },
    ],
    mend: [
      {
        run: 'sysctl -w net.ipv4.conf.tunl0.rp_filter=2',
        text: 'And the same into a file in /etc/sysctl.d.',
      },
      { run: 'ip address add VIP/32 dev tunl0', text: 'Where tunl0 has no address: 2 works with one only.' },
    ],
  },
  mtu: {
    means:
      'The tunnel takes packets that do not fit into the outer one. Small requests work, large uploads hang.',
    confirm: [
      {
        run: 'ip link show',
        text: 'The mtu of tunl0 is 20 less than that of the interface below it; of ip6tnl0, 40.',
      },
      {
        run: 'ping -c 3 -M do -s 1472 RIP',
        text: 'From the director: whether the whole size passes without the tunnel.',
      },
    ],
    mend: [
      {
        run: 'ip link set tunl0 mtu 1480',
        text: 'For Ethernet with 1500. Put it where the host does so at its start.',
      },
      {
        text: 'Where clients still send too much: lower the MSS of what this host answers by the VIP (nft: tcp option maxseg size set).',
      },
    ],
  },
  gateway: {
    means:
      'Answers to clients do not go back through the director, which alone can turn the addresses round. Clients do not take them: the service does not answer for them.',
    confirm: [
      {
        run: 'ip route show default',
        text: 'It leads to the address that moves with the active director. IPv6: ip -6 route show default.',
      },
      { run: 'ip neigh show', text: 'The MAC of the gateway is that of the MASTER.' },
    ],
    mend: [
      {
        run: 'ip route replace default via GATEWAY',
        text: 'GATEWAY is a VIP of the directors on this network, not the own address of one of them. IPv6: ip -6 route.',
      },
      { text: 'Write it into the configuration of the network of this host.' },
    ],
    never: 'Do not use the own address of a director: after a failover it is the wrong one.',
  },
  'director-loop': {
    means:
      'This host is a backup director as well. What the active one sends here is balanced once more, and may go round between the two until it dies.',
    confirm: [
      { run: 'sysctl net.ipv4.vs.backup_only', text: '0: the table counts on a backup, too.' },
      showTable,
    ],
    mend: [
      {
        run: 'sysctl -w net.ipv4.vs.backup_only=1',
        text: 'On both directors, and in a file in /etc/sysctl.d. It works while the sync daemon runs as backup.',
      },
      { run: 'ipvsadm -Ln --daemon', text: 'The sync daemon runs as backup here.' },
    ],
  },
  'firewall-refuses': {
    means:
      'A rule of the packet filter on this host drops or rejects the service. Clients that the directors send here are lost.',
    confirm: [
      filter,
      {
        run: 'curl -sv -o /dev/null -m 5 http://RIP:PORT/',
        text: 'From another host, where the rule is for all addresses.',
      },
    ],
    mend: [
      {
        text: 'Take the rule away: the hint of the alarm has the command, as nft needs the handle of the rule (nft -a list ruleset).',
      },
      { text: 'Take it out of the file as well: /etc/nftables.conf, or the rules of whatever writes them.' },
    ],
    never: 'Do not flush the whole packet filter: the host is open then, and its policy may cut you off.',
  },
  firewall: {
    means:
      'The packet filter refuses what no rule lets in, and no rule for the service is seen. If so, clients that the directors send here are lost.',
    confirm: [
      filter,
      {
        run: 'curl -sv -o /dev/null -m 5 http://RIP:PORT/',
        text: 'From another host: an answer means that a rule the check cannot read lets it in.',
      },
    ],
    mend: [
      {
        run: 'nft insert rule inet filter input tcp dport PORT accept',
        text: 'With the family, table and chain that the alarm names.',
      },
      { run: 'iptables -I INPUT -p tcp --dport PORT -j ACCEPT', text: 'Where iptables is used.' },
      { text: 'Write it into the file as well. Where it is let in another way: --state firewall=ok.' },
    ],
  },
  load: {
    means: 'The host has more to do than its processors can. Users of this real server wait.',
    confirm: [
      {
        run: 'ps -eo pcpu,stat,comm --sort=-pcpu',
        text: 'Who takes the processor. Many with STAT D wait for a disk or a file server instead.',
      },
      { run: 'vmstat 1 5', text: 'si and so: memory is short. wa: the disk is slow.' },
      { run: 'ipvsadm -Ln', text: 'On the director: whether this one gets more than the others.' },
    ],
    mend: [
      { text: 'End what does not belong here: a backup, a job of cron, a process gone wild.' },
      { text: 'One real server alone: lower its weight on both directors, then reload keepalived.' },
      { text: 'All of them: there are too few. See that no other one is down.' },
    ],
    never: 'Do not take it out while the others are loaded as well: they fall next.',
  },
} as const satisfies Partial<Remedies<typeof realServerRules>>
