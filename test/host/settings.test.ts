import { describe, expect, test } from 'vitest'
import { announcesArp, answersArp, effective, sysctlName } from '../../lib/host/arp-settings.ts'
import { countProcessors, parseLoadAverages } from '../../lib/host/load.ts'
import { localRouteOf, parseLocalRoutes } from '../../lib/host/local-route.ts'

describe('who answers ARP, as the kernel decides', () => {
  // arp_ignore, on the asked interface, scope of the address, does it answer?
  const table: readonly [number, boolean, string | undefined, boolean][] = [
    [0, false, 'global', true],
    [0, false, undefined, true],
    [1, false, 'global', false],
    [1, true, 'global', true],
    [1, false, undefined, false],
    [2, false, 'global', false],
    [2, true, 'global', true],
    [3, false, 'global', true],
    [3, false, 'host', false],
    [3, false, undefined, false],
    [4, false, 'global', true],
    [7, false, 'global', true],
    [8, true, 'global', false],
    [9, false, 'global', true],
  ]
  test.each(table)(
    'arp_ignore %i, on the interface %s, scope %s: %s',
    (ignore, onInterface, scope, answers) => {
      expect(answersArp(ignore, { onInterface, scope })).toBe(answers)
    },
  )
  test.each([
    [0, true, true],
    [0, false, true],
    [1, true, true],
    [1, false, false],
    [2, true, false],
    [3, true, true],
  ])('arp_announce %i, VIP in the network %s: %s', (announce, isInNetwork, announces) => {
    expect(announcesArp(announce, isInNetwork)).toBe(announces)
  })
  test('the larger of all and own counts', () => {
    expect([effective({ all: 1, own: 0 }), effective({ all: 0, own: 2 })]).toEqual([1, 2])
  })
  test('a dot in a name is a slash for sysctl', () => {
    expect(sysctlName(4, 'eth0.5', 'arp_ignore')).toBe('net.ipv4.conf.eth0/5.arp_ignore')
  })
})

describe('load', () => {
  test.each([
    ['0.42 1.31 12.28 2/345 6789\n', [0.42, 1.31, 12.28]],
    ['', undefined],
    ['0.42 1.31', undefined],
  ])('%j', (text, averages) => {
    expect(parseLoadAverages(text)).toEqual(averages)
  })
  test.each([
    ['0\n', 1],
    ['0-3\n', 4],
    ['0-3,8-9,11\n', 7],
    ['\n', undefined],
    ['3-0', undefined],
  ])('processors %j: %s', (text, count) => {
    expect(countProcessors(text)).toBe(count)
  })
})

describe('what the kernel takes for its own', () => {
  const text = JSON.stringify([
    { type: 'local', dst: '127.0.0.0/8', dev: 'lo' },
    { type: 'local', dst: '192.0.2.10', dev: 'lo' },
    { type: 'local', dst: '192.0.2.8/29', dev: 'lo' },
    { type: 'broadcast', dst: '192.0.2.255', dev: 'eth0' },
    { type: 'local', dst: '2001:db8:5::/64', dev: 'lo' },
  ])
  const routes = parseLocalRoutes(text) ?? []
  test.each([
    ['192.0.2.10', '192.0.2.10/32'],
    ['192.0.2.9', '192.0.2.8/29'],
    ['192.0.2.20', undefined],
    ['192.0.2.255', undefined],
    ['2001:db8:5::77', '2001:db8:5::/64'],
  ])('%s: %s', (address, expected) => {
    const found = localRouteOf(address, routes)
    expect(found === undefined ? undefined : `${found.address}/${found.prefix}`).toBe(expected)
  })
  test('another text is no list', () => {
    expect(parseLocalRoutes('Object "x" is unknown')).toBeUndefined()
  })
})
