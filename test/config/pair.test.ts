import { describe, expect, test } from 'vitest'
import { comparePair } from '../../lib/config/pair.ts'
import { pairRules } from '../../lib/keepalived/rules/pair.ts'
import { goodConfig, modelOf, peerConfig } from '../support/keepalived-config.ts'

const peerPath = '/var/backups/lvs2.conf'

function compare(own: string, peer: string) {
  return comparePair(
    { model: modelOf(own), path: '/etc/keepalived/keepalived.conf' },
    { model: modelOf(peer, peerPath), path: peerPath },
  )
}

/** `rule here:line there:line` of all differences. */
function said(own: string, peer: string): string[] {
  return compare(own, peer).map(({ rule, mark, related }) => {
    const [other] = related ?? []
    return `${rule} ${mark?.file === peerPath ? 'there' : 'here'}:${mark?.line}${other === undefined ? '' : ` there:${other.mark.line}`}`
  })
}

const change = (from: string, to: string) => {
  if (!peerConfig.includes(from)) throw new Error(`${from} is not in the configuration`)
  return peerConfig.replace(from, to)
}
const section = (text: string, name: string) => {
  const start = text.indexOf(name)
  return text.slice(start, text.indexOf('\n}\n', start) + 3)
}

test('a pair that goes together', () => {
  expect(compare(goodConfig, peerConfig)).toEqual([])
})

describe('critical: what makes both MASTER, or a service vanish at a failover', () => {
  test.each<[string, string, string[]]>([
    ['another VRID', change('virtual_router_id 51', 'virtual_router_id 52'), ['pair-vrid here:8 there:8']],
    ['another password', change('hunter2', 'hunter3'), ['pair-authentication here:12 there:12']],
    [
      'another type of authentication',
      change('auth_type PASS', 'auth_type AH'),
      ['pair-authentication here:12 there:12'],
    ],
    ['another interval', change('advert_int 1', 'advert_int 2'), ['pair-advert-interval here:10 there:10']],
    ['a VIP more', change('192.0.2.10/32', '192.0.2.10/32\n192.0.2.20/32'), ['pair-vips here:5 there:17']],
    [
      'another VIP',
      change('192.0.2.10/32', '192.0.2.20/32'),
      ['pair-vips here:16 there:5', 'pair-vips here:5 there:16'],
    ],
    [
      'a VIP that is excluded there',
      change('192.0.2.10/32', '192.0.2.20/32\n}\nvirtual_ipaddress_excluded {\n192.0.2.10/32'),
      ['pair-vips here:16 there:19', 'pair-vips here:5 there:16'],
    ],
    [
      'unicast there',
      change('priority', 'unicast_peer {\n192.0.2.2\n}\npriority'),
      ['pair-unicast here:5 there:10'],
    ],
    ['no instance', peerConfig.replace(section(peerConfig, 'vrrp_instance'), ''), ['pair-instance here:5']],
    [
      'no virtual server',
      peerConfig.replace(section(peerConfig, 'virtual_server '), ''),
      ['pair-virtual-server here:19'],
    ],
    [
      'another port',
      change('192.0.2.10 80', '192.0.2.10 81').replaceAll('2 80', '2 81'),
      ['pair-virtual-server here:19', 'pair-virtual-server there:19'],
    ],
  ])('%s', (_, peer, expected) => {
    expect(said(goodConfig, peer)).toEqual(expected)
    for (const each of expected)
      expect(pairRules[each.split(' ')[0] as keyof typeof pairRules].state).toBe('CRITICAL')
  })

  test('another method', () => {
    const rules = said(goodConfig, change('lb_kind DR', 'lb_kind TUN')).map(each => each.split(' ')[0])
    expect(rules).toEqual(['pair-forwarding', 'pair-forwarding'])
  })
})

describe('warning: what works until it is noticed', () => {
  test.each<[string, string, string[]]>([
    ['the same router_id', change('lvs2', 'lvs1'), ['pair-host-name here:2 there:2']],
    ['the same priority', change('priority 100', 'priority 200'), ['pair-priority here:9 there:9']],
    ['MASTER on both', change('BACKUP', 'MASTER'), ['pair-master here:6 there:6']],
    ['another prefix', change('192.0.2.10/32', '192.0.2.10/24'), ['pair-vip-prefix here:16 there:16']],
    ['another scheduler', change('wlc', 'rr'), ['pair-setting here:19 there:19']],
    [
      'persistence',
      change('protocol TCP', 'protocol TCP\npersistence_timeout 300'),
      ['pair-setting here:19 there:19'],
    ],
    [
      'another real server',
      change('192.0.2.12', '192.0.2.13'),
      ['pair-real-server here:28 there:19', 'pair-real-server here:19 there:28'],
    ],
    [
      'another weight',
      change('192.0.2.12 80 {', '192.0.2.12 80 {\nweight 5'),
      ['pair-setting here:28 there:28'],
    ],
    [
      'a sync daemon there',
      change('router_id', 'lvs_sync_daemon eth0 VI_1\nrouter_id'),
      ['pair-sync-daemon there:2'],
    ],
  ])('%s', (_, peer, expected) => {
    expect(said(goodConfig, peer)).toEqual(expected)
    for (const each of expected)
      expect(pairRules[each.split(' ')[0] as keyof typeof pairRules].state).toBe('WARNING')
  })
})

