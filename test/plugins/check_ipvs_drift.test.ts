import { describe, expect, test } from 'vitest'
import { override } from '../../lib/core/finding.ts'
import type { Sources } from '../../lib/keepalived/sources.ts'
import { failure } from '../../lib/probe/outcome.ts'
import { sourceFile, sourcesOf } from '../support/config-sources.ts'
import { gatherOn, judgeFacts, makeHost, outputFor, render, rulesFor, rulesOf } from '../support/drift.ts'

const titles = `IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
`

/** A real server of a configuration, `192.0.2.11 80` and what is in its block. */
function real(place: string, ...lines: string[]): string {
  const check = lines.some(line => line.includes('_CHECK')) ? [] : ['TCP_CHECK {', '}']
  return ['real_server ', place, ' {\n', ...[...lines, ...check].map(line => `${line}\n`), '}\n'].join('')
}

/** A virtual server of a configuration, DR over TCP unless its lines say otherwise. */
function virtual(place: string, ...lines: string[]): string {
  const usual = lines.join('\n').includes('lb_kind') ? [] : ['lb_kind DR']
  const protocol = lines.join('\n').includes('protocol') ? [] : ['protocol TCP']
  return [`virtual_server ${place} {`, 'lb_algo rr', ...usual, ...protocol, ...lines, '}', ''].join('\n')
}

/** Lines of `ipvsadm -Ln`. */
function list(...lines: string[]): string {
  return titles + lines.map(line => `${line}\n`).join('')
}

function server(place: string, weight = 1, forward = 'Route'): string {
  return `  -> ${place.padEnd(28)} ${forward.padEnd(7)} ${weight}      2          3`
}

const web = virtual('192.0.2.10 80', real('192.0.2.11 80'), real('192.0.2.12 80'))
const webUp = ['TCP  192.0.2.10:80 rr', server('192.0.2.11:80'), server('192.0.2.12:80')]
const inhibited = virtual(
  '192.0.2.10 80',
  real('192.0.2.11 80', 'inhibit_on_failure'),
  real('192.0.2.12 80', 'inhibit_on_failure'),
)
const sorry = virtual(
  '192.0.2.10 80',
  'sorry_server 192.0.2.99 80',
  real('192.0.2.11 80'),
  real('192.0.2.12 80'),
)

