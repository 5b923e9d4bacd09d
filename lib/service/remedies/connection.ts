import type { Remedies } from '../../runtime/remedy.ts'
import type { serviceRules } from '../rules.ts'

const halves = {
  run: 'check_vip_service -H VIP --connections 10 --realserver RIP',
  text: 'From a third host, with each real server: which half is broken, the way through the director or a real server.',
} as const

const table = {
  run: 'ipvsadm -Ln',
  text: 'On the director: the virtual server is there, with real servers of a weight above 0.',
} as const

const curl = {
  run: 'curl -sv -o /dev/null -m 10 http://VIP:PORT/',
  text: 'From a client, not from a director: what is sent and what comes back.',
} as const

const tls = {
  run: 'openssl s_client -connect VIP:PORT -servername NAME',
  text: 'The chain, the name and the dates. It waits: end it with Ctrl-C.',
} as const

const onServer = {
  run: 'check_lvs_realserver --vip VIP -p PORT',
  text: 'On each real server: what keeps it from serving, with the command that mends it.',
} as const

const onDirector = {
  run: 'check_lvs_director',
  text: 'On the director: keepalived, the VIP and IPVS are in place.',
} as const

/** Where a connection to the VIP does not come to an answer. */
export const connectionRemedies = {
  'no-answer': {
    means: 'The service behind the VIP does not answer in time. Users wait and get nothing.',
    confirm: [
      halves,
      table,
      {
        run: 'check_vip_conflict -H VIP',
        text: 'From a host of the network of the VIP: one director alone answers.',
      },
    ],
    mend: [
      onServer,
      {
        text: 'A real server without the VIP, or with a filter that drops it, is silent in this way while its health check succeeds.',
      },
      onDirector,
      {
        text: 'Answers of a NAT service that go past the director are lost: see the rule gateway of check_lvs_realserver.',
      },
    ],
    never: 'Do not ask from a director: with DR it cannot reach its own VIP as a client does.',
  },
  refused: {
    means: 'The connection to the VIP is refused. Users get an error at once.',
    confirm: [
      halves,
      table,
      {
        run: 'ss -lnt sport = :PORT',
        text: 'On each real server: something listens on the VIP or on all addresses.',
      },
    ],
    mend: [
      {
        run: 'check_ipvs_drift',
        text: 'On the director: a virtual server that is missing, or one without real servers.',
      },
      onServer,
      { text: 'Refused in the TLS handshake: versions, ciphers or the name (SNI) do not fit.' },
    ],
  },
  unreachable: {
    means:
      'A router or the monitoring host says that there is no way to the VIP. Its services are down, or this way to them is.',
    confirm: [
      { run: 'ip route get VIP', text: 'On the monitoring host: the way it takes.' },
      {
        run: 'check_vip_conflict -H VIP',
        text: 'From a host of the network of the VIP: whether a director holds it.',
      },
      { run: 'traceroute -n VIP', text: 'How far packets get.' },
    ],
    mend: [
      onDirector,
      { text: 'Where a director holds it: the router that says so has no route, or a filter that rejects.' },
    ],
  },
  'broken-off': {
    means: 'The connection ends before the answer is complete. Users see half a page or none.',
    confirm: [
      halves,
      curl,
      {
        run: 'journalctl -u SERVICE -n 50',
        text: 'On the real servers: a process that died, a limit, a time-out.',
      },
    ],
    mend: [
      {
        text: 'One real server alone: its service. All of them: what they share, the application or its database.',
      },
      {
        text: 'After a while and at all of them: the timeouts of IPVS (ipvsadm -L --timeout) are shorter than those of the service.',
      },
      {
        text: 'At a failover: the sync daemon does not run, see the rule sync-daemon-missing of check_lvs_director.',
      },
    ],
  },
  malformed: {
    means:
      'What came is not an answer of the protocol. Another service stands behind the port, or it wants TLS.',
    confirm: [curl, { run: 'ss -lntp sport = :PORT', text: 'On the real servers: which process listens.' }],
    mend: [
      {
        text: 'Ask in the way the port speaks: -S for HTTPS, --tcp for another protocol, -p for the right port.',
      },
      { run: 'check_ipvs_drift', text: 'On the director: clients are sent to the port that is configured.' },
    ],
  },
  'certificate-untrusted': {
    means: 'The certificate does not prove that this is the server. Browsers of users warn them, or refuse.',
    confirm: [tls, halves],
    mend: [
      {
        text: 'Install the certificate for that name, with the ones between it and the root, on every real server, and reload the service.',
      },
      {
        text: 'The check asks by another name than users do: -H NAME, or --server-name NAME. An issuer of your own: --ca-cert FILE.',
      },
    ],
    never: 'Do not use --no-verify where users verify: the alarm was right.',
  },
  'certificate-expires': {
    means: 'The certificate has run out or does so soon. From that moment on users are warned or refused.',
    confirm: [
      tls,
      {
        run: 'openssl x509 -noout -enddate -in FILE',
        text: 'On each real server: the one on the disk. A new one may be there and not loaded.',
      },
      {
        run: 'systemctl list-timers',
        text: 'On each real server: whether the renewal (certbot, acme) has run.',
      },
    ],
    mend: [
      { text: 'Renew it, and copy it to every real server.' },
      {
        run: 'systemctl reload SERVICE',
        text: 'On every real server: a service that is not told goes on with the old one.',
      },
      halves,
    ],
  },
  'cannot-ask': {
    means: 'The monitoring host could not look. Nothing is known of the service.',
    confirm: [
      { run: 'getent hosts HOST', text: 'On the monitoring host: the name has an address.' },
      {
        run: 'namei -l FILE',
        text: 'The user of the check may read what it was given: certificate, key, password.',
      },
    ],
    mend: [
      {
        text: 'Give the check the address with -I and the name with -H: monitoring should not wait for DNS.',
      },
      { run: 'setfacl -m u:nagios:r FILE', text: 'Let the user of the check read the file.' },
    ],
  },
  'connections-failed': {
    means:
      'Some of the connections through the VIP fail: for some users the service is down, for others it is up.',
    confirm: [halves, table],
    mend: [
      onServer,
      {
        run: 'ipvsadm -e -t VIP:PORT -r RIP -g -w 0',
        text: 'On the director, to help users at once: no new clients for the one that fails. -g is DR; for NAT -m, for TUN -i.',
      },
      { text: 'See why its health check succeeds: ask for the page that users ask for, by HTTP_GET.' },
    ],
    never: 'Do not raise -w and -c: one failure in ten is one user in ten.',
  },
  'realserver-failed': {
    means:
      'The VIP answers and a real server does not. The director has taken it out, or one user in so many gets an error.',
    confirm: [
      table,
      { run: 'check_lvs_realserver -H RIP -p PORT', text: 'From the monitoring host: ping and the service.' },
    ],
    mend: [onServer, { text: 'It is still in the table: its health check asks for less than users do.' }],
  },
  'vip-failed': {
    means:
      'Users are not served through the VIP, or not all of them. What real servers say when they are asked directly tells which half is broken.',
    confirm: [
      halves,
      table,
      {
        run: 'ip address show to VIP',
        text: 'On the director: it holds the VIP. On each real server (DR, TUN): it is on lo.',
      },
    ],
    mend: [
      onDirector,
      {
        text: 'All real servers answer and the VIP does not: the director, its packet filter, or who holds the VIP.',
      },
      onServer,
      {
        text: 'All real servers answer and the VIP does so sometimes: one of them lacks the VIP, or a filter drops what comes for it.',
      },
    ],
    never: 'Do not restart keepalived on both directors at a time.',
  },
} as const satisfies Partial<Remedies<typeof serviceRules>>
