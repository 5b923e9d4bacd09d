import { describe, expect, test } from 'vitest'
import { ownMacsOf } from '../../lib/conflict/hosts.ts'
import { placeOf } from '../../lib/conflict/place.ts'
import type { Interface, InterfaceAddress } from '../../lib/host/interface.ts'
import type { Route } from '../../lib/host/route.ts'
import { parseAddress } from '../../lib/net/address.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'

const bound = (text: string, about: Partial<InterfaceAddress> = {}): InterfaceAddress => {
  const [address = '', prefix = ''] = text.split('/')
  return {
    family: parseAddress(address)?.family ?? 4,
    address,
    prefix: Number(prefix),
    scope: 'global',
    label: undefined,
    tentative: false,
    dadFailed: false,
    ...about,
  }
}
const link = (name: string, addresses: InterfaceAddress[], about: Partial<Interface> = {}): Interface => ({
  name,
  index: 1,
  flags: ['BROADCAST', 'UP', 'LOWER_UP'],
  mtu: 1500,
  operstate: 'UP',
  mac: '00:00:5e:00:53:01',
  kind: undefined,
  addresses,
  ...about,
})
const lo = link('lo', [bound('127.0.0.1/8')], {
  flags: ['LOOPBACK', 'UP'],
  operstate: 'UNKNOWN',
  mac: '00:00:00:00:00:00',
})
const down = { flags: ['BROADCAST'], operstate: 'DOWN' }
const eth0 = link('eth0', [bound('192.0.2.5/24'), bound('2001:db8::5/64')])
const eth1 = link('eth1', [bound('198.51.100.5/24')])
const direct = (device: string): Outcome<Route> =>
  success({ type: 'unicast', device, gateway: undefined, source: undefined })
const routed: Outcome<Route> = success({
  type: 'unicast',
  device: 'eth1',
  gateway: '198.51.100.1',
  source: undefined,
})
const own: Outcome<Route> = success({ type: 'local', device: 'lo', gateway: undefined, source: undefined })
const noWay = failure('unreachable', 'ip route get said Network is unreachable')
const vip = '192.0.2.10'

describe('where a VIP is asked for', () => {
  const plain = { running: true, held: false, onLoopback: false, dadFailed: false }

  test.each<[string, readonly Interface[], Outcome<Route>, object]>([
    ['by the interface of the route', [lo, eth0, eth1], direct('eth0'), { ...plain, interface: 'eth0' }],
    [
      'on the holder, by the interface that has it',
      [lo, link('eth0', [bound('192.0.2.5/24'), bound('192.0.2.10/32')])],
      own,
      { ...plain, interface: 'eth0', held: true },
    ],
    [
      'on the holder with a vmac, by what is below: it would not hear its own MAC',
      [lo, eth0, link('vrrp.51', [bound('192.0.2.10/32')], { kind: 'macvlan', below: 'eth0' })],
      own,
      { ...plain, interface: 'eth0', held: true },
    ],
    [
      'on a real server, by the interface in its network',
      [link('lo', [bound('192.0.2.10/32')], { flags: ['LOOPBACK', 'UP'] }), eth1, eth0],
      own,
      { ...plain, interface: 'eth0', onLoopback: true },
    ],
    [
      'by an interface that is down, where the kernel has no way left',
      [lo, link('eth0', [bound('192.0.2.5/24')], down), eth1],
      noWay,
      { ...plain, interface: 'eth0', running: false },
    ],
    [
      'by an interface that is down, where the kernel would go by the default route',
      [lo, link('eth0', [bound('192.0.2.5/24')], down), eth1],
      routed,
      { ...plain, interface: 'eth0', running: false },
    ],
  ])('%s', (_, interfaces, route, place) => {
    expect(placeOf(vip, undefined, undefined, interfaces, route)).toEqual(success(place))
  })

  test('a duplicate that the kernel has found', () => {
    const failed = link('eth0', [bound('2001:db8::10/128', { dadFailed: true })])
    expect(placeOf('2001:db8::10', undefined, undefined, [failed], own)).toMatchObject({
      ok: true,
      value: { held: true, dadFailed: true },
    })
  })

  test('a link-local address is where keepalived.conf or --interface says', () => {
    const there = { ok: true, value: { interface: 'eth1' } }
    expect(placeOf('fe80::10', undefined, 'eth1', [eth0, eth1], direct('eth0'))).toMatchObject(there)
    expect(placeOf('fe80::10', 'eth1', undefined, [eth0, eth1], direct('eth0'))).toMatchObject(there)
  })

  test.each<[string, string | undefined, readonly Interface[], Outcome<Route>, string, string]>([
    ['behind a router', undefined, [lo, eth1], routed, 'behind the router 198.51.100.1', 'check_nrpe'],
    ['without a way', undefined, [lo, eth1], noWay, 'has no way to 192.0.2.10', 'check_nrpe'],
    [
      'on an interface that is not there',
      'eth7',
      [lo, eth0],
      direct('eth0'),
      'no interface eth7',
      'ip -br link',
    ],
    ['on a loopback', 'lo', [lo, eth0], direct('eth0'), 'lo speaks no ARP', 'check_nrpe'],
    [
      'on a tunnel',
      undefined,
      [lo, link('tun0', [bound('192.0.2.5/24')], { flags: ['NOARP', 'UP'] })],
      direct('tun0'),
      'tun0 speaks no ARP',
      'check_nrpe',
    ],
  ])('nobody can be asked %s', (_, named, interfaces, route, text, hint) => {
    const place = placeOf(vip, named, undefined, interfaces, route)
    expect(place).toMatchObject({ ok: false })
    if (place.ok) return
    expect(place.text).toContain(text)
    expect(place.hint).toContain(hint)
  })
})

test('the MAC of a virtual router is nobody’s own, the loopback has none', () => {
  const vmac = link('vrrp.51', [], { kind: 'macvlan', below: 'eth0', mac: '00:00:5e:00:01:33' })
  expect(ownMacsOf([lo, eth0, vmac])).toEqual(['00:00:5e:00:53:01'])
})
