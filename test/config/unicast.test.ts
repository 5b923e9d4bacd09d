import { describe, expect, test } from 'vitest'
import { hasUnicast, lintUnicast } from '../../lib/config/unicast.ts'
import { parseInterfaces } from '../../lib/host/parse-interfaces.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import { goodConfig, modelOf } from '../support/keepalived-config.ts'

function hostWith(...addresses: readonly string[]) {
  const info = addresses.map(local => ({
    family: local.includes(':') ? 'inet6' : 'inet',
    local,
    prefixlen: 24,
    scope: local.startsWith('fe80') ? 'link' : 'global',
  }))
  const lo = { ifname: 'lo', ifindex: 1, flags: ['LOOPBACK', 'UP'], addr_info: [] }
  const eth0 = { ifname: 'eth0', ifindex: 2, flags: ['BROADCAST', 'UP'], addr_info: info }
  return success(parseInterfaces(JSON.stringify([lo, eth0])) ?? [])
}

const unicast = (source: string | undefined, ...peers: readonly string[]) =>
  goodConfig.replace(
    '    virtual_ipaddress {',
    `${source === undefined ? '' : `unicast_src_ip ${source}`}\nunicast_peer {\n${peers.join('\n')}\n}\n    virtual_ipaddress {`,
  )
const said = (text: string, here = hostWith('192.0.2.2', 'fe80::2')) =>
  lintUnicast(modelOf(text), here).map(({ rule, mark }) => `${rule} ${mark?.line}`)

// A keepalived 2.2.7 was shown each: it logs "bind unicast_src … failed 99", or becomes MASTER beside the other one.
describe('unicast addresses beside those of the host', () => {
  test.each<[string, string, string[]]>([
    ['its own and the other director', unicast('192.0.2.2', '192.0.2.3'), []],
    ['no source, the other director', unicast(undefined, '192.0.2.3'), []],
    ['the source of the other director', unicast('192.0.2.3', '192.0.2.4'), ['unicast-source-elsewhere 15']],
    [
      'a copy of its file',
      unicast('192.0.2.3', '192.0.2.2'),
      ['unicast-source-elsewhere 15', 'unicast-peer-here 17'],
    ],
    ['itself as the only peer', unicast('192.0.2.2', '192.0.2.2'), ['unicast-peer-here 17']],
    ['itself among others, which keepalived bears', unicast('192.0.2.2', '192.0.2.2', '192.0.2.3'), []],
  ])('%s', (_, text, wanted) => {
    expect(said(text)).toEqual(wanted)
  })

  test('the hint tells what this host has, without what no advert comes from', () => {
    const [found] = lintUnicast(modelOf(unicast('192.0.2.3', '192.0.2.2')), hostWith('192.0.2.2', 'fe80::2'))
    expect(found?.hint).toMatch(/^This host has 192\.0\.2\.2 on eth0\. /)
    const many = Array.from({ length: 9 }, (_, at) => `192.0.2.${at + 20}`)
    const [other] = lintUnicast(modelOf(unicast('192.0.2.3', '192.0.2.4')), hostWith(...many))
    expect(other?.hint).toContain('192.0.2.23 on eth0 and 5 more')
  })

  test('nothing is said of what could not be read', () => {
    const answer = lintUnicast(
      modelOf(unicast('192.0.2.3', '192.0.2.2')),
      failure('missing', 'there is no ip'),
    )
    expect(answer).toEqual([
      { rule: 'interface-unseen', text: 'addresses were not looked at, there is no ip' },
    ])
  })

  test('the host is asked only where it matters', () => {
    expect(hasUnicast(modelOf(goodConfig))).toBe(false)
    expect(hasUnicast(modelOf(unicast('192.0.2.2', '192.0.2.3')))).toBe(true)
    expect(hasUnicast(modelOf(`net_namespace lb\n${unicast('192.0.2.2', '192.0.2.3')}`))).toBe(false)
  })
})
