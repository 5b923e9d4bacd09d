import { keepalivedLog, restart, showTable } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { directorRules } from '../rules.ts'

/** Where IPVS in the kernel, or a setting that it needs, is not what it should be. */
export const ipvsRemedies = {
  'ip-vs-missing': {
    means: 'The kernel balances nothing. If this director holds the VIPs, every service is down.',
    confirm: [
      showTable,
      { run: 'modinfo ip_vs', text: 'The module is there for this kernel. If not, see the next two.' },
      { run: 'uname -r', text: 'The kernel that runs.' },
      {
        run: 'ls /lib/modules',
        text: 'Has a folder of that name. If not, the kernel was updated and wants a reboot.',
      },
    ],
    mend: [
      { run: 'modprobe ip_vs', text: 'In a container the host has to do this.' },
      restart,
      {
        run: 'cat /etc/modules-load.d/*.conf',
        text: 'A line ip_vs in a file there loads it at every start, before keepalived.',
      },
      {
        text: 'A kernel that was updated and has no such module any more: let the other director serve, then reboot this one.',
      },
    ],
    never:
      'Do not look with ipvsadm: it loads the module, and the fault seems to be gone while the table is empty.',
  },
  'table-empty': {
    means:
      'IPVS is there and knows no virtual server. If this director holds the VIPs, every service is down, and health checks do not mend it.',
    confirm: [
      showTable,
      keepalivedLog,
      {
        run: 'ps -o pid,ppid,stat,etime,cmd -C keepalived',
        text: 'There is a checkers process beside VRRP.',
      },
      { run: 'check_ipvs_drift', text: 'What is missing, and where keepalived.conf has it.' },
    ],
    mend: [restart, { run: 'check_ipvs_drift', text: 'All of it is there again.' }],
    never:
      'Do not reload: keepalived believes that the table is as it left it, and adds nothing. Do not type the table with ipvsadm either.',
  },
  'table-unreadable': {
    means: 'The check cannot read the table of the kernel. Whether virtual servers are there is not known.',
    confirm: [
      { run: 'ls -l /proc/net/ip_vs', text: 'It is there, and everybody may read it.' },
      {
        run: 'grep proc /proc/mounts',
        text: 'subset=pid, as containers and hardened units have it, hides /proc/net.',
      },
      { run: 'systemctl cat nagios-nrpe-server', text: 'ProtectProc= or ProcSubset= shut the agent out.' },
    ],
    mend: [
      {
        text: 'Take ProcSubset=pid out of the unit of the agent, or run the check outside of the container.',
      },
      { text: 'Where IPVS is in another network namespace, run the check in there, as its hint shows.' },
    ],
  },
  'real-server-off-link': {
    means:
      'DR changes nothing of a packet but the MAC that it is sent to. Behind a router that is the MAC of the router, which sends the packet back to the VIP. Clients that are balanced there get no answer.',
    confirm: [
      { run: 'ip route get RIP', text: 'It says via: there is a router in between.' },
      {
        run: 'ip -br address show',
        text: 'The networks of this director. The real server has to be on one of them.',
      },
      {
        run: 'check_vip_service -H VIP -p PORT --connections 8',
        text: 'From the monitoring host: a share of them fails.',
      },
    ],
    mend: [
      {
        text: 'Give the real server an address on a network of both directors, and write that into both files.',
      },
      {
        text: 'Or forward by TUN: lb_kind TUN for it, and on the real server the VIP on tunl0, rp_filter 0 and no ARP answers for the VIP.',
      },
      { run: 'systemctl reload keepalived', text: 'First on the director that is BACKUP.' },
    ],
    never:
      'Do not set a route to the VIP on the router: packets then go round in circles between it and the director.',
  },
  'ip-forward-off': {
    means:
      'Real servers behind NAT get no packet and can send none back through this director. Their services are down.',
    confirm: [
      {
        run: 'sysctl net.ipv4.ip_forward net.ipv6.conf.all.forwarding',
        text: '1 for each family that has real servers behind NAT.',
      },
      {
        run: 'grep -rn forward /etc/sysctl.conf /etc/sysctl.d',
        text: 'Who has set it to 0, or that nobody sets it to 1.',
      },
    ],
    mend: [
      { run: 'sysctl -w net.ipv4.ip_forward=1', text: 'For IPv6: net.ipv6.conf.all.forwarding=1.' },
      { text: 'Write the same line into /etc/sysctl.d/lvs.conf, on both directors.' },
      { run: 'sysctl --system', text: 'What is 1 now stays 1: no later file sets it to 0.' },
    ],
    never:
      'Do not forget the packet filter: a host that forwards is a router, and its FORWARD chain should let nothing else pass.',
  },
  'sync-daemon-missing': {
    means:
      'The directors do not tell each other of their connections. All is well until a failover, which then breaks every open connection and every persistence.',
    confirm: [
      {
        run: 'ipvsadm -Ln --daemon',
        text: 'master on the MASTER, backup on the BACKUP, with the same syncid.',
      },
      {
        run: 'grep -rn lvs_sync_daemon /etc/keepalived',
        text: 'The interface and the instance that it should follow.',
      },
      keepalivedLog,
    ],
    mend: [
      {
        run: 'ipvsadm --stop-daemon backup',
        text: 'Only where it runs in the wrong role; the other way round: master.',
      },
      {
        run: 'ipvsadm --start-daemon master --mcast-interface IFACE --syncid ID',
        text: 'On the MASTER; on the BACKUP: backup. The syncid is the id of lvs_sync_daemon.',
      },
      { run: 'ipvsadm -Ln --daemon', text: 'It runs, in the right role.' },
    ],
  },
  'nodest-blackhole': {
    means:
      'A real server comes and goes. Each time it goes, its clients hang until their connections time out, as nobody tells them that it is gone.',
    confirm: [
      {
        run: 'journalctl -u keepalived -g "Removing|Adding" -n 50',
        text: 'Which real server, and how often.',
      },
      {
        run: 'sysctl net.ipv4.vs.expire_nodest_conn',
        text: '0: packets to a real server that is gone are dropped in silence.',
      },
      {
        run: 'check_lvs_realserver -H RIP -p PORT',
        text: 'From a host of its network: whether the service answers now.',
      },
    ],
    mend: [
      {
        text: 'Find why the real server comes and goes: its load, its service, a health check that is too impatient (connect_timeout, retry, delay_before_retry).',
      },
      {
        run: 'sysctl -w net.ipv4.vs.expire_nodest_conn=1',
        text: 'Such connections end at once, and clients ask again.',
      },
      { text: 'Write the same line into /etc/sysctl.d/lvs.conf, on both directors.' },
    ],
  },
  'quiescent-template': {
    means:
      'A client that is bound to a real server by persistence stays bound to it after it has failed: for these users the service is down, for all others it is up.',
    confirm: [
      { run: 'sysctl net.ipv4.vs.expire_quiescent_template', text: '0: persistence goes before weight 0.' },
      { run: 'ipvsadm -Ln --persistent-conn', text: 'How many clients each real server keeps.' },
    ],
    mend: [
      {
        run: 'sysctl -w net.ipv4.vs.expire_quiescent_template=1',
        text: 'On both directors, and the same line in /etc/sysctl.d/lvs.conf.',
      },
      { text: 'Or take inhibit_on_failure out: a real server that is not in the table keeps no client.' },
    ],
  },
  'conntrack-full': {
    means:
      'The kernel keeps a list of connections for the packet filter, and it fills up. When it is full, new connections are dropped: the service is slow and fails for some.',
    confirm: [
      {
        run: 'sysctl net.netfilter.nf_conntrack_count net.netfilter.nf_conntrack_max',
        text: 'How full it is.',
      },
      { run: 'journalctl -k -g "table full"', text: 'Packets are dropped already.' },
      {
        run: 'ipvsadm -Ln',
        text: 'Whether the connections are those of the services: compare ActiveConn and InActConn.',
      },
    ],
    mend: [
      {
        run: 'sysctl -w net.netfilter.nf_conntrack_max=NUMBER',
        text: 'Twice of what it is. Each entry takes about 320 bytes.',
      },
      {
        run: 'iptables -t raw -A PREROUTING -d VIP -j CT --notrack',
        text: 'What goes to the VIPs by DR or TUN needs no tracking at all. Not for NAT with net.ipv4.vs.conntrack=1.',
      },
      {
        text: 'Make both lasting: a file in /etc/sysctl.d, and the rule where the packet filter has its own.',
      },
    ],
    never:
      'Do not flush it (conntrack -F) in the day: every connection that the filter lets in by its state breaks.',
  },
} as const satisfies Partial<Remedies<typeof directorRules>>
