import { expect, test } from 'vitest'
import { collect, macsOf, mayBeHandOver } from '../../lib/arp/answer.ts'
import { describeOrigin, parseMac, readVirtualMac } from '../../lib/arp/mac.ts'

const hear = (order: string) =>
  collect(
    [...order].map(each => ({ mac: `00:00:5e:00:53:0${each}` })),
    3,
  )

test.each([
  ['111', false],
  ['112', true],
  ['1122', true],
  ['1212', false],
  ['121', true],
  ['122', true],
  ['121212', false],
  ['2112', false],
  ['', false],
])('answers of %s: may have moved %s', (order, moved) => {
  expect(mayBeHandOver(hear(order))).toBe(moved)
})

test('a flood of answers hides no MAC that comes late, and does not fill the facts', () => {
  const heard = collect([...hear('1'.repeat(5000)).answers, ...hear(`${'1'.repeat(5000)}2`).answers], 3)
  expect(macsOf(heard)).toEqual(['00:00:5e:00:53:01', '00:00:5e:00:53:02'])
  expect(heard.answers.length).toBeLessThan(200)
})

test.each([
  ['00-00-5E-00-53-01', '00:00:5e:00:53:01'],
  ['00:00:5E:00:53:01', '00:00:5e:00:53:01'],
  ['00:00:5e:00:53', undefined],
  ['00:00-5e:00:53:01', undefined],
  ['192.0.2.1', undefined],
])('%s is read as %s', (text, mac) => {
  expect(parseMac(text)).toBe(mac)
})

test.each([
  ['00:00:5e:00:01:33', { family: 4, vrid: 51 }],
  ['00:00:5e:00:02:ff', { family: 6, vrid: 255 }],
  ['00:00:5e:00:53:01', undefined],
])('the virtual router of %s', (mac, router) => {
  expect(readVirtualMac(mac)).toEqual(router)
})

test.each([
  ['00:00:5e:00:53:01', 'vendor prefix 00:00:5e'],
  ['02:00:5e:00:53:01', 'locally administered, as virtual machines and containers have it'],
])('%s tells: %s', (mac, text) => {
  expect(describeOrigin(mac)).toBe(text)
})