// title, configuration, table, options, first line, rules
const scenarios: readonly (readonly [string, string, string, string[], string | RegExp, string[]])[] = [
  [
    'ok: everything is there',
    web,
    list(...webUp),
    [],
    '1 virtual server with 2 real servers is in the kernel as /etc/keepalived/keepalived.conf says',
    [],
  ],
  [
    'warning: one of two real servers is missing',
    web,
    list(...webUp.slice(0, 2)),
    [],
    '192.0.2.10:80 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): 192.0.2.12:80 is missing',
    ['real-server-missing'],
  ],
  [
    'critical: one of two is missing and -c wants more',
    web,
    list(...webUp.slice(0, 2)),
    ['-c', '75:'],
    '192.0.2.10:80 TCP has 1 of 2 real servers up (50 %, wanted at least 75 %): 192.0.2.12:80 is missing',
    ['real-server-missing'],
  ],
  [
    'ok: one of two is missing and -w allows it',
    web,
    list(...webUp.slice(0, 2)),
    ['-w', '50:'],
    /^\/etc\/keepalived\/keepalived\.conf configures 1 virtual server with 2 real servers, 1 of them up$/,
    [],
  ],
  [
    'critical: no real server is left',
    web,
    list('TCP  192.0.2.10:80 rr'),
    [],
    '192.0.2.10:80 TCP has no usable real server: 192.0.2.11:80 is missing, 192.0.2.12:80 is missing',
    ['no-real-server'],
  ],
  [
    'critical: one is missing and the other has weight 0',
    inhibited,
    list('TCP  192.0.2.10:80 rr', server('192.0.2.12:80', 0)),
    [],
    '192.0.2.10:80 TCP has no usable real server: 192.0.2.11:80 is missing, 192.0.2.12:80 has weight 0',
    ['no-real-server'],
  ],
  [
    'warning: one has weight 0 by its health check',
    inhibited,
    list('TCP  192.0.2.10:80 rr', server('192.0.2.11:80', 0), server('192.0.2.12:80')),
    [],
    '192.0.2.10:80 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): 192.0.2.11:80 has weight 0',
    ['real-server-inhibited'],
  ],
  [
    'warning: one has weight 0 by somebody’s hand',
    web,
    list('TCP  192.0.2.10:80 rr', server('192.0.2.11:80', 0), server('192.0.2.12:80')),
    [],
    '192.0.2.10:80 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): 192.0.2.11:80 has weight 0',
    ['weight-differs'],
  ],
  [
    'ok: one has weight 0 as configured',
    virtual('192.0.2.10 80', real('192.0.2.11 80', 'weight 0'), real('192.0.2.12 80')),
    list('TCP  192.0.2.10:80 rr', server('192.0.2.11:80', 0), server('192.0.2.12:80')),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'critical: all have weight 0, and that is configured',
    virtual('192.0.2.10 80', real('192.0.2.11 80', 'weight 0')),
    list('TCP  192.0.2.10:80 rr', server('192.0.2.11:80', 0)),
    [],
    '192.0.2.10:80 TCP has no usable real server: 192.0.2.11:80 has weight 0 as configured',
    ['no-real-server'],
  ],
  [
    'critical: the sorry server serves, and it is one trouble',
    sorry,
    list('TCP  192.0.2.10:80 rr', server('192.0.2.99:80')),
    [],
    '192.0.2.10:80 TCP is served by its sorry server 192.0.2.99:80: 192.0.2.11:80 is missing, 192.0.2.12:80 is missing',
    ['sorry-server-active'],
  ],
  [
    'ok: the sorry server waits with weight 0',
    sorry.replace('192.0.2.99 80', '192.0.2.99 80\nsorry_server_inhibit'),
    list(...webUp, server('192.0.2.99:80', 0)),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'ok: the sorry server is a real server as well',
    virtual('192.0.2.10 80', 'sorry_server 192.0.2.12 80', real('192.0.2.11 80'), real('192.0.2.12 80')),
    list(...webUp),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'critical: the quorum is lost',
    virtual(
      '192.0.2.10 80',
      'quorum 3',
      real('192.0.2.11 80', 'weight 2'),
      real('192.0.2.12 80', 'weight 2'),
    ),
    list('TCP  192.0.2.10:80 rr', server('192.0.2.12:80', 2)),
    [],
    '192.0.2.10:80 TCP has lost its quorum, the weights of its real servers sum up to 2 and 3 is wanted: 192.0.2.11:80 is missing',
    ['quorum-lost'],
  ],
  [
    'warning: below the quorum, and above what the hysteresis allows',
    virtual(
      '192.0.2.10 80',
      'quorum 3',
      'hysteresis 1',
      real('192.0.2.11 80', 'weight 2'),
      real('192.0.2.12 80', 'weight 2'),
    ),
    list('TCP  192.0.2.10:80 rr', server('192.0.2.12:80', 2)),
    [],
    /has 1 of 2 real servers up/,
    ['real-server-missing'],
  ],
  [
    'critical: a virtual server is missing',
    web + virtual('192.0.2.10 443', real('192.0.2.11 443')),
    list(...webUp),
    [],
    '192.0.2.10:443 TCP is missing in the kernel, keepalived.conf:16 configures it with 1 real server',
    ['virtual-server-missing'],
  ],
  [
    'critical: all are missing, which is one trouble',
    web + virtual('192.0.2.10 443', real('192.0.2.11 443')),
    list(),
    [],
    'all 2 virtual servers of /etc/keepalived/keepalived.conf are missing: the IPVS table is empty',
    ['virtual-server-missing'],
  ],
  [
    'critical: UDP is no TCP',
    web,
    list('UDP  192.0.2.10:80 rr', server('192.0.2.11:80'), server('192.0.2.12:80')),
    [],
    /^192\.0\.2\.10:80 TCP is missing in the kernel.* \(and 1 more\)$/,
    ['virtual-server-missing', 'virtual-server-stray'],
  ],
  [
    'warning: a virtual server too many',
    web,
    list(...webUp, 'TCP  198.51.100.1:443 wlc', server('198.51.100.2:443')),
    [],
    '198.51.100.1:443 TCP is in the kernel with 1 real server and not in /etc/keepalived/keepalived.conf',
    ['virtual-server-stray'],
  ],
  [
    'warning: a real server too many',
    web,
    list(...webUp, server('192.0.2.13:80', 4)),
    [],
    '192.0.2.10:80 TCP has 1 real server too many: 192.0.2.13:80 (weight 4) is in the kernel and not in keepalived.conf:1',
    ['real-server-stray'],
  ],
  [
    'critical: another way of forwarding',
    web,
    list(...webUp.slice(0, 2), server('192.0.2.12:80', 1, 'Masq')),
    [],
    '192.0.2.10:80 TCP: 192.0.2.12:80 is reached by NAT, DR is configured',
    ['forward-differs'],
  ],
  [
    'ok: a real server that is the director itself',
    web,
    list(...webUp.slice(0, 2), server('192.0.2.12:80', 1, 'Local')),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'warning: another port of NAT, and not a missing and a stray one',
    virtual('192.0.2.10 80', 'lb_kind NAT', real('192.0.2.11 8080'), real('192.0.2.12 8080')),
    list('TCP  192.0.2.10:80 rr', server('192.0.2.11:8080', 1, 'Masq'), server('192.0.2.12:8081', 1, 'Masq')),
    [],
    '192.0.2.10:80 TCP: 192.0.2.12 has port 8081, 8080 is configured',
    ['port-differs'],
  ],
  [
    'warning: another weight',
    web,
    list(...webUp.slice(0, 2), server('192.0.2.12:80', 7)),
    [],
    '192.0.2.10:80 TCP: 192.0.2.12:80 has weight 7, 1 is configured',
    ['weight-differs'],
  ],
  [
    'ok: another weight that a health check may set',
    virtual(
      '192.0.2.10 80',
      real('192.0.2.11 80', 'MISC_CHECK {', 'misc_path "/bin/true"', 'misc_dynamic', '}'),
      real('192.0.2.12 80'),
    ),
    list('TCP  192.0.2.10:80 rr', server('192.0.2.11:80', 77), server('192.0.2.12:80')),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'ok: DR takes the port of the virtual server, whatever is written',
    virtual('192.0.2.10 80', real('192.0.2.11 8080'), real('192.0.2.12 80')),
    list(...webUp),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'ok: a group with a range and a mark is many virtual servers',
    `virtual_server_group WEB {\n192.0.2.10-12 80\nfwmark 5\n}\n${virtual('group WEB', real('192.0.2.21 80'))}`,
    list(
      ...['192.0.2.10', '192.0.2.11', '192.0.2.12'].flatMap(vip => [
        `TCP  ${vip}:80 rr`,
        server('192.0.2.21:80'),
      ]),
      'FWM  5 rr',
      server('192.0.2.21:0'),
    ),
    [],
    '4 virtual servers with 4 real servers are in the kernel as /etc/keepalived/keepalived.conf says',
    [],
  ],
  [
    'critical: one address of a range is missing',
    `virtual_server_group WEB {\n192.0.2.10-12 80\n}\n${virtual('group WEB', real('192.0.2.21 80'))}`,
    list(...['192.0.2.10', '192.0.2.12'].flatMap(vip => [`TCP  ${vip}:80 rr`, server('192.0.2.21:80')])),
    [],
    /^192\.0\.2\.11:80 TCP is missing in the kernel/,
    ['virtual-server-missing'],
  ],
  [
    'ok: nftables_ipvs makes a group one mark, of a number that it chose before a reload',
    `global_defs {\nnftables_ipvs\n}\nvirtual_server_group WEB {\n192.0.2.10-12 80\n}\n${virtual('group WEB', real('192.0.2.21 80'))}`,
    list('FWM  1003 rr', server('192.0.2.21:0')),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'unknown: no virtual server is configured',
    'vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\n}\n',
    list(),
    [],
    '/etc/keepalived/keepalived.conf has no virtual server, there is nothing to compare',
    ['nothing-configured'],
  ],
  [
    'unknown: none that the options mean',
    web,
    list(...webUp),
    ['--virtual-server', '203.0.113.1'],
    '/etc/keepalived/keepalived.conf has no virtual server that the options want to be looked at, there is nothing to compare',
    ['nothing-configured'],
  ],
  [
    'ok: what is ignored is no stray',
    web,
    list(...webUp, 'TCP  198.51.100.1:443 wlc'),
    ['--ignore', '198.51.100.1'],
    /is in the kernel as/,
    [],
  ],
  [
    'unknown: keepalived refuses one virtual server, the others are judged',
    `${web}${virtual('192.0.2.300 80', real('192.0.2.11 80'))}`,
    list(...webUp),
    [],
    /^keepalived\.conf:16:\d+: virtual server .* is left out with its whole block: .*; what else is wanted is not known$/,
    ['config-error'],
  ],
  [
    'critical outranks unknown: one is refused, another has lost its real servers',
    `${web}${virtual('192.0.2.300 80', real('192.0.2.11 80'))}`,
    list('TCP  192.0.2.10:80 rr'),
    [],
    /no usable real server.* \(and 1 more\)$/,
    ['no-real-server', 'config-error'],
  ],
  [
    'ok: a keyword that nobody knows hides nothing',
    `${web}virtual_serverX\n`,
    list(...webUp),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'ok: an unknown block in a vrrp_instance hides no virtual server',
    `vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\nno_such {\nx\n}\n}\n${web}`,
    list(...webUp),
    [],
    /is in the kernel as/,
    [],
  ],
  [
    'unknown: an unknown block in a virtual server',
    virtual('192.0.2.10 80', real('192.0.2.11 80'), real('192.0.2.12 80', 'NO_CHECK {', '}')),
    list(...webUp),
    [],
    /what else is wanted is not known/,
    ['config-error'],
  ],
]

