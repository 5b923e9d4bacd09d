import { checked, plain } from './virtual-servers.ts'

/** A virtual server with these lines from its second line on. */
const server = (lines: string, head = '192.0.2.10 80') =>
  `virtual_server ${head} {\n${lines}\n${plain}\n${checked}\n}`

/** A real server with these lines from the sixth line on; the virtual server is plain. */
const real = (lines: string, head = '192.0.2.21 80') =>
  `virtual_server 192.0.2.10 80 {\n${plain}\nreal_server ${head} {\n${lines}\n}\n}`

/** A group with these entries from its second line on, which a virtual server of tunnels uses. */
const group = (lines: string, method = 'TUN') =>
  `virtual_server_group G {\n${lines}\n}\nvirtual_server group G {\nlb_kind ${method}\nlb_algo rr\nprotocol TCP\n${checked.replace(' 80', '').replace('TCP', 'PING')}\n}`

const check = (lines: string, type = 'TCP_CHECK') => real(`${type} {\n${lines}\n}`)
const page = (lines: string) => check(`url {\npath /\n${lines}\n}`, 'HTTP_GET')

/** A configuration, and the rules that speak with their lines: `rule@line`. */
export type Case = readonly [text: string, found: readonly string[]]

/** keepalived -t has something to say on each of these lines. */
export const spoken: readonly Case[] = [
  [server('', '192.0.2.10:80'), ['invalid-virtual-server@1']],
  [server('', 'www.example.com 80'), ['invalid-virtual-server@1']],
  [server('', '192.0.2.10 http'), ['invalid-virtual-server@1']],
  [server('', '[2001:db8::10] 80'), ['invalid-virtual-server@1']],
  [server('', 'fe80::1%eth0 80'), ['invalid-virtual-server@1']],
  [server('', '192.0.2.010 80'), ['invalid-virtual-server@1']],
  [server('real_server web1 80 {\n}'), ['invalid-real-server@2']],
  [server('real_server 192.0.2.22 http {\n}'), ['invalid-real-server@2']],
  [server('ip_family inet\nreal_server 2001:db8::22 80 {\nTCP_CHECK {\n}\n}'), ['family-mismatch@3']],
  [server('sorry_server web1 80'), ['invalid-sorry-server@2']],
  [server('sorry_server 2001:db8::99 80'), ['family-mismatch@2']],
  [server('sorry_server_inhibit'), ['misplaced-sorry-setting@2']],
  [server('lb_algo RR'), ['unknown-scheduler@2']],
  [server('lb_kind FNAT'), ['unknown-forwarding@2']],
  [server('lvs_method dr'), ['unknown-forwarding@2']],
  [server('lb_kind NAT type gue').replace('\n lb_kind NAT\n', '\n'), ['invalid-setting@2']],
  [server('protocol tcpip'), ['unknown-protocol@2']],
  [server('delay_loop 0'), ['invalid-setting@2']],
  [server('delay_loop 6s'), ['misread-number@2']],
  [server('retry 5x'), ['invalid-setting@2']],
  [server('weight 5x'), ['misread-number@2']],
  [server('quorum 0'), ['invalid-setting@2']],
  [server('hysteresis x'), ['misread-number@2']],
  [server('persistence_timeout 60s'), ['invalid-setting@2']],
  [server('persistence_granularity /24'), ['invalid-setting@2']],
  [server('ip_family inet6'), ['invalid-setting@2']],
  [server('smtp_alert maybe'), ['invalid-setting@2']],
  [server('virtualhost'), ['invalid-setting@2']],
  [server('snmp_name a b'), ['invalid-setting@2']],
  [server('sh-port'), ['misplaced-flag@2']],
  [server('hashed'), ['misplaced-flag@2']],
  [server("quorum_up '/bin/true"), ['unreadable-script@2']],
  [check("misc_path '/bin/test", 'MISC_CHECK'), ['dropped-checker@6', 'unreadable-script@7']],
  [
    check('misc_path "/bin/test', 'MISC_CHECK'),
    ['dropped-checker@6', 'unmatched-quote@7', 'unreadable-script@7'],
  ],
  [server('quorum_up /bin/true\nquorum_up /bin/true'), ['second-script@3']],
  [real('weight -1'), ['invalid-setting@6', 'unchecked@1']],
  [real('notify_up /bin/true\nnotify_up /bin/true\nTCP_CHECK {\n}'), ['second-script@7']],
  [check('connect_port http'), ['invalid-setting@7']],
  [check('connect_ip web1'), ['invalid-setting@7']],
  [check('bindto 2001:db8::1'), ['invalid-setting@7']],
  [check('bind_if interfacenametoolong'), ['invalid-setting@7']],
  [check('connect_timeout 5000'), ['invalid-setting@7']],
  [check('alpha maybe'), ['invalid-setting@7']],
  [check('connect_ip fe80::1'), ['dropped-checker@6']],
  [check('', 'HTTP_GET'), ['dropped-checker@6']],
  [check('url {\nstatus_code 200\n}', 'SSL_GET'), ['dropped-checker@6', 'dropped-url@7']],
  [check('nb_get_retry 3\nurl {\npath /\n}', 'HTTP_GET'), ['old-setting@7']],
  [page('digest abc'), ['invalid-setting@9']],
  [page('status_code 200 99 600'), ['invalid-setting@9', 'invalid-setting@9']],
  [check('', 'MISC_CHECK'), ['dropped-checker@6']],
  [check('type XYZ', 'DNS_CHECK'), ['invalid-setting@7']],
  [check('name a.example.com', 'DNS_CHECK'), ['invalid-setting@7']],
  [check('payload xyz', 'UDP_CHECK'), ['invalid-setting@7']],
  [check('min_reply_length 300', 'UDP_CHECK'), ['check-always-fails@6']],
  [check('track_file nosuch', 'FILE_CHECK'), ['dropped-checker@6', 'invalid-setting@7']],
  [check('name nosuch', 'BFD_CHECK'), ['dropped-checker@7']],
  ['SSL {\nca a\nca b\nkey\n}\nSSL {\n}', ['second-ssl@3', 'invalid-setting@4', 'second-ssl@6']],
  [group('192.0.2.10 80\nweb1 80'), ['invalid-group-entry@3']],
  [group('192.0.2.10 80\n192.0.2.9/24 80'), ['invalid-group-entry@3']],
  [group('192.0.2.10 80\n192.0.2.9-8 80'), ['invalid-group-entry@3']],
  [group('192.0.2.10 80\nfwmark 3 ipv4'), ['invalid-group-entry@3']],
  [group('192.0.2.10 80\nfwmark -3'), ['invalid-setting@3']],
  [group('192.0.2.10-x 80'), ['empty-group@1', 'invalid-group-entry@2', 'unknown-group@4']],
  [group('192.0.2.10 80\n2001:db8::1 80\nfwmark 3'), ['mixed-group@1', 'unknown-group@6']],
]

