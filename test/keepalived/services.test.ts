import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { countServices, granularityOf, servicesOf } from '../../lib/keepalived/services.ts'
import { fromBits, toBits } from '../../lib/keepalived/virtual-server/address.ts'
import { formatService } from '../../lib/net/service.ts'
import { readText } from '../support/virtual-servers.ts'

const bits = fc.oneof(
  fc.record({ family: fc.constant(4 as const), value: fc.bigInt({ min: 0n, max: 2n ** 32n - 1n }) }),
  fc.record({ family: fc.constant(6 as const), value: fc.bigInt({ min: 0n, max: 2n ** 128n - 1n }) }),
)

test('an address and its bits are the same', () => {
  fc.assert(
    fc.property(bits, ({ family, value }) => {
      expect(toBits(fromBits(value, family))).toBe(value)
    }),
  )
})

test.each([
  ['192.0.2.1', 0xc0000201n],
  ['::', 0n],
  ['2001:db8::1', 0x20010db8000000000000000000000001n],
  ['::ffff:192.0.2.1', 0xffffc0000201n],
])('%s in bits', (address, expected) => {
  expect(toBits(address)).toBe(expected)
  expect(fromBits(expected, address.includes(':') ? 6 : 4)).toBe(address)
})

/** The services of a group with these entries, in the order of the kernel's commands. */
function servicesOfGroup(entries: string, more = ''): string[] {
  const { virtualServers } = readText(`virtual_server_group G {
    ${entries}
  }
  virtual_server group G {
    protocol TCP
    ${more}
    real_server 192.0.2.21 80 {
      lvs_method TUN
    }
  }`)
  const [server] = virtualServers
  if (server === undefined) return []
  const services = [...servicesOf(server)]
  expect(countServices(server)).toBe(services.length)
  return services.map(formatService)
}

// The kernel's table after keepalived 2.2.7 had read the same.
test.each([
  ['192.0.2.10 80', ['TCP 192.0.2.10:80']],
  ['192.0.2.10-12 80', ['TCP 192.0.2.10:80', 'TCP 192.0.2.11:80', 'TCP 192.0.2.12:80']],
  ['192.0.2.8-192.0.2.9 80', ['TCP 192.0.2.8:80', 'TCP 192.0.2.9:80']],
  ['192.0.2.8/31 81', ['TCP 192.0.2.8:81', 'TCP 192.0.2.9:81']],
  ['192.0.2.8/32 81', ['TCP 192.0.2.8:81']],
  ['2001:db8::f-10 80', ['TCP [2001:db8::f]:80', 'TCP [2001:db8::10]:80']],
  ['2001:db8::4/127', ['TCP [2001:db8::4]:0', 'TCP [2001:db8::5]:0']],
  ['fwmark 3', ['FWM 3']],
  ['fwmark 3 inet6', ['FWM 3 IPv6']],
  ['fwmark 3\n 192.0.2.10', ['TCP 192.0.2.10:0', 'FWM 3']],
  ['2001:db8::1-2001:db8::1:3 80', ['TCP [2001:db8::1]:80', 'TCP [2001:db8::2]:80', 'TCP [2001:db8::3]:80']],
])('group entry %s', (entries, expected) => {
  expect(servicesOfGroup(entries)).toEqual(expected)
})

describe('ranges that keepalived 2.2.7 counts wrongly', () => {
  test('an IPv4 range over a /24 becomes the whole first /24', () => {
    const services = servicesOfGroup('192.0.2.250-192.0.3.2 80')
    expect(services).toHaveLength(256)
    expect(services[0]).toBe('TCP 192.0.2.0:80')
  })

  test('an IPv6 range that ends lower goes round in its last group', () => {
    expect(servicesOfGroup('2001:db8::fffe-2001:db8::1:1 80')).toEqual([
      'TCP [2001:db8::]:80',
      'TCP [2001:db8::1]:80',
      'TCP [2001:db8::fffe]:80',
      'TCP [2001:db8::ffff]:80',
    ])
  })
})

test('the first of many services comes without the others', () => {
  const { virtualServers } = readText(
    'virtual_server_group G {\n 2001:db8::/112 80\n}\nvirtual_server group G {\n real_server 2001:db8:1::1 80 {\n }\n}',
  )
  const [server] = virtualServers
  expect(server && countServices(server)).toBe(65_536)
  for (const service of server === undefined ? [] : servicesOf(server)) {
    expect(formatService(service)).toBe('UDP [2001:db8::]:80')
    break
  }
})

test('persistence in a group of both families has all bits of each', () => {
  const { virtualServers } = readText(`virtual_server_group G {
    192.0.2.10 80
    2001:db8::1 80
  }
  virtual_server group G {
    protocol TCP
    persistence_timeout 60
    real_server 192.0.2.21 80 {
      lvs_method TUN
    }
  }`)
  const [server] = virtualServers
  const found = server && [...servicesOf(server)].map(service => granularityOf(server, service))
  expect(found).toEqual([32, 128])
})