describe('scenarios', () => {
  test.each(scenarios)('%s', async (title, config, table, argv, sentence, rules) => {
    const output = await outputFor(config, table, argv)
    const [word = ''] = /^\w+/.exec(title) ?? []
    expect(output.sentence).toMatch(
      typeof sentence === 'string' ? new RegExp(`^${escapePattern(sentence)}$`) : sentence,
    )
    expect(output.state).toBe(word.toUpperCase())
    const spoken = await rulesFor(config, table, argv)
    expect(spoken.toSorted()).toEqual(rules.toSorted())
  })
})

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** What the check says of a configuration and a table, with these words on the command line. */
async function judgeWith(config: string, table: string, argv: readonly string[] = []) {
  const words = ['--table', '/table', ...argv]
  const host = makeHost({ config, files: { '/table': table } })
  return judgeFacts(await gatherOn(host, words), words)
}

const utf16 = `\xff\xfe${web.replace(/./gs, sign => `${sign}\0`)}`

test.each([
  ['UTF-16', sourcesOf(utf16), 'UTF-16'],
  ['binary', sourcesOf('\x7fELF\x02\x01\0\0\0'), 'keepalived.conf'],
  ['with a byte order mark', sourcesOf(`\xef\xbb\xbf${web}`), 'byte order mark'],
  ['executable', { ...sourcesOf(''), main: [sourceFile('keepalived.conf', '', 'executable')] }, 'executable'],
])('unknown: the configuration is %s', async (_, sources, said) => {
  const host = makeHost({ sources, files: { '/table': list(...webUp) } })
  const words = ['--table', '/table']
  const output = render(judgeFacts(await gatherOn(host, words), words))
  expect(output.state).toBe('UNKNOWN')
  expect(output.sentence).toContain(said)
})

