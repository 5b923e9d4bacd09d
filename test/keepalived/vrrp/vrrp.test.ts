import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readGlobals } from '../../../lib/keepalived/global/globals.ts'
import { parse } from '../../../lib/keepalived/parse.ts'
import { vrrpRules } from '../../../lib/keepalived/rules/vrrp.ts'
import { readVrrp } from '../../../lib/keepalived/vrrp/vrrp.ts'
import { sourcesOf } from '../../support/config-sources.ts'

/** All that is read of a configuration, with what the parser says. */
function read(text: string) {
  const { trees, diagnostics } = parse(sourcesOf(text), { configId: 'lvs1', version: '2.2.7' })
  const { global } = readGlobals(trees.parent)
  const vrrp = readVrrp(trees.vrrp, global)
  return { ...vrrp, diagnostics: [...diagnostics, ...vrrp.diagnostics] }
}

/** `rule line`, in the order of the lines. Without `virtual-server` or `global` rules: there are none in these texts. */
function rulesOf(text: string): string[] {
  return read(text)
    .diagnostics.toSorted((a, b) => (a.mark?.line ?? 0) - (b.mark?.line ?? 0))
    .map(({ rule, mark }) => `${rule} ${mark?.line}`)
}

/** An instance that keepalived takes without a word, with more lines from line 5 on. */
function instance(lines: string, name = 'VI_1'): string {
  return `vrrp_instance ${name} {
  interface eth0
  virtual_router_id 51
  priority 100
${lines}
}
`
}

const vip = '  virtual_ipaddress {\n    192.0.2.10/32\n  }'

describe('an instance', () => {
  test('that says all', () => {
    const { instances, diagnostics } = read(
      instance(`  state BACKUP
  advert_int 0.5
  version 3
  nopreempt
  unicast_src_ip 192.0.2.2
  unicast_peer {
    192.0.2.3
  }
  virtual_ipaddress {
    192.0.2.10/24 dev eth1 label eth1:vip
  }
  virtual_ipaddress_excluded {
    2001:DB8::10
  }`),
    )
    expect(diagnostics).toEqual([])
    expect(instances).toMatchObject([
      {
        name: 'VI_1',
        interface: { value: 'eth0' },
        state: { value: 'BACKUP' },
        routerId: { value: 51 },
        priority: { value: 100 },
        advertInterval: { value: 0.5 },
        version: { value: 3 },
        nopreempt: { line: 8 },
        strict: false,
        drops: undefined,
        unicastSource: { value: '192.0.2.2' },
        unicastPeers: [{ value: '192.0.2.3' }],
        multicastGroup: undefined,
        vips: [
          {
            family: 4,
            address: '192.0.2.10',
            prefix: 24,
            device: 'eth1',
            label: 'eth1:vip',
            excluded: false,
          },
          { family: 6, address: '2001:db8::10', prefix: 128, device: 'eth0', excluded: true },
        ],
      },
    ])
  })

  test.each([
    ['nothing', '', { state: 'BACKUP', priority: 100, version: 2, advert: 1, group: '224.0.0.18' }],
    [
      'state MASTER',
      'state MASTER',
      { state: 'MASTER', priority: 255, version: 2, advert: 1, group: '224.0.0.18' },
    ],
    [
      'priority 255',
      'priority 255',
      { state: 'MASTER', priority: 255, version: 2, advert: 1, group: '224.0.0.18' },
    ],
    [
      'a bad priority',
      'priority 300',
      { state: 'BACKUP', priority: 100, version: 2, advert: 1, group: '224.0.0.18' },
    ],
    [
      'a broken advert_int',
      'advert_int 1.6',
      { state: 'BACKUP', priority: 100, version: 2, advert: 2, group: '224.0.0.18' },
    ],
    [
      'IPv6 alone',
      'native_ipv6',
      { state: 'BACKUP', priority: 100, version: 3, advert: 1, group: 'ff02::12' },
    ],
  ])('with %s has these values', (_what, line, expected) => {
    const [got] = read(`vrrp_instance A {\n  ${line}\n}`).instances
    expect({
      state: got?.state.value,
      priority: got?.priority.value,
      version: got?.version.value,
      advert: got?.advertInterval.value,
      group: got?.multicastGroup,
    }).toEqual(expected)
  })

  test('counts eight characters of a password, and no text shows any of them', () => {
    const { instances, diagnostics } = read(
      instance(`  authentication {\n    auth_type PASS\n    auth_pass secret7890\n  }\n${vip}`),
    )
    expect(instances[0]?.authentication).toMatchObject({ type: 'PASS', password: 'secret78' })
    expect(diagnostics).toMatchObject([{ rule: 'auth-pass-cut', mark: { line: 7 } }])
    expect(JSON.stringify(diagnostics)).not.toContain('secret')
  })

  test('with a vmac has its VIPs there', () => {
    const [own, named] = read(
      instance(`  use_vmac\n${vip}`) + instance(`  use_vmac vip0\n${vip}`, 'VI_2'),
    ).instances
    expect(own?.vips[0]?.device).toBe('vrrp.51')
    expect(named?.vips[0]?.device).toBe('vip0')
  })
})

