import { grantConfig, lintFirst, showTable, whoMayRead } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { driftRules } from '../rules.ts'
import { loadOrRestart } from './services.ts'

const listed = { run: 'ipvsadm -Ln', text: 'What the kernel does.' } as const
const wanted = {
  run: 'grep -rn -A 30 "virtual_server VIP" /etc/keepalived',
  text: 'What the file wants.',
} as const

/** Where something is there and otherwise than configured, or cannot be compared. */
export const differenceRemedies = {
  'forward-differs': {
    means:
      'Packets go to the real server in a way that it does not expect. What it gets it drops, or its answers are not taken: its clients are lost.',
    confirm: [
      { run: 'ipvsadm -Ln', text: 'Forward: Route is DR, Masq is NAT, Tunnel is TUN.' },
      { run: 'grep -rn -E "lb_kind|lvs_method" /etc/keepalived', text: 'What the file wants.' },
    ],
    mend: [
      ...loadOrRestart,
      {
        run: 'check_lvs_realserver --vip VIP -p PORT',
        text: 'On the real server: it is made for that method.',
      },
    ],
    never: 'Do not change lb_kind to what the kernel has: real servers are made for one method.',
  },
  'scheduler-differs': {
    means:
      'Clients are spread in another way than you want. Load may be uneven, and with sh or mh clients lose their real server.',
    confirm: [
      listed,
      { run: 'grep -rn -E "lb_algo|lvs_sched" /etc/keepalived', text: 'What the file wants.' },
    ],
    mend: [
      ...loadOrRestart,
      { run: 'modprobe ip_vs_SCHEDULER', text: 'Where the scheduler is not loaded and not found.' },
    ],
  },
  'persistence-differs': {
    means:
      'Clients stay with their real server for longer or shorter than you want. Too short, and users lose their sessions.',
    confirm: [
      { run: 'ipvsadm -Ln', text: 'persistent and the seconds stand beside the virtual server.' },
      {
        run: 'grep -rn persistence /etc/keepalived',
        text: 'What the file wants. Without a number it is 360.',
      },
    ],
    mend: loadOrRestart,
  },
  'netmask-differs': {
    means:
      'Other groups of clients share a real server than you want: load may be uneven, or users behind several proxies lose their sessions.',
    confirm: [
      listed,
      { run: 'grep -rn persistence_granularity /etc/keepalived', text: 'What the file wants.' },
    ],
    mend: loadOrRestart,
  },
  'flags-differ': {
    means:
      'The scheduler works with other flags than you want, or one-packet scheduling is on or off. For UDP that decides whether a client stays with its real server.',
    confirm: [{ run: 'ipvsadm -Sn', text: '-o is one-packet scheduling, -b are the flags.' }, wanted],
    mend: loadOrRestart,
  },
  'port-differs': {
    means:
      'A real server gets its clients on another port than configured. If nothing listens there they are refused.',
    confirm: [
      listed,
      wanted,
      {
        run: 'ss -lnt sport = :PORT',
        text: 'On the real server: which port it listens on. DR and TUN cannot change ports.',
      },
    ],
    mend: loadOrRestart,
  },
  'weight-differs': {
    means:
      'A real server gets more or fewer clients than you want. With weight 0 it gets no new ones at all.',
    confirm: [listed, { run: 'grep -rn weight /etc/keepalived', text: 'What the file wants.' }],
    mend: [
      { text: 'Somebody drained it with ipvsadm for some work? Ask whether it is done.' },
      {
        run: 'ipvsadm -e -t VIP:PORT -r RIP -w WEIGHT',
        text: 'With -g, -m or -i for its method, as the hint has it: left out, ipvsadm takes -g.',
      },
      {
        run: 'systemctl reload keepalived',
        text: 'Where the file was changed since it was loaded. It does not undo what ipvsadm did.',
      },
      { text: 'It shall stay so: write it into keepalived.conf on both directors.' },
    ],
  },
  'config-error': {
    means:
      'An error in keepalived.conf could hide virtual servers or real servers. What the rest says may not be all.',
    confirm: [
      {
        run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf -v',
        text: 'All that is wrong, with file, line and column.',
      },
      { run: 'keepalived -t', text: 'What keepalived itself says. It is silent about some of it.' },
    ],
    mend: [
      { text: 'Mend the file on both directors.' },
      lintFirst,
      { run: 'check_ipvs_drift', text: 'What the next reload would change.' },
    ],
    never: 'Do not reload while errors are left: keepalived takes out of the table what they hide.',
  },
  'nothing-configured': {
    means: 'To the check keepalived.conf has no virtual server, so there was nothing to compare.',
    confirm: [
      {
        run: 'grep -rn -E "^@|virtual_server" /etc/keepalived',
        text: 'Lines with @ID count for the host of that id only.',
      },
      {
        run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf',
        text: 'An executable file or an include that does not match is passed over in silence.',
      },
    ],
    mend: [
      { text: 'Name the right file with --config, and the id of the director with --config-id.' },
      { text: 'A pair that has VIPs and no virtual servers does not need this check.' },
    ],
  },
  'config-unreadable': {
    means: 'The check cannot read keepalived.conf. What the table should have is not known.',
    confirm: [whoMayRead, { run: 'id nagios', text: 'The groups of the user of the check.' }],
    mend: [grantConfig],
    never: 'Do not open the file to everybody where it holds passwords, and do not run the check as root.',
  },
  'table-unreadable': {
    means:
      'The check cannot read the table, or it is that of another network namespace. Whether it is right is not known.',
    confirm: [
      showTable,
      {
        run: 'grep proc /proc/mounts',
        text: 'subset=pid, as containers and hardened units have it, hides /proc/net.',
      },
      { run: 'lsns -t net', text: 'Whether keepalived runs in a network namespace of its own.' },
    ],
    mend: [
      {
        text: 'Where keepalived is in another network namespace, run the check in there, as its hint shows.',
      },
      {
        text: 'Where /proc/net is hidden: take ProcSubset=pid out of the unit of the agent, or run the check outside of the container.',
      },
      { text: 'With --ipvsadm: install the lines for sudo that nagios-cfg/sudoers.d has, or leave it out.' },
    ],
  },
} as const satisfies Partial<Remedies<typeof driftRules>>