test('ok: a byte order mark before a comment hides nothing', async () => {
  const host = makeHost({
    sources: sourcesOf(`\xef\xbb\xbf# d1\n${web}`),
    files: { '/table': list(...webUp) },
  })
  const words = ['--table', '/table']
  expect(judgeFacts(await gatherOn(host, words), words).state).toBe('OK')
})

test('our own words are shown as they are, and passwords are not', async () => {
  const executable = { ...sourcesOf(''), main: [sourceFile('keepalived.conf', '', 'executable')] }
  const words = ['--table', '/table']
  const say = async (sources: Sources) =>
    render(
      judgeFacts(await gatherOn(makeHost({ sources, files: { '/table': list(...webUp) } }), words), words),
    )
  expect((await say(executable)).sentence).toContain('keepalived passes over')
  const secret = sourcesOf(`${web}virtual_server 192.0.2.10 81 {\nauth_pass "s3cret" {\n}\n}\n`)
  const { sentence, more } = await say(secret)
  expect([sentence, ...more].join()).not.toContain('s3cret')
})

test('unknown: an included file is missing', async () => {
  const sources = sourcesOf(`${web}include more.conf\n`, { 'more.conf': [] })
  const host = makeHost({ sources, files: { '/table': list(...webUp) } })
  const words = ['--table', '/table']
  const finding = judgeFacts(await gatherOn(host, words), words)
  expect(finding.state).toBe('UNKNOWN')
  expect(rulesOf(finding)).toEqual(['config-error'])
})