describe('keepalived says it too', () => {
  test.each([
    ['priority 256', ['vrrp-value 5']],
    ['virtual_router_id 0', ['vrrp-value 5']],
    ['state master', ['vrrp-state 5']],
    ['interface abcdefghijklmnop', ['interface-name 5']],
    ['interface eth0:1', ['vrrp-stops 1', 'interface-name 5']],
    ['advert_int 0', ['vrrp-value 5']],
    ['advert_int 1.5', ['advert-interval 5']],
    ['version 4', ['vrrp-value 5']],
    ['strict_mode maybe', ['vrrp-value 5']],
    ['garp_master_repeat 0', ['vrrp-value 5']],
    ['preempt_delay 1001', ['vrrp-value 5']],
    ['mcast_src_ip lvs1', ['vrrp-address 5']],
    ['mcast_dst_ip 192.0.2.1', ['vrrp-address 5']],
    ['unicast_src_ip 192.0.2.1', ['unicast-conflict 5']],
    ['notify "/bin/a \'b"', ['script-refused 5']],
    ['notify_deleted\n  notify_deleted', ['given-twice 6']],
    ['vmac_xmit_base', ['vmac-conflict 5']],
    ['use_ipvlan', ['instance-fault 5']],
    ['authentication {\n auth_type pass\n }', ['vrrp-value 6']],
    ['authentication {\n auth_type PASS\n }', ['authentication-ignored 6']],
    ['version 3\nauthentication {\n auth_type PASS\n auth_pass a\n }', ['authentication-ignored 7']],
    ['state MASTER\nnopreempt', ['nopreempt-ignored 6']],
    ['state MASTER\npreempt_delay 5', ['preempt-delay-ignored 6']],
    ['nopreempt\npreempt_delay 5', ['preempt-delay-ignored 6']],
    ['track_script {\n gone\n }', ['track-unknown 6']],
    [
      'track_interface {\n eth1 weight 254\n eth1\n eth0\n }',
      ['track-option 6', 'track-option 7', 'track-option 8'],
    ],
    ['virtual_routes {\n 198.51.100.0/24 via 192.0.2.1\n }', ['route-entry 6']],
    ['virtual_rules {\n from 192.0.2.0/24 table 100\n }', ['route-entry 6']],
  ])('%s', (lines, expected) => {
    expect(rulesOf(instance(`${lines}\n${vip}`))).toEqual(expected)
  })

  test.each([
    ['192.0.2.10', []],
    ['192.0.2.10/24 brd + scope link label eth0:1', []],
    ['192.0.2.10/33', ['vip-option 2']],
    ['192.0.2.10/24 brd x', ['vip-refused 2']],
    ['192.0.2.10 brd +', ['vip-option 2']],
    ['192.0.2.10 label abcdefghijklmnop', ['vip-refused 2']],
    ['192.0.2.10 dev', ['vip-refused 2']],
    ['192.0.2.10 dev eth0 dev eth1', ['vip-refused 2']],
    ['192.0.2.10 preferred_lft forever', []],
    ['192.0.2.10 metric', ['vip-option 2']],
    ['192.0.2.010', ['vip-refused 2']],
    ['www.example.com', ['vip-refused 2']],
    ['[2001:db8::1]', ['vip-refused 2']],
    ['2001:db8::1/128 label a', ['vip-option 2']],
    ['2001:db8::1 brd 192.0.2.1', ['vip-refused 2']],
  ])('a VIP line %s', (line, expected) => {
    const text = `static_ipaddress {\n${line}\n}`
    expect(rulesOf(text)).toEqual(expected)
  })

  test('VIPs of two families', () => {
    const text = instance('  virtual_ipaddress {\n 192.0.2.10\n 2001:db8::10\n }')
    expect(rulesOf(text)).toEqual(['vip-refused 7'])
    expect(read(text).instances[0]?.vips).toHaveLength(1)
  })

  test.each([
    ['no VRID', 'interface eth0', `${vip}`],
    ['no interface', 'virtual_router_id 5', `${vip}`],
    ['no VIP with version 3', 'interface eth0\nvirtual_router_id 5\nversion 3', ''],
    ['no VIP in strict mode', 'interface eth0\nvirtual_router_id 5\nstrict_mode', ''],
    ['the loopback interface', 'interface lo\nvirtual_router_id 5', `${vip}`],
  ])('%s ends the VRRP process', (_what, lines, vips) => {
    expect(rulesOf(`vrrp_instance A {\n${lines}\n${vips}\n}`)).toContain('vrrp-stops 1')
  })

  test('no VIP with version 2 is only odd', () => {
    expect(rulesOf(instance(''))).toEqual(['no-vip 1'])
  })

  test.each([
    ['one interface', '', '', true],
    ['two interfaces', '', 'interface eth1', false],
    ['two families', '', 'native_ipv6', false],
    ['two multicast groups', 'mcast_dst_ip 224.0.0.99', '', false],
    ['unicast and multicast', 'unicast_peer {\n 192.0.2.9\n }', '', false],
    ['one peer', 'unicast_peer {\n 192.0.2.9\n }', 'unicast_peer {\n 192.0.2.9\n }', true],
    ['different peers', 'unicast_peer {\n 192.0.2.8\n }', 'unicast_peer {\n 192.0.2.9\n }', false],
  ])('one VRID twice with %s', (_what, first, second, isConflict) => {
    const vips =
      second === 'native_ipv6' ? 'virtual_ipaddress { 2001:db8::1 }' : 'virtual_ipaddress { 192.0.2.11 }'
    const text = instance(`${first}\n${vip}`) + instance(`${second}\n${vips}`, 'VI_2')
    expect(rulesOf(text).some(rule => rule.startsWith('duplicate-vrid'))).toBe(isConflict)
  })

  test('strict mode undoes settings', () => {
    const text = instance(
      `strict_mode\naccept\ngarp_lower_prio_repeat 5\nlower_prio_no_advert false\nstate MASTER\n${vip}`,
    )
    expect(rulesOf(text).filter(rule => rule.startsWith('strict-conflict'))).toEqual([
      'strict-conflict 6',
      'strict-conflict 7',
      'strict-conflict 8',
      'strict-conflict 9',
    ])
    expect(read(text).instances[0]).toMatchObject({
      drops: { value: 'strict mode' },
      state: { value: 'BACKUP' },
    })
  })
})

