import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { describeOrigin, linkLocalOf, parseMac, readVirtualMac } from '../../lib/arp/mac.ts'

test.each([
  ['00:00:5e:00:53:01', '00:00:5e:00:53:01'],
  ['00-00-5E-00-53-01', '00:00:5e:00:53:01'],
  ['00:00:5E:00:53:0A', '00:00:5e:00:53:0a'],
])('%s is a MAC', (text, mac) => {
  expect(parseMac(text)).toBe(mac)
})

test.each([
  '',
  '00:00:5e:00:53',
  '00:00:5e:00:53:01:02',
  '00:00-5e:00:53:01',
  '0:0:5e:0:53:1',
  '192.0.2.1',
  'gg:00:5e:00:53:01',
])('%j is none', text => {
  expect(parseMac(text)).toBeUndefined()
})

describe('what a MAC tells by itself', () => {
  test.each([
    ['00:00:5e:00:01:33', { family: 4, vrid: 51 }],
    ['00:00:5e:00:02:ff', { family: 6, vrid: 255 }],
    ['00:00:5e:00:03:33', undefined],
    ['00:00:5e:00:53:01', undefined],
  ])('%s: virtual router %j', (mac, router) => {
    expect(readVirtualMac(mac)).toEqual(router)
  })

  test.each([
    ['00:00:5e:00:53:01', 'vendor prefix 00:00:5e'],
    ['02:00:5e:00:53:01', 'locally administered'],
    ['52:54:00:00:53:01', 'locally administered'],
  ])('%s: %s', (mac, origin) => {
    expect(describeOrigin(mac)).toContain(origin)
  })

  test.each([
    ['00:00:5e:00:53:01', 'fe80::200:5eff:fe00:5301'],
    ['02:00:5e:00:53:01', 'fe80::5eff:fe00:5301'],
  ])('%s: link-local address %s', (mac, address) => {
    expect(linkLocalOf(mac)).toBe(address)
  })
})

test('any text is read or refused', () => {
  fc.assert(
    fc.property(fc.string(), text => {
      const mac = parseMac(text)
      expect(mac === undefined || parseMac(mac) === mac).toBe(true)
      expect(() => linkLocalOf(text)).not.toThrow()
    }),
  )
})
