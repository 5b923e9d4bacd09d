import { hereRemedies } from '../../ping/remedies/here.ts'
import type { Remedies } from '../../runtime/remedy.ts'
import type { realServerRules } from '../rules.ts'

const asUser = {
  run: 'curl -sv -o /dev/null -m 10 http://RIP:PORT/',
  text: 'From another host: what is sent and what comes back. With TLS: https, and -k for any certificate.',
} as const

const service = {
  run: 'systemctl status SERVICE',
  text: 'On the real server: it runs, and its last lines.',
} as const

const table = {
  run: 'ipvsadm -Ln',
  text: 'On the director: whether it has taken this real server out already. If so users are not touched.',
} as const

/** Where the monitoring host asks the real server itself, past the directors. */
export const remoteRemedies = {
  ...hereRemedies,
  'no-reply': {
    means:
      'The real server does not answer ping. If it is down the directors take it out, and the others carry its share.',
    confirm: [
      {
        run: 'ping -n -c 3 RIP',
        text: 'From a host of its network, so that it is not the way that is broken.',
      },
      {
        run: 'arping -c 3 -I IFACE RIP',
        text: 'From its own network: an answer means that it lives, and a filter drops ping.',
      },
      table,
    ],
    mend: [
      { text: 'Look at its console, its power, its virtual machine, its cable.' },
      {
        text: 'Where it stays down: stop the monitoring of it for so long, and see that the others carry the load.',
      },
    ],
  },
  unreachable: {
    means: 'A router, or the monitoring host itself, says that there is no way to the real server.',
    confirm: [
      { run: 'ip route get RIP', text: 'On the monitoring host: the way it takes.' },
      { run: 'traceroute -n RIP', text: 'How far packets get.' },
      table,
    ],
    mend: [
      {
        text: 'The router that says so tells where to look: a route that is missing, or a host that is down behind it.',
      },
      { text: 'On one network with it, nobody answered ARP: the host is down or its link is.' },
    ],
  },
  loss: {
    means: 'Packets to the real server are lost. Users of it wait and try again.',
    confirm: [
      {
        run: 'ping -n -c 20 RIP',
        text: 'From a host of its network as well: whether it is the way or the host.',
      },
      { run: 'ip -s link show IFACE', text: 'On the real server: errors and drops that rise.' },
    ],
    mend: [
      { text: 'Cable, port of the switch, a link that is full, duplex that does not fit (ethtool IFACE).' },
      { text: 'A host that has too much to do drops packets as well: check_lvs_realserver -w 2 on it.' },
    ],
  },
  slow: {
    means: 'The way to the real server takes long. Users of it notice.',
    confirm: [
      {
        run: 'ping -n -c 20 RIP',
        text: 'From a host of its network as well: whether it is the way or the host.',
      },
      { run: 'traceroute -n RIP', text: 'From which router on it takes long.' },
    ],
    mend: [{ text: 'A link that is full, a detour, or a host that has too much to do.' }],
  },
  duplicates: {
    means: 'Two hosts answer for the address of the real server, or the network sends packets twice.',
    confirm: [{ run: 'arping -c 3 -I IFACE RIP', text: 'From its own network: how many MACs answer.' }],
    mend: [{ text: 'Find the second host by its MAC in the switches, and give it another address.' }],
  },
  'no-answer': {
    means:
      'The service of the real server did not answer in time. A TCP_CHECK may still succeed, and users wait.',
    confirm: [
      asUser,
      { run: 'ss -lnt sport = :PORT', text: 'On the real server: Recv-Q above 0 means that nobody accepts.' },
      table,
    ],
    mend: [
      service,
      { text: 'It hangs: see what it waits for (a database, a file server, a disk), then restart it.' },
      { run: 'nft list ruleset', text: 'On the real server: a rule that drops is silent in this way, too.' },
    ],
  },
  refused: {
    means:
      'Nothing takes connections on the port of the real server, or a rule of its packet filter rejects them.',
    confirm: [
      asUser,
      { run: 'ss -lnt sport = :PORT', text: 'On the real server: something listens there.' },
      table,
    ],
    mend: [
      { run: 'systemctl start SERVICE', text: 'Where nothing listens.' },
      { run: 'nft list ruleset', text: 'Where something does: a rule with reject.' },
      { text: 'Refused in the TLS handshake: versions, ciphers or the name (SNI) do not fit.' },
    ],
  },
  'broken-off': {
    means: 'The service ended the connection before the answer was complete. Users see half a page or none.',
    confirm: [
      asUser,
      {
        run: 'journalctl -u SERVICE -n 50',
        text: 'On the real server: a process that died, a limit, a time-out.',
      },
    ],
    mend: [service, { text: 'A worker that dies: its memory limit, its log, the application behind it.' }],
  },
  malformed: {
    means: 'What came is not an answer of the protocol. Another service may listen there, or it wants TLS.',
    confirm: [asUser, { run: 'ss -lntp sport = :PORT', text: 'On the real server: which process listens.' }],
    mend: [{ text: 'Ask in the way the port speaks: -S for HTTPS, -p for the right port.' }, service],
  },
  'certificate-untrusted': {
    means:
      'The certificate does not prove that this is the server. Browsers of users say the same, if it is the one they see.',
    confirm: [
      {
        run: 'openssl s_client -connect RIP:PORT -servername NAME',
        text: 'The chain, the name, the dates. It waits: end it with Ctrl-C.',
      },
    ],
    mend: [
      {
        text: 'Install the certificate for that name, with the ones between it and the root, and reload the service.',
      },
      { text: 'Real servers that have another one than users see: --vhost NAME, or --no-verify.' },
    ],
  },
  status: {
    means: 'The service answers with an error. A TCP_CHECK succeeds all the same, and users see the error.',
    confirm: [
      asUser,
      { run: 'journalctl -u SERVICE -n 50', text: 'On the real server: the error of the application.' },
      table,
    ],
    mend: [
      {
        text: '5xx: the application or what is behind it. 4xx: the page, the name (--vhost) or the rights are not those that the check asks for.',
      },
      {
        text: 'Give the directors an HTTP_GET of this page in place of TCP_CHECK: they take such a real server out.',
      },
    ],
  },
  content: {
    means:
      'The page comes and is not the one that is wanted. Users of this real server see another page than the others.',
    confirm: [
      { run: 'curl -s -m 10 http://RIP:PORT/', text: 'The page of this real server.' },
      { run: 'curl -s -m 10 http://VIP:PORT/', text: 'From a client, beside it.' },
    ],
    mend: [
      {
        text: 'A version that was rolled out on some real servers only, an error page with status 200, a database that is away.',
      },
      { text: 'Where the page was changed on purpose: the text of -s, too.' },
    ],
  },
  'cannot-ask': {
    means: 'The monitoring host could not look. Nothing is known of the real server.',
    confirm: [
      { run: 'getent hosts HOST', text: 'On the monitoring host: the name has an address.' },
      { run: 'ip route get RIP', text: 'There is a way to it.' },
    ],
    mend: [
      {
        text: 'Give the check an address in place of the name, and see the rest of the alarm for what is missing.',
      },
    ],
  },
} as const satisfies Partial<Remedies<typeof realServerRules>>
