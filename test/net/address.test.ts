import { isIP } from 'node:net'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseAddress } from '../../lib/net/address.ts'

test.each([
  ['192.0.2.10', 4, '192.0.2.10'],
  ['0.0.0.0', 4, '0.0.0.0'],
  ['255.255.255.255', 4, '255.255.255.255'],
  ['2001:db8::10', 6, '2001:db8::10'],
  ['2001:0DB8:0000:0000:0000:0000:0000:0010', 6, '2001:db8::10'],
  ['::', 6, '::'],
  ['::1', 6, '::1'],
  ['1::', 6, '1::'],
  ['2001:db8:0:0:1:0:0:1', 6, '2001:db8::1:0:0:1'],
  ['2001:0:0:1:0:0:0:1', 6, '2001:0:0:1::1'],
  ['2001:db8:0:1:1:1:1:1', 6, '2001:db8:0:1:1:1:1:1'],
  ['1:2:3:4:5:6:7::', 6, '1:2:3:4:5:6:7:0'],
  ['::ffff:192.0.2.1', 6, '::ffff:192.0.2.1'],
  ['::FFFF:C000:0201', 6, '::ffff:192.0.2.1'],
  ['64:ff9b::192.0.2.1', 6, '64:ff9b::c000:201'],
  ['fe80::1%eth0', 6, 'fe80::1%eth0'],
  ['fe80::1%bond0.100', 6, 'fe80::1%bond0.100'],
] as const)('%s', (given, family, wanted) => {
  expect(parseAddress(given)).toEqual({ family, text: wanted })
})

test.each([
  ['', 'nothing'],
  ['192.0.2', 'three parts'],
  ['192.0.2.1.1', 'five parts'],
  ['192.0.2.256', 'beyond a byte'],
  ['192.0.2.01', 'octal to some'],
  ['0xc0.0.2.1', 'hexadecimal'],
  ['3221225985', 'one number'],
  ['192.0.2.1/24', 'a prefix length'],
  ['192.0.2.1 ', 'a blank'],
  ['192.0.2.1\n', 'a line end'],
  [':', 'one colon'],
  [':::', 'three colons'],
  ['1::2::3', 'two gaps'],
  ['1:2:3:4:5:6:7', 'seven groups'],
  ['1:2:3:4:5:6:7:8:9', 'nine groups'],
  ['1:2:3:4::5:6:7:8', 'a gap for nothing'],
  ['12345::', 'five digits'],
  ['g::', 'no hexadecimal'],
  ['1:', 'a colon at the end'],
  [':1', 'a colon at the start'],
  ['::1.2.3', 'half an IPv4 address'],
  ['1.2.3.4::', 'IPv4 in front'],
  ['::1.2.3.4:5', 'IPv4 in the middle'],
  ['[::1]', 'brackets'],
  ['fe80::1%', 'an empty zone'],
  ['fe80::1%eth 0', 'a blank in the zone'],
  ['192.0.2.1%eth0', 'a zone for IPv4'],
  ['fe80::1%sixteen-letters0', 'no interface has such a name'],
])('%j is none: %s', given => {
  expect(parseAddress(given)).toBeUndefined()
})

describe('as node:net sees it', () => {
  const nearly = fc.string({ unit: fc.constantFrom(...'0129af:.:'), maxLength: 20 })
  const real = fc.oneof(fc.ipV4(), fc.ipV6())

  test('what is an address for one is one for the other', () => {
    fc.assert(
      fc.property(fc.oneof(nearly, real), text => {
        expect(parseAddress(text)?.family ?? 0).toBe(isIP(text))
      }),
      { numRuns: 2000 },
    )
  })

  test('the canonical form is canonical, and the same address', () => {
    fc.assert(
      fc.property(real, text => {
        const address = parseAddress(text)
        expect(parseAddress(address?.text ?? '')).toEqual(address)
        if (address?.family === 6 && !address.text.includes('.')) {
          // The URL parser writes IPv6 as RFC 5952 does, but for v4-mapped addresses.
          expect(new URL(`http://[${text}]`).hostname).toBe(`[${address.text}]`)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
