import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { holdingsOf, type Interface, isRunning } from '../../lib/host/interface.ts'
import { parseInterfaces } from '../../lib/host/parse-interfaces.ts'

/** What `ip -j -d address show` of iproute2 6.1 said in a namespace with a label, a VIP on lo and a link without carrier. */
const said = readFileSync(new URL('../fixtures/iproute/address-show.json', import.meta.url), 'utf8')
const interfaces = parseInterfaces(said) ?? []
const named = (name: string) => interfaces.find(each => each.name === name)

test('interfaces with their flags, addresses and labels', () => {
  expect(interfaces.map(({ name }) => name)).toEqual(['lo', 'e1', 'e0'])
  expect(named('e0')).toMatchObject({
    index: 3,
    mtu: 1500,
    kind: 'veth',
    operstate: 'LOWERLAYERDOWN',
    mac: '00:00:5e:00:53:01',
    addresses: [
      { family: 4, address: '192.0.2.1', prefix: 24, scope: 'global', label: 'e0:vip', tentative: false },
      { family: 6, address: '2001:db8::1', prefix: 64, tentative: true, dadFailed: false },
    ],
  })
})

test('an address is found wherever it is, its prefix does not matter', () => {
  expect(holdingsOf('192.0.2.10', interfaces).map(each => each.interface.name)).toEqual(['lo'])
  expect(holdingsOf('2001:db8::1', interfaces).map(each => each.interface.name)).toEqual(['e0'])
  expect(holdingsOf('192.0.2.99', interfaces)).toEqual([])
})

test.each<[string, Partial<Interface>, boolean]>([
  ['up with a carrier', { flags: ['UP', 'LOWER_UP'], operstate: 'UP' }, true],
  ['a loopback, which does not tell', { flags: ['LOOPBACK', 'UP', 'LOWER_UP'], operstate: 'UNKNOWN' }, true],
  ['down', { flags: ['BROADCAST'], operstate: 'DOWN' }, false],
  ['without carrier', { flags: ['NO-CARRIER', 'UP'], operstate: 'DOWN' }, false],
  ['on something that is down', { flags: ['UP', 'M-DOWN'], operstate: 'LOWERLAYERDOWN' }, false],
])('an interface %s', (_, about, running) => {
  const known = { flags: [], operstate: 'UNKNOWN', ...about }
  expect(isRunning(known)).toBe(running)
})

test.each([['{"ifname":"lo"}'], ['lo: flags=73'], ['[{"a":1}]'], ['[']])(
  '%j is no list of interfaces',
  text => {
    expect(parseInterfaces(text)).toBeUndefined()
  },
)

test('a macvlan says what it stands on, such as a vmac of keepalived', () => {
  const vmac = { ifname: 'vrrp.51', link: 'eth0', linkinfo: { info_kind: 'macvlan' } }
  const vlan = { ifname: 'eth0.5', link: 'eth0', linkinfo: { info_kind: 'vlan' } }
  const found = parseInterfaces(JSON.stringify([vmac, vlan]))?.map(({ name, below }) => [name, below])
  expect(found).toEqual([
    ['vrrp.51', 'eth0'],
    ['eth0.5', undefined],
  ])
})

test('fields of another type do no harm', () => {
  const odd =
    '[{"ifname":"e0","flags":7,"mtu":"x","address":5,"linkinfo":[],"addr_info":[1,{"local":"x"},{"local":"192.0.2.1"}]}]'
  expect(parseInterfaces(odd)).toMatchObject([{ name: 'e0', flags: [], mac: undefined, addresses: [] }])
})
