import type { Remedies } from '../../../runtime/remedy.ts'
import type { virtualServerRules } from '../../rules/virtual-server.ts'
import { change, log, table, told, untold } from '../steps.ts'

const missing = table('The virtual server is not there.')
const allOfThem = table('Compare the virtual server with what the file means.')

/** What to do about a virtual server as a whole: what it is, and how it balances. */
export const serviceRemedies = {
  'invalid-virtual-server': {
    means: 'The service does not exist: the director answers for its address and refuses the connections.',
    confirm: told(missing),
    mend: change(
      'Write virtual_server 192.0.2.10 80 {, with address and port in numbers, or virtual_server fwmark 1 {, or virtual_server group NAME {.',
    ),
  },
  'no-real-servers': {
    means: 'The service does not exist: the director answers for its address and refuses the connections.',
    confirm: told(missing),
    mend: change(
      'Add a real_server block. If there is one, see what the alarm says of it: one that is left out does not count.',
      'A virtual server that is not used any more take out.',
    ),
  },
  'invalid-setting': {
    means: 'keepalived does without the line: the default holds, or what was set before.',
    confirm: told({ run: 'man keepalived.conf', text: 'See which values the keyword takes.' }),
    mend: change('Write a value as the alarm advises, or take the line out.'),
  },
  'misread-number': {
    means: 'keepalived takes another number than it is written, such as 5 for 5s.',
    confirm: told(allOfThem),
    mend: change('Write the number alone, without a unit.'),
  },
  'repeated-setting': {
    means: 'The later line counts. Whoever changes the first sees no effect.',
    confirm: untold(allOfThem),
    mend: change('Keep the line that is meant, and take the other out.'),
  },
  'ignored-words': {
    means: 'What stands behind counts for nothing: a check on the line of another keyword checks nothing.',
    confirm: untold(),
    mend: change(
      'Put each keyword on a line of its own. To switch a flag off, take its line out: alpha false is alpha.',
    ),
  },
  'no-protocol': {
    means: 'The service is one of UDP. Who connects by TCP is refused by the director.',
    confirm: told(table('UDP stands before the address.')),
    mend: change('Write protocol TCP into the virtual_server block, or protocol UDP if that is meant.'),
  },
  'unknown-protocol': {
    means:
      'The service is one of UDP, or what was set before. Who connects by another one is refused by the director.',
    confirm: told(table('See whether TCP or UDP stands before the address.')),
    mend: change('Write protocol TCP, UDP or SCTP.'),
  },
  'ignored-protocol': {
    means: 'Nothing is wrong: packets with the mark are balanced whatever their protocol is.',
    confirm: told({
      run: 'nft list ruleset',
      text: 'See which packets get the mark. iptables -t mangle -S shows it where that sets it.',
    }),
    mend: change('Take the line out, and choose the protocol where the mark is set.'),
  },
  'no-scheduler': {
    means:
      'Connections go by weight to the real server with the fewest, which is wlc. Another one may be meant.',
    confirm: told(table('wlc stands behind the address.')),
    mend: change('Write lb_algo wlc to keep it, or the scheduler that is meant.'),
  },
  'unknown-scheduler': {
    means: 'The service is balanced with the scheduler that the alarm names.',
    confirm: told(table('The scheduler stands behind the address.')),
    mend: change(
      'Write lb_algo with one of rr, wrr, lc, wlc, sh, mh, dh, sed, nq, lblc, lblcr, fo, ovf, twos.',
    ),
  },
  'misplaced-flag': {
    means:
      'The scheduler runs without the flag: clients are spread otherwise, or find no real server when theirs has failed.',
    confirm: told(table('The flags stand behind the scheduler.')),
    mend: change(
      'Put the flag below lb_algo. sh-port and sh-fallback go with sh, mh-port and mh-fallback with mh.',
    ),
  },
  'foreign-flag': {
    means:
      'The scheduler runs without the flag: clients are spread otherwise, or find no real server when theirs has failed.',
    confirm: untold(table('The flags stand behind the scheduler.')),
    mend: change('Write sh-port and sh-fallback with lb_algo sh, mh-port and mh-fallback with lb_algo mh.'),
  },
  'no-forwarding': {
    means:
      'Packets are forwarded by NAT. Real servers that are prepared for DR answer the clients directly, from an address that these did not ask: no connection comes about.',
    confirm: told(table('Masq stands behind the real servers.')),
    mend: change('Write lb_kind DR, NAT or TUN, in capitals, above the real servers.'),
  },
  'unknown-forwarding': {
    means:
      'Packets are forwarded by NAT, or as set before. Real servers that are prepared for another method get or answer them wrongly: no connection comes about.',
    confirm: told(table('Route is DR, Masq is NAT, Tunnel is TUN.')),
    mend: change(
      'Write DR, NAT or TUN in capitals: lb_kind in the virtual server, lvs_method in a real server.',
    ),
  },
  'cleared-ops': {
    means: 'The service is balanced by connections, as if ops were not there.',
    confirm: told(),
    mend: change('Take ops out. If UDP is meant, write protocol UDP.'),
  },
  'cleared-suspend': {
    means:
      'Real servers are checked on the director that is BACKUP too. That does no harm but for the requests.',
    confirm: told(),
    mend: change('Take ha_suspend out.'),
  },
  'forced-persistence': {
    means: 'Each client stays with one real server for 360 s. Many clients behind one address all do.',
    confirm: told(table('persistent 360 stands behind the scheduler.')),
    mend: change(
      'Write the port: virtual_server 192.0.2.10 80 {. Or persistence_timeout 360, if it is meant so.',
    ),
  },
  'odd-granularity': {
    means: 'Clients that have nothing in common share a real server, and nearly all load goes to a few.',
    confirm: untold(table('The mask stands behind the scheduler, such as 0.0.0.24.')),
    mend: change(
      'Write the mask in IPv4: persistence_granularity 255.255.255.0. In IPv6 write the length of the prefix, such as 64.',
    ),
  },
  'idle-granularity': {
    means:
      'Each client address is persistent by itself, and clients of one network come to several real servers.',
    confirm: untold(table('The services of the group have no mask.')),
    mend: change(
      'Write a virtual_server for each address, where clients have to share a real server by their network.',
    ),
  },
  'idle-engine': {
    means: 'Each connection is balanced anew, whatever it has in common with the one before.',
    confirm: untold(table('Neither persistent nor pe stands behind the scheduler.')),
    mend: change('Add persistence_timeout 360, or take persistence_engine out.'),
  },
  'quorum-reduced': {
    means:
      'The service counts as well with fewer real servers than the quorum says, and the sorry server comes later.',
    confirm: told(log('It says: reducing quorum.')),
    mend: change(
      'Write a quorum that the weights of all real servers can reach. It counts weights, not servers.',
    ),
  },
  'hysteresis-reduced': {
    means: 'The quorum is gained and lost with another distance than it is written.',
    confirm: told(),
    mend: change('Write hysteresis below quorum.'),
  },
  'misplaced-sorry-setting': {
    means: 'The sorry server is used without the setting: with another method, or not inhibited.',
    confirm: told(),
    mend: change('Put the line below sorry_server, or take it out where there is none.'),
  },
  'sorry-inhibit': {
    means:
      'keepalived decides by the real server how the sorry server is taken out: removed, or kept with weight 0.',
    confirm: told(),
    mend: change('Write both sorry_server_inhibit and inhibit_on_failure, or neither.'),
  },
  'duplicate-virtual-server': {
    means:
      'One service has the settings of one block and the real servers of both. Which block a change has to be made in is luck.',
    confirm: untold(table('The real servers of both stand under one service.')),
    mend: [
      ...change('Take one of the two blocks out, or correct its address, port or protocol.'),
      {
        run: 'check_ipvs_drift',
        text: 'It names what the other block has left in the kernel. A restart of keepalived takes it out.',
      },
    ],
  },
  'zero-mark': {
    means: 'The service that is meant does not exist. No packet carries the mark 0.',
    confirm: untold(table('A service of 255.255.255.255 may be there.')),
    mend: change('Write a mark from 1 on, the same as nft or iptables set.'),
  },
  'second-script': {
    means: 'The first of the two scripts runs, the second never.',
    confirm: told(),
    mend: change('Keep one line. A script that is to do both calls both.'),
  },
} as const satisfies Partial<Remedies<typeof virtualServerRules>>
