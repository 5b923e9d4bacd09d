import { describe, expect, test } from 'vitest'
import type { Interface } from '../../lib/host/interface.ts'
import { facingOf } from '../../lib/realserver/facing.ts'
import { loadRanges, servicePort } from '../../lib/realserver/kind.ts'

function make(name: string, addresses: readonly string[], about: Partial<Interface> = {}): Interface {
  return {
    name,
    index: 1,
    flags: ['BROADCAST', 'MULTICAST', 'UP', 'LOWER_UP'],
    mtu: 1500,
    operstate: 'UP',
    mac: '00:00:5e:00:53:01',
    kind: undefined,
    addresses: addresses.map(each => {
      const [address = '', prefix] = each.split('/')
      return {
        family: address.includes(':') ? 6 : 4,
        address,
        prefix: Number(prefix),
        scope: address.startsWith('fe80') ? 'link' : 'global',
        label: undefined,
        tentative: false,
        dadFailed: false,
      }
    }),
    ...about,
  }
}

describe('interfaces on which a VIP may be asked for', () => {
  const lo = make('lo', ['127.0.0.1/8', '192.0.2.10/32'], { flags: ['LOOPBACK', 'UP', 'LOWER_UP'] })
  const eth0 = make('eth0', ['192.0.2.11/24', '2001:db8::11/64'])
  const eth1 = make('eth1', ['198.51.100.11/24'])
  const docker0 = make('docker0', ['203.0.113.1/24'], { kind: 'bridge' })
  const tunl0 = make('tunl0', ['192.0.2.10/32'], { flags: ['NOARP', 'UP'], kind: 'ipip' })
  const all = [lo, eth0, eth1, docker0, tunl0]

  // title, VIP, addresses of the real server, interfaces, names
  const table: readonly [string, string, string[], Interface[], string[]][] = [
    ['those in the network of the VIP', '192.0.2.10', [], all, ['eth0']],
    ['that of the real server, and that of the VIP', '192.0.2.10', ['198.51.100.11'], all, ['eth0', 'eth1']],
    ['over IPv6', '2001:db8::10', [], all, ['eth0']],
    [
      'where none is in a network of it, all that have an address',
      '203.0.113.200',
      [],
      [lo, eth0, eth1],
      ['eth0', 'eth1'],
    ],
    ['the VIP itself is there', '192.0.2.10', [], [lo, make('eth2', ['192.0.2.10/32'])], ['eth2']],
    ['not one that is down', '192.0.2.10', [], [{ ...eth0, operstate: 'DOWN' }, eth1], ['eth1']],
    ['not one that speaks no ARP', '192.0.2.10', [], [{ ...eth0, flags: ['NOARP', 'UP'] }, tunl0], []],
  ]
  test.each(table)('%s', (_, vip, rips, interfaces, names) => {
    expect(facingOf(vip, rips, interfaces)).toEqual(names)
  })
})

describe('values of options', () => {
  test.each([
    ['80', { protocol: 'TCP', port: 80 }],
    ['53/udp', { protocol: 'UDP', port: 53 }],
    ['9899/SCTP', { protocol: 'SCTP', port: 9899 }],
    ['0', undefined],
    ['65536', undefined],
    ['80/http', undefined],
    ['192.0.2.10:80', undefined],
  ])('the port %s', (text, expected) => {
    expect(servicePort.parse(text)).toEqual(expected)
  })
  test.each([
    ['1.5', [1.5, 1.5, 1.5]],
    ['3,2,1', [3, 2, 1]],
    ['@1:2,3,4', [2, 3, 4]],
    ['3,2', undefined],
    ['3,2,1,0', undefined],
    ['a', undefined],
    ['', undefined],
  ])('the load %s', (text, ends) => {
    expect(loadRanges.parse(text)?.map(({ end }) => end)).toEqual(ends)
  })
})
