import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findOffLink, listDirectServers } from '../../lib/director/off-link.ts'
import { parseInterfaces } from '../../lib/host/parse-interfaces.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { runBinary, runProgram } from '../support/binary.ts'
import { within } from '../support/deadline.ts'
import { goodConfig, modelOf } from '../support/keepalived-config.ts'
import { need } from '../support/need.ts'
import { makeNamespace, type Namespace } from '../support/netns.ts'
import { probesThatAnswer } from '../support/probes.ts'
import { makeFolder } from '../support/temporary.ts'

describe('real servers of DR', () => {
  const listed = (text: string) =>
    listDirectServers(modelOf(text).virtualServers).map(({ address }) => address)

  test('are each there once, and the sorry server', () => {
    expect(listed(goodConfig)).toEqual(['192.0.2.11', '192.0.2.12'])
    expect(listed(goodConfig.replace('protocol TCP', 'protocol TCP\nsorry_server 192.0.2.13 80'))).toEqual([
      '192.0.2.11',
      '192.0.2.12',
      '192.0.2.13',
    ])
  })
  test.each(['NAT', 'TUN'])('are none with %s, which may be routed', method => {
    expect(listed(goodConfig.replace('lb_kind DR', `lb_kind ${method}`))).toEqual([])
  })
})

describe('which of them are asked for', () => {
  const eth0 = { ifname: 'eth0', ifindex: 2, flags: ['UP'] }
  const own = [
    { family: 'inet', local: '192.0.2.2', prefixlen: 24, scope: 'global' },
    { family: 'inet6', local: '2001:db8::2', prefixlen: 64, scope: 'global' },
  ]
  const interfaces = parseInterfaces(JSON.stringify([{ ...eth0, addr_info: own }])) ?? []

  async function look(addresses: readonly string[], ping: Awaited<ReturnType<Probes['ping']>>) {
    const asked: string[] = []
    const probes: Probes = {
      ...probesThatAnswer(failure('missing', 'not asked')),
      ping: () => Promise.resolve(ping),
      command: (_program, argv) => {
        asked.push(argv.at(-1) ?? '')
        const stdout = JSON.stringify([{ dst: argv.at(-1), gateway: '192.0.2.254', dev: 'eth0' }])
        return Promise.resolve(success({ exitCode: 0, signal: undefined, stdout, stderr: '', cut: false }))
      },
    }
    const servers = addresses.map(address => ({ address, of: '192.0.2.10 80' }))
    const found = await within(5, deadline => findOffLink(servers, interfaces, probes, deadline))
    return { asked, found }
  }
  const silent = success({ received: 0, duplicates: 0, damaged: 0, notices: [], redirects: [], times: [] })

  test('none in the network of an interface', async () => {
    expect(await look(['192.0.2.77', '2001:db8::77'], silent)).toEqual({ asked: [], found: [] })
  })
  test('of many no more than eight', async () => {
    const many = Array.from({ length: 500 }, (_, at) => `198.51.100.${at % 250}`)
    expect((await look(many, silent)).asked).toHaveLength(8)
  })
  test('one that nobody says is behind a router is told with that doubt', async () => {
    expect((await look(['198.51.100.5'], silent)).found).toMatchObject([
      { gateway: '192.0.2.254', seen: false },
    ])
    const { found } = await look(['198.51.100.5'], failure('missing', 'there is no ping'))
    expect(found).toMatchObject([{ seen: false }])
  })
})

need(
  'root',
  'netns',
  'ip',
  'ping',
  'binaries',
)('behind a real router', () => {
  const folder = makeFolder()
  const hosts: Namespace[] = []
  let [director, router, far] = [] as unknown as [Namespace, Namespace, Namespace]
  const config = (address: string) =>
    folder.write('keepalived.conf', goodConfig.replace('real_server 192.0.2.11', `real_server ${address}`))

  beforeAll(async () => {
    chmodSync(folder.path, 0o755)
    ;[director, router, far] = [makeNamespace(), makeNamespace(), makeNamespace()]
    hosts.push(director, router, far)
    for (const each of hosts) each.ip('link', 'set', 'lo', 'up')
    director.ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', router.name)
    router.ip('link', 'add', 'eth1', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', far.name)
    director.ip('address', 'add', '192.0.2.2/24', 'dev', 'eth0')
    router.ip('address', 'add', '192.0.2.254/24', 'dev', 'eth0')
    // An address of the next hop itself, as hosts that speak BGP have it.
    router.ip('address', 'add', '198.51.100.254/32', 'dev', 'lo')
    router.ip('address', 'add', '203.0.113.254/24', 'dev', 'eth1')
    far.ip('address', 'add', '203.0.113.5/24', 'dev', 'eth0')
    for (const [host, device] of [
      [director, 'eth0'],
      [router, 'eth0'],
      [router, 'eth1'],
      [far, 'eth0'],
    ] as const)
      host.ip('link', 'set', device, 'up')
    far.ip('route', 'add', 'default', 'via', '203.0.113.254')
    director.ip('route', 'add', 'default', 'via', '192.0.2.254')
    const words = ['sh', '-c', 'echo 1 >/proc/sys/net/ipv4/ip_forward']
    expect(await runProgram(words, { netns: router.name })).toMatchObject({ exitCode: 0 })
  })
  afterAll(() => {
    for (const each of hosts) each[Symbol.dispose]()
    folder[Symbol.dispose]()
  })

  async function see(address: string) {
    const argv = ['--config', config(address), '--no-log', '-v']
    const { stdout } = await runBinary('check_lvs_director', argv, { netns: director.name, user: 'nobody' })
    return stdout.split('\n').filter(line => /lies behind/.test(line))
  }

  test('critical: the real server and the router are named', async () => {
    expect(await see('203.0.113.5')).toEqual([
      expect.stringMatching(
        /\[CRITICAL\] real server 203\.0\.113\.5 of 192\.0\.2\.10 80 is forwarded to by DR and lies behind the router 192\.0\.2\.254: what clients send/,
      ),
    ])
  })
  test('ok: a next hop that is the real server itself, and one on the link', async () => {
    expect(await see('198.51.100.254')).toEqual([])
    expect(await see('192.0.2.254')).toEqual([])
  })
  test('ok: there is no way to it, which its health check tells', async () => {
    director.ip('route', 'add', 'unreachable', '203.0.113.99/32')
    expect(await see('203.0.113.99')).toEqual([])
  })
})