describe('blocks', () => {
  test.each([
    ['vrrp_instance {\n}', ['vrrp-block-refused 1']],
    ['vrrp_instance A B {\n}', ['vrrp-block-refused 1']],
    ['vrrp_sync_group {\n}', ['vrrp-block-refused 1']],
    ['vrrp_sync_group G {\n}', ['sync-group-empty 1']],
    [
      'vrrp_sync_group G {\n group {\n  A\n  A\n }\n}',
      ['sync-group-empty 1', 'sync-member-unknown 3', 'sync-member-unknown 4'],
    ],
    ['vrrp_script s {\n}', ['script-refused 1']],
    ['vrrp_script s {\n script "/bin/a \'b"\n}', ['script-refused 1', 'script-refused 2']],
    [
      'vrrp_script s {\n script "/bin/a"\n interval 0\n weight 254\n rise 0\n}',
      ['vrrp-value 3', 'vrrp-value 4', 'vrrp-value 5'],
    ],
    ['vrrp_track_process p {\n}', ['vrrp-value 1']],
    [
      'vrrp_track_process p {\n process a\n weight\n quorum 5\n quorum_max 3\n}',
      ['vrrp-value 3', 'vrrp-value 5'],
    ],
    ['track_file f {\n}', ['vrrp-value 1']],
    ['garp_group {\n interface eth0\n}', ['vrrp-value 1']],
  ])('%j', (text, expected) => {
    expect(rulesOf(text)).toEqual(expected)
  })

  test('a name that is taken loses its block', () => {
    const { instances, diagnostics } = read(instance(vip) + instance('priority 5'))
    expect(instances).toHaveLength(1)
    expect(diagnostics).toMatchObject([{ rule: 'vrrp-block-refused', mark: { line: 9 } }])
  })

  test('a second list of members loses what follows', () => {
    const text = `${instance(vip)}vrrp_sync_group G {\n group {\n VI_1\n }\n group {\n VI_1\n }\n notify /bin/a\n}`
    const { scripts, diagnostics } = read(text)
    expect(scripts).toEqual([])
    expect(diagnostics.map(({ rule }) => rule)).toEqual(
      expect.arrayContaining(['vrrp-block-refused', 'unknown-keyword', 'sync-group-single']),
    )
  })

  test('scripts must stand above what tracks them', () => {
    const script = 'vrrp_script s {\n script "/bin/a"\n}\n'
    const tracking = instance(`track_script {\n s\n }\n${vip}`)
    expect(rulesOf(script + tracking)).toEqual(['script-security 2'])
    expect(rulesOf(tracking + script)).toContain('track-unknown 6')
    expect(rulesOf(tracking + script)).toContain('script-unused 12')
  })

  test('weights do not count in a sync group', () => {
    const group = 'vrrp_sync_group G {\n group {\n  VI_1\n  VI_2\n }\n}\n'
    const two =
      instance(`track_interface {\n eth1 weight 5\n }\n${vip}`) +
      instance('virtual_router_id 52\nvirtual_ipaddress {\n 192.0.2.11\n }', 'VI_2')
    expect(rulesOf(group + two)).toEqual(['track-weight-ignored 12'])
    expect(rulesOf(group.replace(' group {', ' sync_group_tracking_weight\n group {') + two)).toEqual([])
    expect(read(group + two).syncGroups).toMatchObject([
      { name: 'G', members: [{ value: 'VI_1' }, { value: 'VI_2' }] },
    ])
  })
})