/** keepalived -t says it when it has read everything, without a line. */
export const lineless: readonly Case[] = [
  [`virtual_server 192.0.2.10 80 {\nlb_algo rr\nlb_kind NAT\n${checked}\n}`, ['no-protocol@1']],
  [`virtual_server 192.0.2.10 80 {\nlb_algo rr\nprotocol TCP\n${checked}\n}`, ['no-forwarding@1']],
  [`virtual_server 192.0.2.10 80 {\nlb_kind DR\nprotocol TCP\n${checked}\n}`, ['no-scheduler@1']],
  ['virtual_server 192.0.2.10 80 {\nprotocol TCP\n}', ['no-real-servers@1']],
  [server(checked), ['duplicate-real-server@9']],
  [real('TCP_CHECK {\n}\nlvs_method DR', '192.0.2.21 8080'), ['port-mismatch@5']],
  [`virtual_server fwmark 3 {\nlb_kind DR\nlb_algo rr\n${checked}\n}`, ['ignored-port@4']],
  [`virtual_server fwmark 3 {\nlb_kind NAT\nlb_algo rr\nprotocol TCP\n${checked}\n}`, ['ignored-protocol@4']],
  [`virtual_server fwmark 3 {\nlb_kind NAT\nlb_algo rr\nha_suspend\n${checked}\n}`, ['cleared-suspend@4']],
  [real('weight 0\nTCP_CHECK {\n}'), ['no-weight@1']],
  [server('quorum 2'), ['quorum-reduced@2']],
  [server('hysteresis 1'), ['hysteresis-reduced@2']],
  [server('ops'), ['cleared-ops@1']],
  [server('', '192.0.2.10'), ['forced-persistence@1']],
  [server('sorry_server 192.0.2.21 80\nsorry_server_inhibit'), ['sorry-inhibit@2']],
]

