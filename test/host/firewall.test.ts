import { describe, expect, test } from 'vitest'
import { refusesPort } from '../../lib/host/firewall.ts'
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
