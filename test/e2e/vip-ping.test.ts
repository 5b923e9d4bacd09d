import { copyFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findProgram } from '../../lib/probe/command.ts'
import { type Run, runBinary, runProgram, runSource } from '../support/binary.ts'
import { lacks, need } from '../support/need.ts'
import {
  blackhole,
  dropEvery,
  filtered,
  holdTwice,
  makeNetwork,
  type Network,
  nowhere,
  setNames,
  slowDown,
  vacant,
} from '../support/network.ts'
import { type Output, parseOutput } from '../support/output.ts'
import { makeFolder } from '../support/temporary.ts'

const name = 'check_vip_ping'
const root = fileURLToPath(new URL('../..', import.meta.url))
const built = lacks('binaries') === undefined
const start = built ? runBinary : runSource

need(
  'root',
  'netns',
  'ipv6',
  'ip',
  'ping',
)('pings over a real network', () => {
  let network: Network
  beforeAll(() => {
    network = makeNetwork()
  })
  afterAll(() => network[Symbol.dispose]())

  async function pingFrom(netns: string, ...argv: readonly string[]) {
    return read(await start(name, argv, { netns }))
  }

  test('ok: a VIP answers', async () => {
    const { state, sentence, values } = await pingFrom(network.client, '-H', network.vip)
    expect(state).toBe('OK')
    expect(sentence).toMatch(/^198\.51\.100\.10 rta [\d.]+ ms, loss 0 %$/)
    expect(values).toMatchObject({ pl: 0, rta: expect.any(Number) })
  })

  test('ok: all VIPs of a keepalived.conf; critical: one of them is held by nobody', async () => {
    using folder = makeFolder()
    const config = (vip: string, excluded: string) =>
      folder.write(
        'keepalived.conf',
        `vrrp_instance VI_1 {
           virtual_ipaddress {
             ${vip}
           }
           virtual_ipaddress_excluded {
             ${excluded}
           }
         }`,
      )
    const both = await pingFrom(network.client, '--config', config(network.vip, network.vip6), '-p', '1')
    expect(both).toMatchObject({ state: 'OK', sentence: expect.stringMatching(/^2 targets answer/) })
    const one = await pingFrom(network.client, '--config', config(network.vip, vacant), '-p', '1')
    expect(one).toMatchObject({ state: 'CRITICAL', sentence: expect.stringContaining(vacant) })
    const none = await pingFrom(network.client, '--config', folder.write('other.conf', 'global_defs {\n}\n'))
    expect(none).toMatchObject({ state: 'UNKNOWN', sentence: expect.stringContaining('has no VIP') })
  })
  test('ok: IPv6, and a name that has both', async () => {
    const hosts = `127.0.0.1 localhost\n${network.vip} vip.example.com\n${network.vip6} vip.example.com\n`
    using _names = setNames(network.client, { hosts })
    expect(await pingFrom(network.client, network.vip6)).toMatchObject({ state: 'OK' })
    const six = await pingFrom(network.client, '-6', 'vip.example.com')
    expect(six.sentence).toContain('vip.example.com (2001:db8:2::10) rta')
    const four = await pingFrom(network.client, '-4', 'vip.example.com')
    expect(four.sentence).toContain('vip.example.com (198.51.100.10) rta')
  })

  test('critical: a router swallows the packets', async () => {
    const { state, sentence, values } = await pingFrom(network.client, '-H', blackhole)
    expect(state).toBe('CRITICAL')
    expect(sentence).toBe('203.0.113.1 no answer to 5 packets, wanted loss below 80 %')
    expect(values).toEqual({ rta: undefined, pl: 100, rtmin: undefined, rtmax: undefined })
  })

  test('critical: nobody holds the address, the router says so', async () => {
    const { state, sentence } = await pingFrom(network.client, '-H', vacant)
    expect(state).toBe('CRITICAL')
    expect(sentence).toBe(
      '198.51.100.99 is unreachable, 192.0.2.1 says Destination Host Unreachable, no answer to 5 packets',
    )
  })

  test('critical: the router refuses, or has no route', async () => {
    const refused = await pingFrom(network.client, '-H', filtered)
    expect(refused.sentence).toContain('is unreachable, 192.0.2.1 says Packet filtered')
    const lost = await pingFrom(network.client, '-H', nowhere)
    expect(lost.sentence).toContain('is unreachable, 192.0.2.1 says Destination Net Unreachable')
    const hops = await pingFrom(network.client, '-H', network.vip, '-l', '1')
    expect(hops.sentence).toContain('is unreachable, 192.0.2.1 says Time to live exceeded')
    const six = await pingFrom(network.client, '-H', '2001:db8:3::10')
    expect(six.sentence).toContain('is unreachable, 2001:db8:1::1 says Destination unreachable: No route')
    for (const each of [refused, lost, hops, six]) expect(each.state).toBe('CRITICAL')
  })

  test('critical: this host has no route', async () => {
    const { state, sentence, more } = await pingFrom(network.island, '-H', network.vip)
    expect(state).toBe('CRITICAL')
    expect(sentence).toContain('is unreachable, this host itself has no way there: Network is unreachable')
    expect(more).toEqual(['hint: ip route get 198.51.100.10', 'more: lvs-checks explain unreachable'])
  })

  test('several targets at once take no longer than the slowest', async () => {
    const began = performance.now()
    const output = await pingFrom(network.client, network.vip, network.vip6, vacant, blackhole)
    expect(performance.now() - began).toBeLessThan(8_000)
    expect(output.state).toBe('CRITICAL')
    expect(output.perfdata).toHaveLength(16)
    expect(output.values).toMatchObject({ [`${network.vip}_pl`]: 0, [`${blackhole}_pl`]: 100 })
    expect(output.more[0]).toContain('2 of 4 targets answer')
  })

  test('unknown: an address of another host cannot be the source', async () => {
    const { state, more } = await pingFrom(network.client, network.vip, '--source', '203.0.113.77')
    expect({ state, more }).toEqual({
      state: 'UNKNOWN',
      more: ['hint: ip -brief address', 'more: lvs-checks explain ping-failed'],
    })
  })

  test('unknown: a broadcast address is not pinged', async () => {
    const { state, sentence } = await pingFrom(network.client, '192.0.2.255')
    expect(state).toBe('UNKNOWN')
    expect(sentence).toContain('this host does not send there')
  })

  test('unknown: the name server says nothing, ping hangs and is killed', async () => {
    using _names = setNames(network.client, { resolver: blackhole })
    const output = await pingFrom(network.client, '-H', 'www.example.com', '-t', '3')
    expect(output.state).toBe('UNKNOWN')
    expect(output.sentence).toContain('ping did not end in 3 s and was killed before it said anything')
    expect(output.more[0]).toContain('getent hosts www.example.com')
  })

  test('unknown: the name server is not there', async () => {
    using _names = setNames(network.island, { resolver: '127.0.0.1' })
    const output = await pingFrom(network.island, '-H', 'www.example.com')
    expect(output.state).toBe('UNKNOWN')
    expect(output.sentence).toContain('has no address to ping: Temporary failure in name resolution')
  })

  need('nft')('lost packets', () => {
    test('warning: every fourth packet is lost, and no more than that', async () => {
      using _loss = dropEvery(4, network.first, network)
      const output = await pingFrom(network.client, '-H', network.vip, '-p', '8', '-w', '200,25%')
      expect(output.state).toBe('WARNING')
      expect(output.sentence).toMatch(/loss 25 %, wanted below 25 %$/)
      expect(output.values).toMatchObject({ pl: 25 })
    })

    test('ok: the same loss below the threshold', async () => {
      using _loss = dropEvery(4, network.first, network)
      const output = await pingFrom(network.client, '-H', network.vip, '-p', '8', '-w', '200,26%')
      expect(output).toMatchObject({ state: 'OK', values: { pl: 25 } })
    })

    test('critical: loss and round trip both break, both are said', async () => {
      using _loss = dropEvery(2, network.first, network)
      const limits = ['-w', '0.001ms,20%', '-c', '0.002ms,50%']
      const output = await pingFrom(network.client, '-H', network.vip, '-p', '4', ...limits)
      expect(output.state).toBe('CRITICAL')
      expect(output.sentence).toMatch(
        /rta [\d.]+ ms, wanted below 0\.002 ms, loss 50 %, wanted below 50 % \(and 1 more\)$/,
      )
    })
  })

  need('tc')('late packets', () => {
    test('critical: slow answers are slow, not lost, though ping itself counts them as lost', async () => {
      using _queue = slowDown(network.first, network)
      const limits = ['-w', '20,20%', '-c', '100,80%']
      const output = await pingFrom(network.client, '-H', network.vip, ...limits)
      expect(output.state).toBe('CRITICAL')
      expect(output.sentence).toMatch(/loss 0 %, rta [\d.]+ ms, wanted below 100 ms$/)
      expect(output.values.rta).toBeGreaterThan(100)
    })
  })

  test('warning: two hosts hold the VIP', async () => {
    using _conflict = holdTwice(network)
    const output = await pingFrom(network.client, '-H', network.vip)
    expect(output.state).toBe('WARNING')
    expect(output.sentence).toMatch(/ sent \d+ duplicate answers, two hosts answer for this address$/)
    expect(output.more[0]).toContain('check_vip_conflict -H 198.51.100.10')
  })

  need('setpriv')('as nobody', () => {
    test('ok: the capability of the system ping is enough', async () => {
      const run = await start(name, ['-H', network.vip], { netns: network.client, user: 'nobody' })
      expect(read(run).state).toBe('OK')
    })

    test('unknown: a ping without the capability, and the command that gives it', async () => {
      const output = read(await runWithoutCapability(network))
      expect(output.state).toBe('UNKNOWN')
      expect(output.sentence).toBe('198.51.100.10 could not be pinged, this user may not send pings')
      expect(output.more[0]).toContain('hint: setcap cap_net_raw+ep $(command -v ping)')
    })
  })
})

/** As nobody, with a copy of ping in the place of the system's: a copy has no file capabilities. */
async function runWithoutCapability(network: Network): Promise<Run> {
  using folder = makeFolder()
  const ping = findProgram('ping') ?? ''
  copyFileSync(ping, `${folder.path}/ping`)
  const words = built ? [`${root}dist/${name}`] : [process.execPath, `${root}plugins/${name}.ts`]
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all']
  // A mount namespace of its own: the rest of the machine keeps its ping.
  const script = 'mount --bind "$0" "$1" && shift && exec "$@"'
  const argv = ['sh', '-c', script, `${folder.path}/ping`, ping, ...nobody, ...words, '-H', network.vip]
  return await runProgram(['unshare', '--mount', ...argv], { netns: network.client })
}

/** The output, read back as a monitoring daemon does, with the values by their labels. */
function read(run: Run): Output & { readonly values: Readonly<Record<string, number | undefined>> } {
  expect(run).toMatchObject({ signal: null, stderr: '' })
  const output = parseOutput(run.stdout)
  expect(run.exitCode).toBe(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'].indexOf(output.state))
  return { ...output, values: Object.fromEntries(output.perfdata.map(({ label, value }) => [label, value])) }
}
