import { describe, expect, test } from 'vitest'
import type { Plan, PlanService } from '../../lib/cluster/plan.ts'
import { validatePlan } from '../../lib/cluster/validate.ts'
import { directorConfig } from '../lab/config.ts'
import { addressOf } from '../lab/network.ts'
import { checks, pair, planOf, siteOf, sourceOf } from '../support/plan.ts'

const ends = (name: string) => (each: PlanService) => each.name === name
const namesOn = (plan: Plan, host: string) =>
  plan.services.filter(each => each.host === host).map(each => each.name)
function callOf(plan: Plan, host: string, name: string) {
  const found = plan.services.find(each => each.host === host && each.name === name)
  if (found?.kind !== 'call') throw new Error(`no ${name} on ${host}: ${namesOn(plan, host).join(', ')}`)
  return found
}

const virtualServer = (vip: string, lines: string, servers: readonly string[], port = 80) =>
  `virtual_server ${vip} ${port} {\n lb_algo rr\n lb_kind DR\n protocol TCP\n${lines}\n${servers
    .map(each => ` real_server ${each} ${port} {\n  TCP_CHECK {\n   connect_timeout 1\n  }\n }\n`)
    .join('')}}\n`
const instance = (vips: readonly string[]) =>
  `vrrp_instance VI_1 {\n interface eth0\n virtual_router_id 51\n virtual_ipaddress {\n${vips.join('\n')}\n }\n}\n`

describe('the pair of the lab, with every kind of virtual server', () => {
  const plan = planOf(pair, 'cluster: shop')

  test('has a host for each director, real server and VIP, by names that tell which', () => {
    expect(plan.hosts.map(({ name, kind }) => `${kind} ${name}`)).toEqual(
      [
        'director d1',
        'director d2',
        ...['21', '22', '23', '24'].map(each => `real server shop-rs-192.0.2.${each}`),
        ...['21', '22', '23', '24'].map(each => `real server shop-rs-2001:db8::${each}`),
        'real server shop-rs-198.51.100.31',
        'real server shop-rs-2001:db8:1::31',
        'VIP shop-vip-192.0.2.10',
        'VIP shop-vip-192.0.2.11',
        'VIP shop-vip-2001:db8::10',
        'VIP shop-vip-2001:db8::11',
        'VIP shop-vip-198.51.100.1',
        'VIP shop-vip-2001:db8:1::1',
      ].sort(
        (a, b) =>
          plan.hosts.findIndex(({ name }) => a.endsWith(` ${name}`)) -
          plan.hosts.findIndex(({ name }) => b.endsWith(` ${name}`)),
      ),
    )
  })
  test('a director is asked for keepalived, its table, its configuration and who else holds its VIPs', () => {
    expect(namesOn(plan, 'd1')).toEqual(['NRPE', 'Director', 'IPVS table', 'keepalived.conf', 'VIP holders'])
  })
  test('a VIP answers ping, and each TCP service behind it', () => {
    expect(namesOn(plan, 'shop-vip-192.0.2.10')).toEqual([
      'Ping',
      ...[80, 8080, 8000, 443, 8081, 8082].map(each => `TCP ${each}`),
    ])
  })
  test('a real server is asked VIP by VIP, as a port may be served on one of them alone', () => {
    expect(namesOn(plan, 'shop-rs-192.0.2.21')).toEqual(
      expect.arrayContaining(['NRPE', 'Real server DR 192.0.2.10', 'Real server TUN 192.0.2.10']),
    )
    const { call, command } = callOf(plan, 'shop-rs-192.0.2.21', 'Real server DR 192.0.2.10')
    expect(call.options).toEqual({
      method: 'DR',
      vip: ['192.0.2.10'],
      port: ['80', '8080', '8000', '443', '53/udp'],
    })
    expect(command).toBe('lvs_realserver_DR_192.0.2.10')
  })
  test('a real server has a group of its own services, and a VIP one of all who serve it', () => {
    const inGroup = (name: string) => plan.services.filter(({ groups }) => groups.includes(name))
    const own = inGroup('shop-rs-192.0.2.21').map(({ name }) => name)
    expect(own).toEqual(namesOn(plan, 'shop-rs-192.0.2.21'))
    expect(inGroup('shop-vip-192.0.2.10').map(({ host, name }) => `${host}!${name}`)).toEqual(
      expect.arrayContaining(['shop-vip-192.0.2.10!TCP 80', 'shop-rs-192.0.2.21!Real server DR 192.0.2.10']),
    )
  })
  test('behind NAT a real server is asked for its way back, to the VIPs of its own network alone', () => {
    const { call } = callOf(plan, 'shop-rs-198.51.100.31', 'Real server NAT')
    expect(call.options).toMatchObject({ method: 'NAT', gateway: ['198.51.100.1'] })
  })
  test('what is behind NAT is reached through the directors, what is behind DR without them', () => {
    const parents = new Map(plan.hosts.map(each => [each.name, each.parents]))
    expect(parents.get('shop-rs-198.51.100.31')).toEqual(['d1', 'd2'])
    expect(parents.get('shop-rs-192.0.2.21')).toEqual([])
    expect(parents.get('shop-vip-192.0.2.10')).toEqual(['d1', 'd2'])
  })
  test('a health check that asks for a page makes a check that asks for it, and the real servers too', () => {
    expect(callOf(plan, 'shop-vip-192.0.2.10', 'TCP 80').call).toEqual({
      check: 'check_vip_service',
      options: {
        'IP-address': '192.0.2.10',
        port: '80',
        connections: '8',
        realserver: (['r1', 'r2', 'r3', 'r4'] as const).map(name => `${addressOf(name)}:80`),
        url: '/health',
      },
    })
  })
  test('behind NAT real servers are not asked directly, and with persistence one connection is all there is to ask', () => {
    expect(callOf(plan, 'shop-vip-192.0.2.10', 'TCP 8081').call.options).not.toHaveProperty('realserver')
    expect(callOf(plan, 'shop-vip-192.0.2.10', 'TCP 8080').call.options).toMatchObject({ connections: '1' })
  })
  test('it is said who watches what nobody can ask from outside', () => {
    expect(plan.remarks).toEqual([
      expect.stringContaining('192.0.2.10:53/udp is not asked from outside, as only TCP can be asked'),
      expect.stringContaining('fwmark 1 is not asked from outside, as its address and port are not known'),
      expect.stringContaining('fwmark 2 IPv6 is not asked'),
    ])
  })
  test('every call is one that its check takes', () => {
    expect(() => validatePlan(plan, siteOf('cluster: shop'), checks)).not.toThrow()
  })
})

