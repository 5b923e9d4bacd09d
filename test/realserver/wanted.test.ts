import { describe, expect, test } from 'vitest'
import { readConfig } from '../../lib/keepalived/read.ts'
import { servicesOf } from '../../lib/keepalived/services.ts'
import { formatEndpoint } from '../../lib/net/endpoint.ts'
import type { ServicePort } from '../../lib/realserver/kind.ts'
import {
  type Named,
  type Target,
  targetLimit,
  targetsOfModel,
  targetsOfOptions,
} from '../../lib/realserver/wanted.ts'
import { sourcesOf } from '../support/config-sources.ts'

const own = new Set(['192.0.2.21', '2001:db8::21'])

function wantedOf(text: string, named: Partial<Named> = {}) {
  const { model } = readConfig(sourcesOf(text), { configId: 'd1' })
  return targetsOfModel(model, own, { vips: [], ports: [], method: 'DR', ...named }, servicesOf)
}

/** `DR 192.0.2.10:80 TCP from 192.0.2.21`. */
function show({ method, vip, rip, service }: Target): string {
  const place = formatEndpoint(vip ?? '?', service?.port)
  return [method, place, ...(service === undefined ? [] : [service.protocol]), 'from', rip ?? '?'].join(' ')
}

const server = (address: string, port: number | '', ...lines: readonly string[]) =>
  `real_server ${address} ${port} {\nweight 1\n${lines.join('\n')}\n}`
const virtual = (front: string, ...lines: readonly string[]) =>
  `virtual_server ${front} {\n${lines.join('\n')}\n}\n`
const tcpCheck = (port: number) => `TCP_CHECK {\nconnect_port ${port}\n}`