describe('keepalived is silent', () => {
  test.each([
    ['the same VIP twice', instance(vip) + instance(`virtual_router_id 52\n${vip}`, 'VI_2'), 'vip-twice 15'],
    ['unicast that waits for peers', instance(`unicast_fault_no_peer\n${vip}`), 'unicast-fault 5'],
    ['an IPv6 VIP of /64', instance('virtual_ipaddress {\n 2001:db8::1/64\n }'), 'vip-prefix 6'],
    [
      'state MASTER without a priority',
      instance(`state MASTER\n${vip}`).replace('priority 100', ''),
      'priority-missing 5',
    ],
    [
      'unicast without a source',
      instance(`unicast_peer {\n 192.0.2.9\n }\n${vip}`),
      'unicast-source-missing 6',
    ],
    [
      'arguments that a script never sees',
      'vrrp_script s {\n script /usr/bin/killall -0 haproxy\n}',
      'script-arguments 2',
    ],
    [
      'arguments taken for a user',
      instance(`notify /etc/keepalived/notify.sh MASTER\n${vip}`),
      'script-arguments 5',
    ],
    [
      'two scripts of one name',
      'vrrp_script s {\n script /bin/a\n}\nvrrp_script s {\n script /bin/a\n}',
      'track-name-twice 4',
    ],
    [
      'no such instance to follow',
      `${instance(vip)}global_defs {\n lvs_sync_daemon eth0 VI_2\n}`,
      'sync-daemon-instance 10',
    ],
  ])('%s', (_what, text, expected) => {
    expect(rulesOf(text)).toContain(expected)
    const rule = expected.split(' ')[0] ?? ''
    expect(Object.entries(vrrpRules).find(([name]) => name === rule)?.[1]).toHaveProperty('silence')
  })

  test.each([
    ['an IPv6 VIP of /128', 'virtual_ipaddress {\n 2001:db8::1/128\n }'],
    ['an IPv6 VIP of /64 that is deprecated', 'virtual_ipaddress {\n 2001:db8::1/64 preferred_lft 0\n }'],
    ['a link-local VIP of /64', 'virtual_ipaddress {\n fe80::1/64\n }'],
    ['an IPv4 VIP of /24', 'virtual_ipaddress {\n 192.0.2.1/24\n }'],
    ['priority 100 as written', vip],
    ['a notify script with a user', `notify "/bin/a b" www-data adm\n${vip}`],
  ])('%s is well', (_what, lines) => {
    expect(rulesOf(`global_defs {\n enable_script_security\n}\n${instance(lines)}`)).toEqual([])
  })
})