test('unknown: the configuration cannot be read, and the table is not asked for', async () => {
  const { probes, asked } = makeHost({ files: { '/table': list(...webUp) } })
  const denied = failure('denied', "'/etc/keepalived/keepalived.conf' cannot be read", 'setfacl')
  const host = { asked, probes: { ...probes, configFiles: () => Promise.resolve(denied) } }
  const finding = judgeFacts(await gatherOn(host))
  expect(finding).toMatchObject({ state: 'UNKNOWN', rule: 'config-unreadable', hint: 'setfacl' })
  expect(asked).toEqual([])
})

describe('--state', () => {
  test.each([
    ['real-server-missing', list(...webUp.slice(0, 2))],
    ['no-real-server', list('TCP  192.0.2.10:80 rr')],
    ['virtual-server-stray', list(...webUp, 'TCP  198.51.100.1:443 wlc')],
    ['virtual-server-missing', list()],
  ])('%s', async (rule, table) => {
    const finding = await judgeWith(web, table)
    expect(override(finding, new Map([[rule, 'OK']])).state).toBe('OK')
    expect(override(finding, new Map([[rule, 'UNKNOWN']])).state).toBe('UNKNOWN')
  })
})

describe('performance data', () => {
  const values = (output: { readonly perfdata: readonly { label: string; value: number | undefined }[] }) =>
    Object.fromEntries(output.perfdata.map(({ label, value }) => [label, value]))

  test('totals', async () => {
    const output = await outputFor(sorry, list(...webUp.slice(0, 2), server('192.0.2.13:80')))
    expect(values(output)).toEqual({
      virtual_servers: 1,
      real_servers: 2,
      real_servers_up: 1,
      differences: 2,
      active_connections: 4,
      inactive_connections: 6,
    })
  })
  test('the same labels when the table is empty', async () => {
    const [well, empty] = [await outputFor(web, list(...webUp)), await outputFor(web, list())]
    expect(Object.keys(values(empty))).toEqual(Object.keys(values(well)))
    expect(values(empty)).toMatchObject({ real_servers: 2, real_servers_up: 0, differences: 1 })
  })
  test('no connections where the source does not show them', async () => {
    const output = await outputFor(
      web,
      '-A -t 192.0.2.10:80 -s rr\n-a -t 192.0.2.10:80 -r 192.0.2.11:80 -g -w 1\n',
    )
    expect(Object.keys(values(output))).not.toContain('active_connections')
  })
  test('of each virtual server, with the thresholds it is judged by', async () => {
    const output = await outputFor(web, list(...webUp), ['--per-service', '-c', '50:'])
    expect(output.perfdata.find(({ label }) => label === '192.0.2.10:80 TCP')).toMatchObject({
      value: 100,
      unit: '%',
    })
    expect(values(output)).toMatchObject({ '192.0.2.10:80 TCP active_connections': 4 })
  })
})

