import { describe, expect, test } from 'vitest'
import { lintInterfaces } from '../../lib/config/interfaces.ts'
import { parseNetDev } from '../../lib/host/parse-net-dev.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import { goodConfig, modelOf } from '../support/keepalived-config.ts'

const here = (...names: readonly string[]) => success(new Set(['lo', ...names]))
const said = (text: string, answer: Parameters<typeof lintInterfaces>[1] = here('eth0')) =>
  lintInterfaces(modelOf(text), answer).map(({ rule, mark }) => `${rule} ${mark?.line}`)
const inInstance = (lines: string) =>
  goodConfig.replace('    virtual_ipaddress {', `${lines}\n    virtual_ipaddress {`)
const inGlobals = (lines: string) => goodConfig.replace('    router_id lvs1', `    router_id lvs1\n${lines}`)
const device = (name: string) => goodConfig.replace('192.0.2.10/32', `192.0.2.10/32 dev ${name}`)

test('the names in /proc/net/dev, a long one without a space before it', () => {
  const text = `Inter-|   Receive                 |  Transmit
 face |bytes    packets errs drop |bytes    packets
    lo:    5176      54    0    0     5176      54
  eth0:2120345    9183    0    0   912388    7021
bond0.4094@x-yz: 0 0 0 0 0 0
`
  expect([...parseNetDev(text)]).toEqual(['lo', 'eth0', 'bond0.4094@x-yz'])
  expect([...parseNetDev('')]).toEqual([])
})

describe('interfaces that keepalived looks for when it reads', () => {
  test('all are there', () => {
    expect(said(goodConfig)).toEqual([])
  })

  // Each was shown to a keepalived 2.2.7: "Non-existent interface specified in configuration".
  test.each([
    ['the interface of an instance', goodConfig.replace('interface eth0', 'interface eth9'), 7],
    ['that of a VIP', device('eth9'), 16],
    ['an alias, which is no interface', device('eth0:1'), 16],
    ['that of an excluded VIP', inInstance('virtual_ipaddress_excluded {\n192.0.2.20 dev eth9\n}'), 16],
    ['a tracked one', inInstance('track_interface {\neth9 weight 5\n}'), 16],
    ['that of a route', inInstance('virtual_routes {\n198.51.100.0/24 via 192.0.2.1 dev eth9\n}'), 16],
    [
      'that of a nexthop',
      inInstance(
        'virtual_routes {\n198.51.100.0/24 nexthop via 192.0.2.1 dev eth0 nexthop via 192.0.2.2 dev eth9\n}',
      ),
      16,
    ],
    [
      'that of a rule',
      inInstance('virtual_rules {\nfrom 192.0.2.0/24 iif eth9 table 100 preference 9\n}'),
      16,
    ],
    ['that of a static address', `static_ipaddress {\n192.0.2.77/24 dev eth9\n}\n${goodConfig}`, 2],
    [
      'that of a static route',
      `static_routes {\n198.51.100.0/24 via 192.0.2.1 dev eth9\n}\n${goodConfig}`,
      2,
    ],
    [
      'that of a static rule',
      `static_rules {\nfrom 192.0.2.0/24 oif eth9 table 100 preference 9\n}\n${goodConfig}`,
      2,
    ],
    [
      'one of a garp_group',
      `garp_group {\ngarp_interval 1\ninterfaces {\neth0\neth9\n}\n}\n${goodConfig}`,
      5,
    ],
    [
      'one that a group tracks',
      `${goodConfig}vrrp_sync_group G {\ngroup {\nVI_1\n}\ntrack_interface {\neth9\n}\n}\n`,
      goodConfig.split('\n').length + 5,
    ],
  ])('%s', (_, text, line) => {
    expect(said(text)).toEqual([`interface-missing ${line}`])
    expect(said(text, here('eth0', 'eth9', 'eth0:1'))).toEqual([])
  })

  test('is said once, with the other places', () => {
    const text = device('eth9').replace('interface eth0', 'interface eth9')
    expect(lintInterfaces(modelOf(text), here('eth0', 'eth1'))).toMatchObject([
      { rule: 'interface-missing', mark: { line: 7 }, related: [{ mark: { line: 16 } }] },
    ])
  })

  test('the hint names those that are there, not all of many', () => {
    const text = goodConfig.replace('interface eth0', 'interface eth9')
    const [few] = lintInterfaces(modelOf(text), here('eth1', 'eth0'))
    expect(few?.hint).toMatch(/\(eth0, eth1\)/)
    const many = Array.from({ length: 40 }, (_, at) => `veth${at}`)
    expect(lintInterfaces(modelOf(text), here(...many))[0]?.hint).toMatch(/\(veth0, .* and 34 more\)/)
    expect(lintInterfaces(modelOf(text), here())[0]?.hint).toMatch(/none but lo/)
  })

  test('with dynamic_interfaces keepalived waits for them', () => {
    expect(said(inGlobals('dynamic_interfaces').replace('interface eth0', 'interface eth9'))).toEqual([])
  })

  test('those of another network namespace are not known here', () => {
    expect(said(`net_namespace lb\n${goodConfig}`, here())).toEqual([])
  })

  test('those of another host are not missed', () => {
    expect(lintInterfaces(modelOf(device('eth9')), undefined)).toEqual([])
  })

  test('nothing is said of what could not be read', () => {
    const answer = failure('denied', 'it is closed')
    expect(lintInterfaces(modelOf(device('eth9')), answer)).toEqual([
      { rule: 'interface-unseen', text: 'interfaces were not looked at, it is closed' },
    ])
  })
})

describe('interfaces that keepalived makes itself', () => {
  const own = inInstance('    use_vmac vrrp.51').replace('192.0.2.10/32', '192.0.2.10/32 dev vrrp.51')

  test('while it runs they are there, its next start would end', () => {
    expect(said(own, here('eth0', 'vrrp.51'))).toEqual(['interface-made-later 17'])
    expect(lintInterfaces(modelOf(own), undefined)).toMatchObject([{ rule: 'interface-made-later' }])
  })
  test('once it has ended it does not start', () => {
    expect(said(own)).toEqual(['interface-missing 17'])
  })
  test('by the name that keepalived gives them', () => {
    const text = own.replace('use_vmac vrrp.51', 'use_vmac')
    expect(said(text, here('eth0', 'vrrp.51'))).toEqual(['interface-made-later 17'])
  })
  test('as one that is tracked', () => {
    const text = inInstance('    use_vmac\n    track_interface {\n        vrrp.51\n    }')
    expect(said(text, here('eth0', 'vrrp.51'))).toEqual(['interface-made-later 17'])
  })
  test('a VIP without a device is put on it, and names none', () => {
    expect(said(inInstance('    use_vmac'))).toEqual([])
  })
})

describe('the sync daemon', () => {
  const text = inGlobals('    lvs_sync_daemon eth9 VI_1')

  test('its interface is missing: keepalived runs without it', () => {
    expect(said(text)).toEqual(['sync-interface-missing 3'])
    expect(said(text, here('eth0', 'eth9'))).toEqual([])
    expect(lintInterfaces(modelOf(text), undefined)).toEqual([])
  })
})
