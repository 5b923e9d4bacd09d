import { describe, expect, test } from 'vitest'
import { refusalOf, refusesPort } from '../../lib/host/firewall.ts'
import { parseIptables } from '../../lib/host/parse-iptables.ts'
import { listArpAddresses, parseNftRuleset } from '../../lib/host/parse-nft.ts'

const web = { family: 4, protocol: 'TCP', port: 80 } as const

describe('iptables -S', () => {
  // what it is about, rules, is port 80 refused?
  const table: readonly [string, string[], boolean][] = [
    ['the policy lets all in', ['-P INPUT ACCEPT'], false],
    ['no rule at all', ['-P INPUT DROP'], true],
    ['another port', ['-P INPUT DROP', '-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT'], true],
    ['the port', ['-P INPUT DROP', '-A INPUT -p tcp -m tcp --dport 80 -j ACCEPT'], false],
    ['a range', ['-P INPUT DROP', '-A INPUT -p tcp -m tcp --dport 79:90 -j ACCEPT'], false],
    ['a range without it', ['-P INPUT DROP', '-A INPUT -p tcp -m tcp --dport 81: -j ACCEPT'], true],
    ['a list', ['-P INPUT DROP', '-A INPUT -p tcp -m multiport --dports 22,80 -j ACCEPT'], false],
    ['another protocol', ['-P INPUT DROP', '-A INPUT -p udp -m udp --dport 80 -j ACCEPT'], true],
    ['not the port, which is unclear', ['-P INPUT DROP', '-A INPUT -p tcp ! --dport 22 -j ACCEPT'], false],
    ['from somewhere', ['-P INPUT DROP', '-A INPUT -s 192.0.2.0/24 -j ACCEPT'], false],
    ['the loopback', ['-P INPUT DROP', '-A INPUT -i lo -j ACCEPT'], true],
    [
      'what is known',
      ['-P INPUT DROP', '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT'],
      true,
    ],
    ['what is new', ['-P INPUT DROP', '-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT'], false],
    ['a chain of its own', ['-P INPUT DROP', '-A INPUT -j WEB', '-A WEB -p tcp --dport 80 -j ACCEPT'], false],
    ['what is forwarded', ['-P INPUT DROP', '-A FORWARD -j ACCEPT', '-A OUTPUT -j ACCEPT'], true],
    [
      'the last rule refuses the rest',
      [
        '-P INPUT ACCEPT',
        '-A INPUT -p tcp --dport 22 -j ACCEPT',
        '-A INPUT -j REJECT --reject-with icmp-host-prohibited',
      ],
      true,
    ],
  ]
  test.each(table)('%s', (_, lines, refused) => {
    const filter = parseIptables(`${lines.join('\n')}\n`, 4)
    expect(filter !== undefined && refusesPort(filter, web)).toBe(refused)
  })
  test('says nothing of the other family', () => {
    const filter = parseIptables('-P INPUT DROP\n', 6)
    expect(filter !== undefined && refusesPort(filter, web)).toBe(false)
  })
  test('another text is none', () => {
    expect(parseIptables('iptables: No chain/target/match by that name.\n', 4)).toBeUndefined()
  })
})

const front = { ...web, address: '192.0.2.10', interfaces: ['eth0'] } as const