describe('the tree', () => {
  test('-v lists every virtual server, and the real servers of those that are wrong', async () => {
    const config = web + virtual('192.0.2.10 443', real('192.0.2.11 443'))
    const table = list(...webUp.slice(0, 2), 'TCP  192.0.2.10:443 rr', server('192.0.2.11:443'))
    expect((await outputFor(config, table, [], 1)).more).toEqual([
      '\\_ [WARNING] /etc/keepalived/keepalived.conf configures 2 virtual servers with 3 real servers, 2 of them up',
      '  the table was read from /table',
      '  \\_ [WARNING] 192.0.2.10:80 TCP has 1 of 2 real servers up (50 %, wanted at least 100 %): 192.0.2.12:80 is missing',
      '    hint: Look at the service on 192.0.2.12 (TCP_CHECK), and at: journalctl -u keepalived',
      '    more: lvs-checks explain real-server-missing',
      '    192.0.2.11:80 is up, DR, weight 1, 2 active and 3 inactive connections',
      '    192.0.2.12:80 is missing, configured at keepalived.conf:10',
      '  \\_ [OK] 1 of 2 virtual servers as /etc/keepalived/keepalived.conf says',
      '    192.0.2.10:443 TCP: 1 of 1 real server up, rr, DR',
    ])
  })
  test('a host that is down behind several virtual servers is named once for all', async () => {
    const config = web + virtual('192.0.2.10 443', real('192.0.2.11 443'), real('192.0.2.12 443'))
    const table = list(...webUp.slice(0, 2), 'TCP  192.0.2.10:443 rr', server('192.0.2.11:443'))
    expect((await outputFor(config, table)).more[0]).toContain(
      '192.0.2.12 is up in none of its 2 virtual servers',
    )
  })
  test('a thousand virtual servers that are wrong stay within what NRPE passes', async () => {
    const ports = Array.from({ length: 1000 }, (_, at) => at + 1)
    const config = ports
      .map(port => virtual(`192.0.2.10 ${port}`, real(`192.0.2.11 ${port}`), real(`192.0.2.12 ${port}`)))
      .join('')
    const table = list(...ports.flatMap(port => [`TCP  192.0.2.10:${port} rr`, server(`192.0.2.11:${port}`)]))
    const output = await outputFor(config, table, ['--per-service'], 2)
    expect(output.state).toBe('WARNING')
    expect(output.sentence).toMatch(/\(and 999 more\)$/)
  })
})

describe('health checks that wait for the VIP (ha_suspend)', () => {
  const config = virtual('192.0.2.10 80', 'ha_suspend', 'alpha', real('192.0.2.11 80'))
  const proc = titles.replace(/ +Forward/, ' Forward')
  const routes = (address: string) =>
    `Local:\n  +-- 0.0.0.0/0 3 0 5\n     |-- ${address}\n        /32 host LOCAL\n`
  const look = async (files: Record<string, string>) => {
    const host = makeHost({
      config,
      files: { '/proc/net/ip_vs': `${proc}TCP  C000020A:0050 rr  \n`, ...files },
    })
    return render(judgeFacts(await gatherOn(host)), 1)
  }
  test('ok: on the backup its real servers are not there yet', async () => {
    const output = await look({ '/proc/net/fib_trie': routes('192.0.2.2') })
    expect(output.state).toBe('OK')
    expect(output.more.at(-1)).toContain('checked only while its VIP is here (ha_suspend)')
  })
  test('critical: on the master they should be', async () => {
    expect((await look({ '/proc/net/fib_trie': routes('192.0.2.10') })).state).toBe('CRITICAL')
  })
  test('ok: nobody can tell where the VIP is', async () => {
    expect((await look({})).state).toBe('OK')
  })
  test('critical: the virtual server itself is always there', async () => {
    const host = makeHost({
      config: config + web.replace('192.0.2.10', '192.0.2.20'),
      files: {
        '/proc/net/ip_vs': `${proc}TCP  C0000214:0050 rr  \n  -> C000020B:0050      Route   1      0          0\n  -> C000020C:0050      Route   1      0          0\n`,
        '/proc/net/fib_trie': routes('192.0.2.2'),
      },
    })
    const finding = judgeFacts(await gatherOn(host))
    expect(rulesOf(finding)).toEqual(['virtual-server-missing'])
  })
})

