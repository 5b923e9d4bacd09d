import { describe, expect, test } from 'vitest'
import { isInSubnet, networkOf } from '../../lib/net/subnet.ts'

describe('an address in a network', () => {
  // address, network, prefix length, is it in there?
  const table: readonly [string, string, number, boolean][] = [
    ['192.0.2.10', '192.0.2.1', 24, true],
    ['192.0.3.10', '192.0.2.1', 24, false],
    ['192.0.3.10', '192.0.2.1', 23, true],
    ['192.0.2.10', '192.0.2.10', 32, true],
    ['192.0.2.10', '192.0.2.11', 32, false],
    ['203.0.113.1', '192.0.2.1', 0, true],
    ['2001:db8::10', '2001:db8::1', 64, true],
    ['2001:db8:0:1::10', '2001:db8::1', 64, false],
    ['2001:db8:0:1::10', '2001:db8::1', 63, true],
    ['2001:db8::10', '2001:db8::11', 127, true],
    ['2001:db8::10', '2001:db8::11', 128, false],
    ['::ffff:192.0.2.10', '::ffff:192.0.2.1', 120, true],
    ['fe80::1%eth0', 'fe80::2', 64, true],
    ['192.0.2.10', '2001:db8::1', 0, false],
    ['www.example.com', '192.0.2.1', 0, false],
  ]
  test.each(table)('%s in %s/%i: %s', (address, network, prefix, expected) => {
    expect(isInSubnet(address, network, prefix)).toBe(expected)
  })
})

test.each([
  ['192.0.2.10', 24, '192.0.2.0/24'],
  ['192.0.2.10', 30, '192.0.2.8/30'],
  ['192.0.2.10', 32, '192.0.2.10/32'],
  ['2001:db8:a:b:c::10', 64, '2001:db8:a:b::/64'],
  ['2001:db8::10', 128, '2001:db8::10/128'],
  ['example', 24, undefined],
])('the network of %s/%i is %s', (address, prefix, network) => {
  expect(networkOf(address, prefix)).toBe(network)
})
