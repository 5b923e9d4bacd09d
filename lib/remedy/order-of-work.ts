import type { Step } from '../runtime/remedy.ts'
import { keepalivedLog, keepalivedStatus } from './steps.ts'

/** In which order to look at an object of a cluster: what is found most often, and costs least to see, comes first. */
export interface OrderOfWork {
  /** `A director` */
  readonly title: string
  /** What says most of it at once. */
  readonly about: string
  readonly stages: readonly Stage[]
}
/** Where to look, and with what. */
interface Stage {
  readonly name: string
  readonly steps: readonly Step[]
}

const kernelLog: Step = {
  run: 'journalctl -p warning -n 50',
  text: 'What the kernel and all services complain of: disks, memory, links, a service that has ended.',
}
const addresses: Step = {
  run: 'ip -br address',
  text: 'Interfaces are UP, and have the addresses that they should.',
}
const way: Step = {
  run: 'ping -c 3 HOST',
  text: 'The other director, the router, the monitoring host. What does not answer: traceroute -n HOST.',
}
const bound: Step = {
  run: 'ip address show to VIP',
  text: 'The interface that the VIP is on. Nothing: it is not here.',
}
const table: Step = {
  run: 'ipvsadm -Ln',
  text: 'Each virtual server, its real servers and their weights. An empty list on the MASTER is an outage.',
}
const filter: Step = { run: 'nft list ruleset', text: 'Rules of iptables: iptables -S.' }

const director: OrderOfWork = {
  title: 'A director',
  about: 'check_lvs_director looks at all of this at once, check_ipvs_drift at the table.',
  stages: [
    { name: 'The system log', steps: [keepalivedLog, kernelLog] },
    { name: 'The network of the director', steps: [addresses, way] },
    {
      name: 'keepalived and IPVS',
      steps: [
        keepalivedStatus,
        {
          run: 'ps -o pid,ppid,stat,etime,cmd -C keepalived',
          text: 'A parent, one child for VRRP, one for the checkers.',
        },
        { run: 'cat /proc/net/ip_vs', text: 'It is there when the module ip_vs is loaded.' },
        bound,
        table,
      ],
    },
    {
      name: 'The packet filter',
      steps: [
        {
          ...filter,
          text: `VRRP (protocol 112) between the directors may pass, and what goes to the VIPs. ${filter.text}`,
        },
      ],
    },
    {
      name: 'keepalived.conf',
      steps: [
        {
          run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf',
          text: 'keepalived starts with a broken file and does less than it says: one lost brace is enough.',
        },
        {
          run: 'check_keepalived_config --peer FILE',
          text: 'With a copy of the file of the other director. virtual_router_id, VIPs and authentication have to be the same; priority and router_id have to differ.',
        },
      ],
    },
  ],
}

const realServer: OrderOfWork = {
  title: 'A real server',
  about: 'check_lvs_realserver --vip VIP -p PORT looks at most of this at once.',
  stages: [
    { name: 'The system log', steps: [kernelLog] },
    { name: 'The network of the real server', steps: [addresses, way] },
    {
      name: 'The service',
      steps: [
        { run: 'systemctl status SERVICE', text: 'It runs, and since when.' },
        {
          run: 'curl -sv -o /dev/null -m 10 http://RIP:PORT/',
          text: 'An access as a user makes it, not only a connection.',
        },
      ],
    },
    {
      name: 'The load',
      steps: [
        {
          run: 'ps -eo pcpu,pmem,stat,comm --sort=-pcpu',
          text: 'Which process takes the processor. STAT D waits for a disk.',
        },
        { run: 'df -h', text: 'No disk is full.' },
      ],
    },
    {
      name: 'The VIP',
      steps: [
        {
          ...bound,
          text: 'On lo, with /32 (IPv6: /128), for DR and TUN. Without it clients are lost while health checks succeed.',
        },
      ],
    },
    {
      name: 'The packet filter',
      steps: [
        { ...filter, text: `If there are rules, they let the service in, for the VIP too. ${filter.text}` },
      ],
    },
    {
      name: 'The service, asked from a client',
      steps: [
        {
          run: 'check_lvs_realserver -H RIP -p PORT',
          text: 'Past the directors, which DR allows: what a client gets from this real server alone.',
        },
      ],
    },
  ],
}

const vip: OrderOfWork = {
  title: 'A VIP',
  about: 'check_vip_conflict and check_vip_ping look at it from outside.',
  stages: [
    {
      name: 'Who holds it',
      steps: [{ ...bound, text: 'On both directors: it is on one of them, and on that one alone.' }],
    },
    {
      name: 'What the director does with it',
      steps: [
        table,
        { run: 'check_ipvs_drift', text: 'What is in the kernel is what keepalived.conf wants.' },
      ],
    },
    {
      name: 'Ping, from a client',
      steps: [
        {
          run: 'ping -c 3 VIP',
          text: 'A VIP answers, unless vrrp_strict or a packet filter keeps it from that.',
        },
      ],
    },
    {
      name: 'Another host with the same address',
      steps: [
        {
          run: 'check_vip_conflict -H VIP',
          text: 'From a third host of that network: two directors, a real server, or a stranger.',
        },
      ],
    },
  ],
}

const service: OrderOfWork = {
  title: 'A service',
  about: 'check_vip_service with --realserver for each real server tells which half is broken.',
  stages: [
    {
      name: 'Does it run',
      steps: [
        { run: 'systemctl status SERVICE', text: 'On each real server: it runs.' },
        {
          run: 'ss -lntp sport = :PORT',
          text: 'It listens on the VIP or on all addresses. A Recv-Q above 0: nobody accepts.',
        },
      ],
    },
    {
      name: 'An access as a user makes it',
      steps: [
        {
          run: 'curl -sv -o /dev/null -m 10 http://RIP:PORT/',
          text: 'Each real server by itself, from a client.',
        },
        {
          run: 'curl -sv -o /dev/null -m 10 http://VIP:PORT/',
          text: 'Then through the VIP, several times. Not from a director.',
        },
      ],
    },
    {
      name: 'Which half is broken',
      steps: [
        {
          run: 'check_vip_service -H VIP --connections 10 --realserver RIP',
          text: 'All real servers answer and the VIP does not: go on with the director. One does not: go on with that real server.',
        },
      ],
    },
  ],
}

/** By the word that `lvs-checks explain` takes, which is the anchor in docs/rules.md too. */
export const ordersOfWork: Readonly<Record<string, OrderOfWork>> = {
  director,
  'real-server': realServer,
  vip,
  service,
}