describe('a site file', () => {
  test('gives a firewall mark the address and port that it stands for', () => {
    const plan = planOf(pair, 'services: {fwmark 1: {address: 192.0.2.11, port: 8088}}')
    expect(callOf(plan, 'lvs-vip-192.0.2.11', 'TCP 8088').call.options).toMatchObject({
      hostname: '192.0.2.11',
      port: '8088',
    })
    expect(plan.remarks.join()).not.toContain('fwmark 1 ')
  })
  test('names real servers and VIPs, and puts addresses together that belong to one host', () => {
    const plan = planOf(
      pair,
      'real-servers: {web1: [192.0.2.21, "2001:DB8::21"]}\nvips: {192.0.2.10: {name: shop}}',
    )
    expect(namesOn(plan, 'web1')).toEqual(
      expect.arrayContaining(['Real server DR 192.0.2.10', 'Real server DR 2001:db8::10']),
    )
    expect(namesOn(plan, 'shop')).toContain('TCP 80')
  })
  test('changes how a service is asked, and gives options of the check', () => {
    const site =
      'services: {"192.0.2.10:80": {check: https, options: {url: /shop, string: [Welcome], connections: 3}}}\noptions: {check_vip_service: {warning: "2"}}'
    const { call } = callOf(planOf(pair, site), 'lvs-vip-192.0.2.10', 'TCP 80')
    expect(call.options).toMatchObject({
      ssl: true,
      url: '/shop',
      string: ['Welcome'],
      connections: '3',
      warning: '2',
    })
  })
  test.each([
    [
      'services: {"192.0.2.10:81": {}}',
      'services: no director has a virtual server 192.0.2.10:81; it has 192.0.2.10:80',
    ],
    ['real-servers: {web1: [192.0.2.99]}', 'real-servers: web1: no director has a real server 192.0.2.99'],
    ['real-servers: {web1: [web1.example.com]}', 'real-servers: web1: web1.example.com is not an address'],
    ['vips: {192.0.2.99: {}}', 'vips: no director has a VIP 192.0.2.99'],
    ['existing-hosts: [web9]', 'existing-hosts: the cluster has no host web9'],
    ['vips: {192.0.2.10: {name: d1}}', 'the director d1 and the VIP 192.0.2.10 would both be called d1'],
    ['real-servers: {a: [192.0.2.21], b: [192.0.2.21]}', '192.0.2.21 belongs to a and to b'],
  ])('%s is refused by name', (yaml, problem) => {
    expect(() => planOf(pair, yaml)).toThrow(problem)
  })
  test.each([
    ['options: {check_vip_pin: {}}', 'there is no check check_vip_pin'],
    ['options: {check_vip_ping: {warming: "3"}}', 'has no option warming, '],
    [
      'options: {check_vip_ping: {warning: lots}}',
      /^the host check of lvs-vip-192\.0\.2\.10: -w: 'lots' is not /,
    ],
    [
      'services: {"192.0.2.10:80": {options: {warning: "5", critical: "2"}}}',
      'the warning range -w is wider',
    ],
  ])('%s is refused before any daemon sees it', (yaml, problem) => {
    expect(() => validatePlan(planOf(pair, yaml), siteOf(yaml), checks)).toThrow(problem)
  })
})