describe('rules of iptables that refuse', () => {
  const table: readonly [string, string[], string | undefined][] = [
    ['the port', ['-A INPUT -p tcp -m tcp --dport 80 -j DROP'], '-p tcp -m tcp --dport 80 -j DROP'],
    [
      'the VIP alone',
      ['-A INPUT -d 192.0.2.10/32 -p tcp -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable'],
      '-d 192.0.2.10/32 -p tcp -m tcp --dport 80 -j REJECT --reject-with icmp-port-unreachable',
    ],
    ['the VIP, whatever the port', ['-A INPUT -d 192.0.2.10/32 -j DROP'], '-d 192.0.2.10/32 -j DROP'],
    ['another address', ['-A INPUT -d 192.0.2.21/32 -p tcp -m tcp --dport 80 -j DROP'], undefined],
    ['another port', ['-A INPUT -p tcp -m tcp --dport 8080 -j DROP'], undefined],
    [
      'a list',
      ['-A INPUT -p tcp -m multiport --dports 22,80 -j DROP'],
      '-p tcp -m multiport --dports 22,80 -j DROP',
    ],
    ['some clients, who may be anybody', ['-A INPUT -s 192.0.2.0/24 -p tcp --dport 80 -j DROP'], undefined],
    ['all but one port', ['-A INPUT -p tcp ! --dport 22 -j DROP'], undefined],
    ['too many of them', ['-A INPUT -p tcp --dport 80 -m connlimit --connlimit-above 9 -j DROP'], undefined],
    ['on the interface', ['-A INPUT -i eth0 -p tcp --dport 80 -j DROP'], '-i eth0 -p tcp --dport 80 -j DROP'],
    ['on another interface', ['-A INPUT -i eth1 -p tcp --dport 80 -j DROP'], undefined],
    [
      'with a word for people',
      ['-A INPUT -p tcp --dport 80 -m comment --comment "not now" -j DROP'],
      '-p tcp --dport 80 -m comment --comment "not now" -j DROP',
    ],
    [
      'what has been let in before',
      ['-A INPUT -s 192.0.2.0/24 -p tcp --dport 80 -j ACCEPT', '-A INPUT -p tcp --dport 80 -j DROP'],
      undefined,
    ],
    [
      'what a chain may have let in before',
      ['-A INPUT -j WEB', '-A INPUT -p tcp --dport 80 -j DROP', '-A WEB -p tcp --dport 80 -j ACCEPT'],
      undefined,
    ],
    [
      'what is let in after it',
      ['-A INPUT -p tcp --dport 80 -j DROP', '-A INPUT -p tcp --dport 80 -j ACCEPT'],
      '-p tcp --dport 80 -j DROP',
    ],
  ]
  test.each(table)('%s', (_, lines, rule) => {
    const filter = parseIptables(`${['-P INPUT ACCEPT', ...lines].join('\n')}\n`, 4)
    const found = filter === undefined ? undefined : refusalOf(filter, front)
    expect(found?.text).toBe(rule)
    if (rule !== undefined) expect(found?.removal).toBe(`iptables -D INPUT ${rule}`)
  })
})

describe('nft -j list ruleset', () => {
  const chain = (about: object) => ({
    chain: {
      family: 'inet',
      table: 'filter',
      name: 'input',
      type: 'filter',
      hook: 'input',
      prio: 0,
      policy: 'drop',
      ...about,
    },
  })
  const rule = (...expr: object[]) => ({ rule: { family: 'inet', table: 'filter', chain: 'input', expr } })
  const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } })
  const dport = (right: unknown, protocol = 'tcp') => match({ payload: { protocol, field: 'dport' } }, right)
  const accept = { accept: null }

  const table: readonly [string, object[], boolean][] = [
    ['the policy lets all in', [chain({ policy: 'accept' })], false],
    ['no rule at all', [chain({})], true],
    ['the port', [chain({}), rule(dport(80), accept)], false],
    ['another port', [chain({}), rule(dport(22), accept)], true],
    ['a set', [chain({}), rule(dport({ set: [22, { range: [79, 81] }] }), accept)], false],
    ['a set without it', [chain({}), rule(dport({ set: [22, { range: [81, 90] }] }), accept)], true],
    ['a set that is named elsewhere', [chain({}), rule(dport('@web'), accept)], false],
    ['another protocol', [chain({}), rule(dport(80, 'udp'), accept)], true],
    ['any transport', [chain({}), rule(dport(80, 'th'), accept)], false],
    [
      'what is known',
      [chain({}), rule(match({ ct: { key: 'state' } }, ['established', 'related'], 'in'), accept)],
      true,
    ],
    ['the loopback', [chain({}), rule(match({ meta: { key: 'iifname' } }, 'lo'), accept)], true],
    [
      'icmp',
      [chain({}), rule(match({ payload: { protocol: 'icmp', field: 'type' } }, 'echo-request'), accept)],
      true,
    ],
    ['all of TCP', [chain({}), rule(match({ meta: { key: 'l4proto' } }, 'tcp'), accept)], false],
    [
      'from somewhere',
      [chain({}), rule(match({ payload: { protocol: 'ip', field: 'saddr' } }, '192.0.2.1'), accept)],
      false,
    ],
    ['a rule that drops', [chain({}), rule(dport(80), { drop: null })], true],
    [
      'a map of states',
      [
        chain({}),
        rule({
          vmap: {
            key: { ct: { key: 'state' } },
            data: {
              set: [
                ['established', accept],
                ['invalid', { drop: null }],
              ],
            },
          },
        }),
      ],
      true,
    ],
    [
      'a map of ports',
      [
        chain({}),
        rule({
          vmap: {
            key: { payload: { protocol: 'tcp', field: 'dport' } },
            data: {
              set: [
                [22, accept],
                [80, accept],
              ],
            },
          },
        }),
      ],
      false,
    ],
    ['a match of iptables', [chain({}), rule({ xt: { type: 'match', name: 'multiport' } }, accept)], false],
    [
      'a chain that is jumped to',
      [
        chain({}),
        { chain: { family: 'inet', table: 'filter', name: 'web' } },
        rule({ jump: { target: 'web' } }),
        { rule: { family: 'inet', table: 'filter', chain: 'web', expr: [dport(80), accept] } },
      ],
      false,
    ],
    [
      'what is sent',
      [
        chain({}),
        chain({ name: 'output', hook: 'output', policy: 'accept' }),
        { rule: { family: 'inet', table: 'filter', chain: 'output', expr: [accept] } },
      ],
      true,
    ],
    [
      'the last rule refuses the rest',
      [chain({ policy: 'accept' }), rule({ counter: null }, { reject: null })],
      true,
    ],
  ]
  test.each(table)('%s', (_, items, refused) => {
    const filters = parseNftRuleset(JSON.stringify({ nftables: [{ metainfo: {} }, ...items] })) ?? []
    expect(filters.some(each => refusesPort(each, web))).toBe(refused)
  })
  test.each(['', '[]', '{"nftables": 1}', 'Error: syntax'])('another text is none: %j', text => {
    expect(parseNftRuleset(text)).toBeUndefined()
  })
  test('addresses that rules about ARP name', () => {
    const expr = [match({ payload: { protocol: 'arp', field: 'daddr ip' } }, '192.0.2.10'), { drop: null }]
    const items = [
      { rule: { family: 'arp', table: 'filter', chain: 'INPUT', expr } },
      rule(dport(80), accept),
    ]
    expect(listArpAddresses(JSON.stringify({ nftables: items }))).toEqual(['192.0.2.10'])
  })
})

