import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { listSenders, parseAdverts, sendAtOnce } from '../../lib/arp/advert.ts'

// Two directors of keepalived 2.2.7 that did not hear each other: VRRPv2 with a password for IPv4, VRRPv3 for IPv6.
const splitBrain = readFileSync(
  fileURLToPath(new URL('../fixtures/arp/tcpdump/split-brain.txt', import.meta.url)),
  'utf8',
)

test('senders of both families, with priority and VIPs', () => {
  const senders = listSenders(parseAdverts(splitBrain)).map(({ places: _, ...each }) => each)
  expect(senders).toEqual([
    {
      mac: '00:00:5e:00:53:01',
      source: '192.0.2.1',
      family: 4,
      vrid: 51,
      priority: 150,
      addresses: ['192.0.2.10', '192.0.2.11'],
    },
    {
      mac: '00:00:5e:00:53:01',
      source: 'fe80::200:5eff:fe00:5301',
      family: 6,
      vrid: 52,
      priority: 150,
      addresses: ['fe80::10', '2001:db8::10'],
    },
    {
      mac: '00:00:5e:00:53:02',
      source: '192.0.2.2',
      family: 4,
      vrid: 51,
      priority: 100,
      addresses: ['192.0.2.10', '192.0.2.11'],
    },
    {
      mac: '00:00:5e:00:53:02',
      source: 'fe80::200:5eff:fe00:5302',
      family: 6,
      vrid: 52,
      priority: 100,
      addresses: ['fe80::10', '2001:db8::10'],
    },
  ])
})

test('no password is kept', () => {
  expect(splitBrain).toContain('auth "fixture"')
  expect(JSON.stringify(parseAdverts(splitBrain))).not.toContain('fixture')
})

test.each([
  ['12121', true],
  ['11122', false],
  // One advert may cross the first of the new MASTER.
  ['112122', false],
  ['1', false],
])('adverts of %s: two MASTERs %s', (order, both) => {
  const all = parseAdverts(splitBrain)
  const of = (source: string) => all.filter(each => each.source === source).slice(0, 1)
  const adverts = [...order].flatMap(each => of(`192.0.2.${each}`))
  const [one, other] = listSenders(adverts)
  expect(one !== undefined && other !== undefined && sendAtOnce(one, other)).toBe(both)
})

test.each(['', 'tcpdump: listening', splitBrain.slice(0, 200)])('what is cut off is left out', text => {
  expect(parseAdverts(text)).toEqual([])
})