/** keepalived -t says nothing of it. */
export const silent: readonly Case[] = [
  [server('', '192.0.2.10 80 tcp'), ['ignored-words@1']],
  [server('', '192.0.2.10/32 80'), ['ignored-words@1']],
  [server('weight 2 3'), ['ignored-words@2']],
  [server('alpha false'), ['ignored-words@2']],
  [server('delay_loop 5\ndelay_loop 6'), ['repeated-setting@3']],
  [server('lb_algo wrr'), ['repeated-setting@3']],
  [server('lvs_method DR'), ['repeated-setting@4']],
  [
    `virtual_server 192.0.2.10 80 {\nlb_algo mh\nsh-port\nlb_kind NAT\nprotocol TCP\n${checked}\n}`,
    ['foreign-flag@3'],
  ],
  [check('misc_path /bin/test 192.0.2.21', 'MISC_CHECK'), ['script-arguments@7']],
  [server('quorum_up /bin/test up'), ['script-arguments@2']],
  [`virtual_server group NOSUCH {\n${plain}\n${checked}\n}`, ['unknown-group@1']],
  [group('2001:db8::1 80', 'NAT'), ['group-family@4']],
  [`${group('192.0.2.10 80')}\nvirtual_server_group G {\n192.0.2.11 80\n}`, ['duplicate-group@13']],
  [`${server('')}\n${server('')}`, ['duplicate-virtual-server@11']],
  [`${group('192.0.2.8/30 80')}\n${server('')}`, ['duplicate-virtual-server@13']],
  [
    real('TCP_CHECK {\n}\n}\nreal_server 192.0.2.21 {\nTCP_CHECK {\nconnect_port 80\n}'),
    ['collapsed-real-server@9'],
  ],
  [group('192.0.2.0/23 80'), ['endless-range@2']],
  [group('2001:db8::/64 80'), ['cut-range@2']],
  [server('persistence_timeout', 'fwmark 0'), ['zero-mark@1']],
  [real(''), ['unchecked@1']],
  [server('real_server 192.0.2.22 80 {\n}'), ['unchecked@2']],
  [real('TCP_CHECK {\n}', '192.0.2.21'), ['portless-check@6']],
  [real('lthreshold 5\nTCP_CHECK {\n}'), ['reversed-thresholds@5']],
  [server('persistence_granularity 24'), ['odd-granularity@2']],
  [
    group('192.0.2.10 80').replace('lb_algo rr', 'lb_algo rr\npersistence_granularity 255.255.255.0'),
    ['idle-granularity@4'],
  ],
  [server('persistence_engine sip'), ['idle-engine@2']],
]

/** There is nothing to say. */
export const quiet: readonly string[] = [
  server(''),
  server('persistence_timeout 60\npersistence_engine sip\npersistence_granularity 255.255.255.0'),
  server('lb_algo rr'),
  server('sorry_server 192.0.2.21 80'),
  server('retry 3\nwarmup 0\ndelay_before_retry 0.5\nconnect_timeout 3\nquorum 1\nhysteresis 0\nomega'),
  real('weight 2\ninhibit_on_failure\nuthreshold 100\nlthreshold 50\nTCP_CHECK {\nconnect_port 8080\n}'),
  real('TCP_CHECK {\n}\nMISC_CHECK {\nmisc_path "/bin/test 1"\n}'),
  real('lvs_method TUN type gue port 6080\nTCP_CHECK {\n}'),
  page('status_code 200 301-302\nstatus_code 404\ndigest d41d8cd98f00b204e9800998ecf8427e'),
  group('192.0.2.10-20 80\n192.0.2.64/26 81\n2001:db8::/112 80\nfwmark 7 inet').replace(
    'lb_kind',
    'persistence_timeout\nlb_kind',
  ),
  `virtual_server fwmark 3 {\nlb_kind DR\nlb_algo sh\nsh-port\nreal_server 192.0.2.21 0 {\nTCP_CHECK {\nconnect_port 80\n}\n}\n}`,
]
