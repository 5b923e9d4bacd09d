import { keepalivedLog, lintFirst, reload, restart, showTable } from '../../remedy/steps.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { driftRules } from '../rules.ts'

const listed = {
  run: 'ipvsadm -Ln',
  text: 'The virtual server, and below it the real servers with their weights.',
} as const

const askService = {
  run: 'check_lvs_realserver -H RIP -p PORT',
  text: 'From a host of its network: whether it is alive and its service answers.',
} as const

const onServer = {
  run: 'check_lvs_realserver --vip VIP -p PORT',
  text: 'On the real server: what is wrong there, with the command that mends it.',
} as const

const changes = {
  run: 'journalctl -u keepalived -g "Removing|Adding|failed|succe" -n 50',
  text: 'Which health check failed, when, and with what error.',
} as const

/** Where virtual servers or real servers are not there, or take no clients. */
export const serviceRemedies = {
  'virtual-server-missing': {
    means:
      'The kernel does not balance this service. On the director that holds the VIP it is down for all users.',
    confirm: [
      showTable,
      keepalivedLog,
      {
        run: 'ls -l --time-style=full-iso /etc/keepalived',
        text: 'Whether the file was changed after keepalived has loaded it.',
      },
    ],
    mend: [
      lintFirst,
      { run: 'systemctl reload keepalived', text: 'Where the file was changed since it was loaded.' },
      {
        run: 'systemctl restart keepalived',
        text: 'Where it was removed by hand, or the table was cleared: a reload does not bring it back. The VIPs move to the other director meanwhile.',
      },
      {
        run: 'modprobe ip_vs_SCHEDULER',
        text: 'Where the log says that the scheduler is not known: its lb_algo. Then restart keepalived.',
      },
    ],
    never:
      'Do not add it with ipvsadm: keepalived does not know of that, and its health checks do not look after it.',
  },
  'no-real-server': {
    means: 'There is nobody behind the virtual server. The service is down for all users.',
    confirm: [listed, changes, askService],
    mend: [
      {
        text: 'All failed at once: look for what they share. A database, a file server, a switch, a page that the health check asks for, the last rollout.',
      },
      onServer,
      {
        run: 'grep -rn -A 30 "virtual_server VIP" /etc/keepalived',
        text: 'Weights of 0 in the file, and what the health check wants. Mend it, then reload.',
      },
      { text: 'A sorry_server tells users more than silence does. Consider one.' },
    ],
    never:
      'Do not add real servers with ipvsadm to get past the health check before you have asked one as a user does: users then see its errors.',
  },
  'sorry-server-active': {
    means: 'Users see the page of the sorry server and not the service.',
    confirm: [listed, changes, askService],
    mend: [
      onServer,
      {
        text: 'Enough real servers for the quorum are up again: keepalived takes the sorry server out by itself.',
      },
      {
        run: 'grep -rn -E "quorum|hysteresis|sorry_server" /etc/keepalived',
        text: 'With a quorum above 1 those that still live are taken out as well: see that it is meant.',
      },
    ],
    never: 'Do not take the sorry server out of the file in the outage: users then get no answer at all.',
  },
  'quorum-lost': {
    means:
      'Fewer real servers are up than you said the service needs. It still works, and those that are left may not carry it.',
    confirm: [
      listed,
      changes,
      {
        run: 'grep -rn -E "quorum|hysteresis" /etc/keepalived',
        text: 'The quorum is a sum of weights, not a number of real servers.',
      },
    ],
    mend: [
      onServer,
      { text: 'Each real server that comes back is taken in when its health check succeeds.' },
    ],
    never: 'Do not lower the quorum to be rid of the alarm: it says what the service needs.',
  },
  'clients-refused': {
    means:
      'Clients whose address hashes to a real server of weight 0 get no answer, each time they try. All others are served: who asks from one place may see nothing.',
    confirm: [
      listed,
      {
        run: 'ipvsadm -Sn',
        text: 'Behind -b stand the flags of the scheduler: sh-fallback and mh-fallback are the ones that help.',
      },
      {
        run: 'check_vip_service -H VIP -p PORT',
        text: 'From several hosts: it depends on the address of who asks.',
      },
    ],
    mend: [
      {
        text: 'Write sh-fallback (for mh: mh-fallback) below lb_algo of the virtual server, on both directors.',
      },
      reload,
      {
        run: 'ipvsadm -d -t VIP:PORT -r RIP',
        text: 'At once, for who cannot wait: its clients are then led to the others. Connections that it still has break.',
      },
    ],
    never: 'Do not drain a real server by weight 0 behind sh or mh without the flag: take it out instead.',
  },
  'real-server-missing': {
    means:
      'A real server is out of the table. The others carry its share, and users notice nothing as long as they can.',
    confirm: [listed, changes, askService],
    mend: [
      onServer,
      {
        text: 'Its service answers and the health check does not succeed: compare what the check asks for with what it gets.',
      },
      { run: 'systemctl reload keepalived', text: 'Where the file was changed since it was loaded.' },
      {
        run: 'systemctl restart keepalived',
        text: 'Where it was removed with ipvsadm: keepalived does not see that. Or the ipvsadm -a of the hint, which moves no VIP.',
      },
      { text: 'It is out for good: take it out of keepalived.conf on both directors.' },
    ],
    never: 'Do not make the health check softer to have it back: it then serves errors to users.',
  },
  'real-server-inhibited': {
    means:
      'A real server has weight 0, as its health check fails. It gets no new clients; those that it has stay.',
    confirm: [listed, changes, askService],
    mend: [
      onServer,
      { text: 'Its weight comes back by itself when the health check succeeds.' },
      {
        run: 'sysctl net.ipv4.vs.expire_quiescent_template',
        text: 'With persistence it should be 1, or clients stay with the failed one.',
      },
    ],
  },
  'virtual-server-stray': {
    means:
      'The kernel balances a service that no configuration has. Nobody checks its real servers, and the other director does not have it.',
    confirm: [
      listed,
      {
        run: 'ls -l --time-style=full-iso /etc/keepalived',
        text: 'Whether the file was changed and not loaded.',
      },
      {
        run: 'check_keepalived_config --config /etc/keepalived/keepalived.conf',
        text: 'An error may hide it: a lost brace, an include that is not found.',
      },
    ],
    mend: [
      { text: 'It is still needed: write it into keepalived.conf on both directors.' },
      reload,
      {
        run: 'ipvsadm -D -t VIP:PORT',
        text: 'It was added by hand and nobody needs it: -u for UDP, -f MARK for a mark.',
      },
    ],
    never:
      'Do not delete it before you have seen that no clients use it: ipvsadm -Ln shows their connections.',
  },
  'real-server-stray': {
    means:
      'Clients are sent to a real server that no configuration has. Nobody checks it: when it fails, they fail.',
    confirm: [
      listed,
      {
        run: 'ls -l --time-style=full-iso /etc/keepalived',
        text: 'Whether the file was changed and not loaded.',
      },
    ],
    mend: [
      { text: 'It belongs there: write it into keepalived.conf on both directors.' },
      reload,
      {
        run: 'ipvsadm -e -t VIP:PORT -r RIP -g -w 0',
        text: 'It was added by hand: first no new clients. -g is DR; for NAT -m, for TUN -i.',
      },
      { run: 'ipvsadm -d -t VIP:PORT -r RIP', text: 'Then, when its connections have ended, take it out.' },
    ],
    never:
      'Do not load the file while an error in it hides the real server: keepalived then drops its clients.',
  },
} as const satisfies Partial<Remedies<typeof driftRules>>

/** What mends a difference that somebody has made by hand, or that is not loaded yet. */
export const loadOrRestart = [
  { run: 'systemctl reload keepalived', text: 'Where the file was changed since it was loaded.' },
  { text: 'Where somebody has used ipvsadm: the command of the hint sets it back, and moves no VIP.' },
  { ...restart, text: `Or make the whole table anew. ${restart.text}` },
] as const