describe('nothing: what may differ between two hosts', () => {
  test.each([
    ['the names of interfaces', change('eth0', 'ens3')],
    ['the name of an instance', change('VI_1', 'WEB')],
    [
      'the order of lines',
      peerConfig.replace(section(peerConfig, 'vrrp_instance'), '') + section(peerConfig, 'vrrp_instance'),
    ],
  ])('%s', (_, peer) => {
    expect(said(goodConfig, peer)).toEqual([])
  })

  test('BACKUP on both', () => {
    expect(said(goodConfig.replace('MASTER', 'BACKUP'), peerConfig)).toEqual([])
  })

  test('a password from the ninth character on', () => {
    const [own, peer] = [goodConfig.replace('hunter2', 'hunter2xA'), change('hunter2', 'hunter2xB')]
    expect(said(own, peer)).toEqual([])
  })
})

test('unicast peers have to be mirrored', () => {
  const own = goodConfig.replace(
    'priority',
    'unicast_src_ip 192.0.2.1\nunicast_peer {\n192.0.2.2\n}\npriority',
  )
  const good = change('priority', 'unicast_src_ip 192.0.2.2\nunicast_peer {\n192.0.2.1\n}\npriority')
  const bad = change('priority', 'unicast_src_ip 192.0.2.3\nunicast_peer {\n192.0.2.1\n}\npriority')
  expect(said(own, good)).toEqual([])
  expect(compare(own, bad)).toMatchObject([
    {
      rule: 'pair-unicast',
      text: "the instance 'VI_1' sends adverts from 192.0.2.3 on the peer, which is no unicast_peer here",
      hint: 'Put 192.0.2.3 into unicast_peer here',
    },
  ])
})

test('instances of one VRID on two networks are told apart by their names', () => {
  const second = (text: string) =>
    section(text, 'vrrp_instance')
      .replace('VI_1', 'VI_2')
      .replace('eth0', 'eth1')
      .replace('192.0.2.10', '198.51.100.10')
  const [own, peer] = [goodConfig + second(goodConfig), peerConfig + second(peerConfig)]
  expect(said(own, peer)).toEqual([])
  const reversed = peer
    .replaceAll('VI_1', 'X')
    .replaceAll('VI_2', 'Y')
    .replaceAll('eth0', 'ens3')
    .replaceAll('eth1', 'ens4')
  expect(said(own, reversed)).toEqual([])
})

describe('sync groups', () => {
  const instances = (text: string) =>
    ['VI_2', 'VI_3', 'VI_4']
      .map((name, at) =>
        section(text, 'vrrp_instance')
          .replace('VI_1', name)
          .replace('virtual_router_id 51', `virtual_router_id 6${at}`)
          .replace('192.0.2.10', `192.0.2.2${at}`),
      )
      .join('')
  const group = (name: string, ...members: readonly string[]) =>
    `vrrp_sync_group ${name} {\ngroup {\n${members.join('\n')}\n}\n}\n`
  const [own, peer] = [goodConfig + instances(goodConfig), peerConfig + instances(peerConfig)]
  const texts = (a: string, b: string) => compare(a, b).map(({ rule, text }) => `${rule}: ${text}`)

  test('are the same, by whatever name and in whatever order', () => {
    expect(said(own + group('G', 'VI_1', 'VI_2'), peer + group('H', 'VI_2', 'VI_1'))).toEqual([])
    const renamed = peer.replaceAll('VI_2', 'NAT')
    expect(said(own + group('G', 'VI_1', 'VI_2'), renamed + group('G', 'VI_1', 'NAT'))).toEqual([])
  })
  test('one that is missing there', () => {
    expect(texts(own + group('G', 'VI_1', 'VI_2'), peer)).toEqual([
      "pair-sync-group: 'VI_1', 'VI_2' move together here, by the sync group 'G'; on the peer they do not",
    ])
  })
  test('one that is missing here', () => {
    expect(texts(own, peer + group('G', 'VI_1', 'VI_2'))).toEqual([
      "pair-sync-group: 'VI_1', 'VI_2' move together on the peer, by the sync group 'G'; here they do not",
    ])
  })
  test('another member is said once, with both places', () => {
    const [a, b] = [own + group('G', 'VI_1', 'VI_2'), peer + group('G', 'VI_1', 'VI_2', 'VI_3')]
    expect(texts(a, b)).toEqual([
      "pair-sync-group: 'VI_1', 'VI_2' move together here, by the sync group 'G'; on the peer 'VI_1', 'VI_2', 'VI_3' do",
    ])
    expect(said(a, b)).toEqual([
      `pair-sync-group here:${own.split('\n').length} there:${peer.split('\n').length}`,
    ])
  })
  test('each that differs is said', () => {
    const [a, b] = [group('G', 'VI_1', 'VI_2') + group('H', 'VI_3', 'VI_4'), group('G', 'VI_1', 'VI_2')]
    expect(texts(own + a, peer + b)).toHaveLength(1)
    expect(texts(own + a, peer)).toHaveLength(2)
    expect(texts(own, peer + a)).toHaveLength(2)
  })
  test('a group of one instance is none', () => {
    expect(said(own + group('G', 'VI_1'), peer)).toEqual([])
  })
  test('an instance without a counterpart is said once', () => {
    const fewer = peerConfig
    expect(
      texts(
        goodConfig + section(instances(goodConfig), 'vrrp_instance VI_2') + group('G', 'VI_1', 'VI_2'),
        fewer,
      ),
    ).toEqual([expect.stringMatching(/^pair-instance/)])
  })
})

test('a password is compared and never told', () => {
  const text = JSON.stringify(compare(goodConfig, change('hunter2', 'letmein')))
  expect(text).toContain('pair-authentication')
  expect(text).not.toMatch(/hunter2|letmein/)
})