describe('what keepalived.conf has for this host', () => {
  // title, file, what is named besides, targets
  const table: readonly [string, string, Partial<Named>, string[]][] = [
    [
      'its own entries alone',
      virtual(
        '192.0.2.10 80',
        'lb_kind DR',
        'protocol TCP',
        server('192.0.2.21', 80),
        server('192.0.2.22', 80),
      ) + virtual('192.0.2.11 80', 'lb_kind DR', 'protocol TCP', server('192.0.2.22', 80)),
      {},
      ['DR 192.0.2.10:80 TCP from 192.0.2.21'],
    ],
    [
      'DR has the port of the VIP, NAT that of the real server',
      virtual('192.0.2.10 80', 'lb_kind DR', 'protocol TCP', server('192.0.2.21', 8080)) +
        virtual('192.0.2.11 80', 'lb_kind NAT', 'protocol TCP', server('192.0.2.21', 8080)),
      {},
      ['DR 192.0.2.10:80 TCP from 192.0.2.21', 'NAT 192.0.2.11:8080 TCP from 192.0.2.21'],
    ],
    [
      'without a protocol it is UDP',
      virtual('192.0.2.10 53', 'lb_kind DR', server('192.0.2.21', 53)),
      {},
      ['DR 192.0.2.10:53 UDP from 192.0.2.21'],
    ],
    [
      'a sorry server has to serve too',
      virtual(
        '192.0.2.10 80',
        'lb_kind DR',
        'protocol TCP',
        'sorry_server 192.0.2.21 80',
        server('192.0.2.22', 80),
      ),
      {},
      ['DR 192.0.2.10:80 TCP from 192.0.2.21'],
    ],
    [
      'both families, and one of them where it is asked for',
      virtual('192.0.2.10 80', 'lb_kind DR', 'protocol TCP', server('192.0.2.21', 80)) +
        virtual('2001:db8::10 80', 'lb_kind DR', 'protocol TCP', server('2001:db8::21', 80)),
      { family: 6 },
      ['DR [2001:db8::10]:80 TCP from 2001:db8::21'],
    ],
    [
      'a tunnel of the other family',
      virtual('2001:db8::10 80', 'lb_kind TUN', 'protocol TCP', server('192.0.2.21', 80)),
      {},
      ['TUN [2001:db8::10]:80 TCP from 192.0.2.21'],
    ],
    [
      'groups and their ranges',
      `virtual_server_group WEB {\n192.0.2.10-12 80\n192.0.2.20 443\n}\n${virtual(
        'group WEB',
        'lb_kind DR',
        'protocol TCP',
        server('192.0.2.21', 80),
      )}`,
      {},
      [
        'DR 192.0.2.10:80 TCP from 192.0.2.21',
        'DR 192.0.2.11:80 TCP from 192.0.2.21',
        'DR 192.0.2.12:80 TCP from 192.0.2.21',
        'DR 192.0.2.20:443 TCP from 192.0.2.21',
      ],
    ],
    [
      'every port of a VIP: those that the health checks ask',
      virtual(
        '192.0.2.10 0',
        'lb_kind DR',
        'protocol TCP',
        server('192.0.2.21', '', tcpCheck(80), tcpCheck(443)),
      ),
      {},
      ['DR 192.0.2.10:80 TCP from 192.0.2.21', 'DR 192.0.2.10:443 TCP from 192.0.2.21'],
    ],
    [
      'every port of a VIP, and no health check',
      virtual('192.0.2.10 0', 'lb_kind DR', 'protocol TCP', server('192.0.2.21', '')),
      {},
      ['DR 192.0.2.10 from 192.0.2.21'],
    ],
    [
      'a firewall mark with the VIPs that are named',
      virtual('fwmark 7', 'lb_kind DR', server('192.0.2.21', 0, tcpCheck(80))),
      { vips: ['192.0.2.10', '2001:db8::10'] },
      ['DR 192.0.2.10:80 TCP from 192.0.2.21'],
    ],
    [
      'a firewall mark with the ports that are named',
      virtual('fwmark 7', 'lb_kind DR', server('192.0.2.21', 0, tcpCheck(80))),
      { vips: ['192.0.2.10'], ports: [{ protocol: 'TCP', port: 443 }] },
      ['DR 192.0.2.10:443 TCP from 192.0.2.21'],
    ],
    [
      'behind NAT a firewall mark needs no VIP',
      virtual('fwmark 7', 'lb_kind NAT', server('192.0.2.21', 8080, tcpCheck(8080))),
      {},
      ['NAT ?:8080 TCP from 192.0.2.21'],
    ],
    [
      'what is named and stands for no mark is looked at besides',
      virtual('192.0.2.10 80', 'lb_kind DR', 'protocol TCP', server('192.0.2.21', 80)),
      { vips: ['192.0.2.99'], ports: [{ protocol: 'UDP', port: 53 }] },
      ['DR 192.0.2.10:80 TCP from 192.0.2.21', 'DR 192.0.2.99:53 UDP from ?'],
    ],
  ]
  test.each(table)('%s', (_, text, named, targets) => {
    expect(wantedOf(text, named).targets.map(show)).toEqual(targets)
  })

  test('a firewall mark without a VIP is told', () => {
    const text = virtual('fwmark 7', 'lb_kind DR', server('192.0.2.21', 0, tcpCheck(80)))
    expect(wantedOf(text)).toMatchObject({ targets: [], marks: [7] })
    expect(wantedOf(text, { family: 6 })).toMatchObject({ targets: [], marks: [] })
  })

  test('what a default route may lead to: VIPs that are not here', () => {
    const text = `vrrp_instance V {\ninterface eth0\nvirtual_router_id 5\nvirtual_ipaddress {\n192.0.2.10\n192.0.2.254\n}\n}\n${virtual(
      '192.0.2.10 80',
      'lb_kind DR',
      'protocol TCP',
      server('192.0.2.21', 80),
    )}`
    expect(wantedOf(text).gateways).toEqual(['192.0.2.254'])
  })

  test('a range that is too long is cut off, and told', () => {
    const groups = Array.from({ length: 10 }, (_, at) => `198.51.100.0-255 ${8000 + at}`)
    const text = `virtual_server_group ALL {\n${groups.join('\n')}\n}\n${virtual(
      'group ALL',
      'lb_kind DR',
      'protocol TCP',
      server('192.0.2.21', 80),
    )}`
    const wanted = wantedOf(text)
    expect(wanted.excess).toBe(true)
    expect(wanted.targets).toHaveLength(targetLimit)
  })
})

test('what options name: each VIP with each port', () => {
  const ports: readonly ServicePort[] = [
    { protocol: 'TCP', port: 80 },
    { protocol: 'UDP', port: 53 },
  ]
  const targets = (named: Named) => targetsOfOptions(named).map(show)
  expect(targets({ vips: ['192.0.2.10', '192.0.2.11'], ports, method: 'TUN' })).toEqual([
    'TUN 192.0.2.10:80 TCP from ?',
    'TUN 192.0.2.10:53 UDP from ?',
    'TUN 192.0.2.11:80 TCP from ?',
    'TUN 192.0.2.11:53 UDP from ?',
  ])
  expect(targets({ vips: ['192.0.2.10'], ports: [], method: 'DR' })).toEqual(['DR 192.0.2.10 from ?'])
  expect(targets({ vips: [], ports, method: 'NAT' })).toEqual(['NAT ?:80 TCP from ?', 'NAT ?:53 UDP from ?'])
})