describe('rules of nft that refuse', () => {
  const chain = {
    chain: {
      family: 'inet',
      table: 'filter',
      name: 'input',
      type: 'filter',
      hook: 'input',
      policy: 'accept',
    },
  }
  const rule = (...expr: object[]) => ({
    rule: { family: 'inet', table: 'filter', chain: 'input', handle: 7, expr },
  })
  const match = (left: object, right: unknown, op = '==') => ({ match: { op, left, right } })
  const payload = (protocol: string, field: string) => ({ payload: { protocol, field } })
  const port = match(payload('tcp', 'dport'), 80)
  const [drop, accept] = [{ drop: null }, { accept: null }]
  const table: readonly [string, object[], boolean][] = [
    ['the port', [rule(port, { counter: { packets: 0, bytes: 0 } }, drop)], true],
    ['with reject', [rule(port, { reject: { type: 'tcp reset' } })], true],
    ['the VIP alone', [rule(match(payload('ip', 'daddr'), '192.0.2.10'), port, drop)], true],
    ['the VIP, whatever the port', [rule(match(payload('ip', 'daddr'), '192.0.2.10'), drop)], true],
    [
      'its network',
      [rule(match(payload('ip', 'daddr'), { prefix: { addr: '192.0.2.0', len: 24 } }), port, drop)],
      true,
    ],
    ['another address', [rule(match(payload('ip', 'daddr'), '192.0.2.21'), port, drop)], false],
    ['addresses that stand elsewhere', [rule(match(payload('ip', 'daddr'), '@own'), port, drop)], false],
    ['another port', [rule(match(payload('tcp', 'dport'), { set: [22, 8080] }), drop)], false],
    ['ports that stand elsewhere', [rule(match(payload('tcp', 'dport'), '@closed'), drop)], false],
    ['some clients', [rule(match(payload('ip', 'saddr'), '192.0.2.66'), port, drop)], false],
    ['too many of them', [rule(port, { limit: { rate: 9, per: 'second', inv: true } }, drop)], false],
    ['on the interface', [rule(match({ meta: { key: 'iifname' } }, 'eth0'), port, drop)], true],
    ['on another interface', [rule(match({ meta: { key: 'iifname' } }, 'eth1'), port, drop)], false],
    ['what has been let in before', [rule(port, accept), rule(port, drop)], false],
    ['what is let in after it', [rule(port, drop), rule(port, accept)], true],
  ]
  test.each(table)('%s', (_, rules, refused) => {
    const [filter] = parseNftRuleset(JSON.stringify({ nftables: [chain, ...rules] })) ?? []
    const found = filter === undefined ? undefined : refusalOf(filter, front)
    expect(found?.removal).toBe(refused ? 'nft delete rule inet filter input handle 7' : undefined)
  })
})