describe('names', () => {
  const base = instance(['192.0.2.10']) + virtualServer('192.0.2.10', '', ['192.0.2.21', '192.0.2.22'])
  const more = `${instance(['192.0.2.9', '192.0.2.10'])}${virtualServer('192.0.2.9', '', ['192.0.2.20', '192.0.2.21'])}${virtualServer('192.0.2.10', '', ['192.0.2.20', '192.0.2.21', '192.0.2.22'])}${virtualServer('192.0.2.10', '', ['192.0.2.21'], 25)}`
  const identities = (text: string) =>
    planOf([sourceOf(text, { name: 'lvs1' })]).services.map(({ host, name }) => `${host}!${name}`)

  test('do not change when VIPs, ports and real servers are added', () => {
    expect(identities(base).filter(each => !identities(more).includes(each))).toEqual([])
    expect(identities(more).length).toBeGreaterThan(identities(base).length)
  })
  test('of directors are those of the site file, or their router_id, or their file', () => {
    const name = (text: string, given: Parameters<typeof sourceOf>[1]) =>
      planOf([sourceOf(text, given)]).hosts[0]?.name
    expect(name(base, { name: 'lvs1', config: 'a.conf' })).toBe('lvs1')
    expect(name(`global_defs {\n router_id LVS_A\n}\n${base}`, { config: 'a.conf' })).toBe('LVS_A')
    expect(name(base, { config: '/backup/lvs-a.conf' })).toBe('lvs-a')
  })
  test('two directors of one name are refused', () => {
    expect(() => planOf([sourceOf(base, { name: 'x' }), sourceOf(base, { name: 'x' })])).toThrow(
      'would both be called x',
    )
  })
})

describe('what needs no host of its own', () => {
  test('a sorry server on the director itself', () => {
    const text =
      instance(['192.0.2.10']) + virtualServer('192.0.2.10', ' sorry_server 127.0.0.1 80', ['192.0.2.21'])
    expect(planOf([sourceOf(text)]).hosts.map(({ address }) => address)).not.toContain('127.0.0.1')
  })
  test('a director that is its own real server is asked for both', () => {
    const text = instance(['192.0.2.10']) + virtualServer('192.0.2.10', '', ['192.0.2.2', '192.0.2.3'])
    const plan = planOf([
      sourceOf(text, { name: 'lvs1', address: '192.0.2.2' }),
      sourceOf(text, { name: 'lvs2', address: '192.0.2.3' }),
    ])
    expect(plan.hosts.filter(({ kind }) => kind === 'real server')).toEqual([])
    expect(namesOn(plan, 'lvs1')).toEqual(expect.arrayContaining(['Director', 'Real server DR 192.0.2.10']))
    expect(plan.services.filter(ends('NRPE')).map(({ host }) => host)).toEqual(['lvs1', 'lvs2'])
  })
})

describe('the pair', () => {
  const directors = (['d1', 'd2'] as const).map(name =>
    sourceOf(directorConfig(name), { name, config: `${name}.conf`, copy: `/var/lib/lvs/${name}.conf` }),
  )
  test('is compared where the monitoring host has copies of both files', () => {
    const plan = planOf(directors)
    expect(callOf(plan, 'd1', 'Pair with d2')).toMatchObject({
      call: { options: { config: '/var/lib/lvs/d1.conf', copy: true, peer: '/var/lib/lvs/d2.conf' } },
      command: undefined,
    })
    expect(() => validatePlan(plan, siteOf(''), checks)).not.toThrow()
  })
  test('is not compared where there is none', () => {
    expect(namesOn(planOf(pair), 'd1').join()).not.toContain('Pair')
  })
})