test('persistence timeouts that fit no kernel together are a difference, of nobody knows which', async () => {
  const block = (port: number, seconds: number) =>
    virtual(`192.0.2.10 ${port}`, `persistence_timeout ${seconds}`, real(`192.0.2.11 ${port}`))
  const proc = titles.replace(/ +Forward/, ' Forward')
  const lines = [
    'TCP  C000020A:0050 rr persistent 6000 FFFFFFFF',
    '  -> C000020B:0050      Route   1      0          0',
    'TCP  C000020A:0051 rr persistent 30000 FFFFFFFF',
    '  -> C000020B:0051      Route   1      0          0',
  ]
  const output = await outputFor(
    block(80, 60) + block(81, 120),
    proc + lines.map(line => `${line}\n`).join(''),
  )
  expect(output).toMatchObject({
    state: 'WARNING',
    sentence:
      'the persistence timeouts of 192.0.2.10:80 TCP, 192.0.2.10:81 TCP cannot all be as configured, one at least differs',
  })
})

describe('hints', () => {
  /** On a live director, where commands make sense. */
  const hintFor = async (config: string, ...lines: string[]) => {
    const proc = titles.replace(/ +Forward/, ' Forward')
    const host = makeHost({
      config,
      files: { '/proc/net/ip_vs': proc + lines.map(line => `${line}\n`).join('') },
    })
    return render(judgeFacts(await gatherOn(host)))
      .more.filter(line => line.includes('hint: '))
      .map(line => line.trim())
  }
  const reload = 'If keepalived.conf was changed since it was loaded: systemctl reload keepalived'
  const [first, second] = [
    '  -> C000020B:0050      Route   1      0          0',
    '  -> C000020C:0050      Route   1      0          0',
  ]

  test('what somebody has drained comes back with a command', async () => {
    expect(
      await hintFor(web, 'TCP  C000020A:0050 rr  ', first, second.replace('Route   1', 'Route   0')),
    ).toEqual(['hint: If it shall serve again: ipvsadm -e -t 192.0.2.10:80 -r 192.0.2.12:80 -g -w 1'])
  })
  test('what is left over goes with a command', async () => {
    const stray = second.replace('0C:', '0D:')
    expect(await hintFor(web, 'TCP  C000020A:0050 rr  ', first, second, stray)).toEqual([
      `hint: ${reload}. If it was added by hand: ipvsadm -d -t 192.0.2.10:80 -r 192.0.2.13:80`,
    ])
    expect(await hintFor(web, 'TCP  C000020A:0050 rr  ', first, second, 'FWM  00000007 wlc ')).toEqual([
      `hint: ${reload}. If it was added by hand: ipvsadm -D -f 7`,
    ])
  })
  test('what somebody has taken out comes back with a command, and not by keepalived', async () => {
    expect(await hintFor(web, 'TCP  C000020A:0050 rr  ', first)).toEqual([
      'hint: Look at the service on 192.0.2.12 (TCP_CHECK), and at: journalctl -u keepalived. If it answers there: systemctl reload keepalived if the file was changed since it was loaded, or, if it was removed by hand: ipvsadm -a -t 192.0.2.10:80 -r 192.0.2.12:80 -g -w 1',
    ])
  })
  test('a check of another port says which', async () => {
    const config = virtual(
      '192.0.2.10 80',
      real('192.0.2.11 80', 'TCP_CHECK {', 'connect_port 81', '}'),
      real('192.0.2.12 80'),
    )
    const [hint] = await hintFor(config, 'TCP  C000020A:0050 rr  ', second)
    expect(hint).toContain('Look at the service on 192.0.2.11 (TCP_CHECK on port 81), and at')
  })
  test('what was changed by hand is put right with one command for a virtual server', async () => {
    expect(await hintFor(web, 'TCP  C000020A:0050 wrr  persistent 6000 FFFFFFFF', first, second)).toEqual([
      `hint: ${reload}. If ipvsadm was used: ipvsadm -E -t 192.0.2.10:80 -s rr`,
    ])
  })
  test('the command names all that is configured, as ipvsadm takes its own defaults for the rest', async () => {
    const config = virtual(
      '192.0.2.10 80',
      ...['lb_algo sh', 'sh-port', 'persistence_timeout 60', 'persistence_granularity 255.255.255.0'],
      real('192.0.2.11 80', 'weight 3', 'uthreshold 100', 'lthreshold 50'),
    )
    const hints = await hintFor(config, 'TCP  C000020A:0050 rr persistent 6000 FFFFFFFF', first)
    expect(hints).toEqual([
      `hint: ${reload}. If ipvsadm was used: ${[
        'ipvsadm -e -t 192.0.2.10:80 -r 192.0.2.11:80 -g -w 3 -x 100 -y 50',
        'ipvsadm -E -t 192.0.2.10:80 -s sh -b sh-port -p 60 -M 255.255.255.0',
      ].join('; ')}`,
    ])
  })
  test('for many differences a restart is shorter', async () => {
    const hosts = ['0B', '0C', '0D', '0E']
    const config = virtual('192.0.2.10 80', ...hosts.map(host => real(`192.0.2.${parseInt(host, 16)} 80`)))
    const lines = hosts.map(host => first.replace('0B:', `${host}:`).replace('Route   1', 'Route   9'))
    expect(await hintFor(config, 'TCP  C000020A:0050 rr  ', ...lines)).toEqual([
      `hint: ${reload}. If ipvsadm was used: systemctl restart keepalived`,
    ])
  })
  test('a virtual server that is missing may lack its scheduler', async () => {
    const config = web + virtual('192.0.2.10 443', real('192.0.2.11 443'))
    const [hint] = await hintFor(config, 'TCP  C000020A:0050 rr  ', first, second)
    expect(hint).toBe(
      `hint: ${reload}. If it was removed by hand a reload does not bring it back: systemctl restart keepalived. If it stays away: modprobe ip_vs_rr; journalctl -u keepalived`,
    )
  })
})

test('warning: what kernels count time in is told by the virtual servers that are not looked at, too', async () => {
  const block = (port: number, seconds: number) =>
    virtual(`192.0.2.10 ${port}`, `persistence_timeout ${seconds}`, real(`192.0.2.11 ${port}`))
  const line = (port: string, jiffies: number) =>
    `TCP  C000020A:${port} rr persistent ${jiffies} FFFFFFFF\n  -> C000020B:${port}      Route   1      0          0\n`
  const proc =
    titles.replace(/ +Forward/, ' Forward') +
    line('0050', 6_000) +
    line('0051', 12_000) +
    line('0052', 15_000)
  const argv = ['--virtual-server', '192.0.2.10:82']
  const output = await outputFor(block(80, 60) + block(81, 120) + block(82, 60), proc, argv)
  expect(output).toMatchObject({
    state: 'WARNING',
    sentence: '192.0.2.10:82 TCP: it is persistent for 150 s, 60 s are configured',
  })
})

test('facts are plain JSON', async () => {
  const host = makeHost({ config: web, files: { '/table': list(...webUp) } })
  const words = ['--table', '/table']
  const facts = await gatherOn(host, words)
  expect(JSON.parse(JSON.stringify(facts))).toEqual(facts)
})