test('what the running keepalived of a lab shows is what is read', () => {
  const folder = new URL('../../fixtures/keepalived-data/lab/', import.meta.url)
  const text = (name: string) => readFileSync(new URL(name, folder), 'latin1')
  const dump = text('keepalived.data')
  const { instances, diagnostics } = read(text('keepalived.conf'))
  const [got] = instances
  const shown = (label: string) =>
    new RegExp(`^ +${label} = (.*)$`, 'm').exec(dump.slice(dump.indexOf('VRRP Topology')))?.[1]
  expect(diagnostics).toEqual([])
  expect(instances).toHaveLength(1)
  expect({
    name: got?.name,
    version: String(got?.version.value),
    state: got?.state.value,
    device: got?.interface?.value,
    id: String(got?.routerId?.value),
    priority: String(got?.priority.value),
    interval: `${got?.advertInterval.value} sec`,
    accept: got?.drops === undefined ? 'enabled' : 'disabled',
    preempt: got?.nopreempt === undefined ? 'enabled' : 'disabled',
    group: got?.multicastGroup,
    password: got?.authentication?.password,
  }).toEqual({
    name: shown('VRRP Instance') ?? /VRRP Instance = (.*)/.exec(dump)?.[1],
    version: shown('VRRP Version'),
    state: shown('Wantstate'),
    device: shown('Interface'),
    id: shown('Virtual Router ID'),
    priority: shown('Priority'),
    interval: shown('Advert interval'),
    accept: shown('Accept'),
    preempt: shown('Preempt'),
    group: /Multicast address (\S+)/.exec(dump)?.[1],
    password: shown('Password'),
  })
  for (const each of got?.vips ?? []) {
    const full = each.family === 4 ? 32 : 128
    const address = each.prefix === full ? each.address : `${each.address}/${each.prefix}`
    expect(dump).toMatch(new RegExp(`^ +${address} dev ${each.device} `, 'm'))
  }
})

test('whatever the words are, it ends and every rule is known', () => {
  const words = [
    'vrrp_instance',
    'vrrp_sync_group',
    'vrrp_script',
    'group',
    'A',
    'B',
    '{',
    '}',
    '\n',
    'interface',
    'eth0',
    '192.0.2.1/24',
    '2001:db8::1',
    'weight',
    '5',
    '-1',
    'virtual_ipaddress',
    'track_script',
    'unicast_peer',
    'use_vmac',
    'version',
    '3',
    'script',
    '"',
    "'",
    '\\',
  ]
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 60 }), parts => {
      for (const { rule, text } of readVrrpOf(parts.join(' '))) {
        expect(vrrpRules).toHaveProperty([rule])
        expect(text).not.toMatch(/undefined|\.$/)
      }
    }),
  )
})

function readVrrpOf(text: string) {
  const { trees } = parse(sourcesOf(text), { configId: 'lvs1' })
  return readVrrp(trees.vrrp, readGlobals(trees.parent).global).diagnostics
}
