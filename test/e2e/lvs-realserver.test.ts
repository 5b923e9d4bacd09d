import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Run, runBinary, runSource } from '../support/binary.ts'
import { lacks, need } from '../support/need.ts'
import { makeNamespace, type Namespace } from '../support/netns.ts'
import { type Output, parseOutput } from '../support/output.ts'
import { makeFolder } from '../support/temporary.ts'

// A real server in a namespace, its faults made one by one, the check run as nobody, as NRPE would. Its neighbour is asked
// by ARP and over TCP what the fault does.

const name = 'check_lvs_realserver'
const start = lacks('binaries') === undefined ? runBinary : runSource
const vip = '192.0.2.10'
const vip6 = '2001:db8::10'

/** Listens until it is killed: `tcp:192.0.2.10:80` as words apart by commas. */
const listener = `
const [net, dgram] = [require('net'), require('dgram')]
const jobs = process.argv.slice(1).map(word => new Promise(done => {
  const [kind, host, port, only] = word.split(',')
  if (kind === 'tcp') net.createServer(s => { s.on('error', () => {}); s.end('here') }).listen({ host, port: +port, ipv6Only: only === 'only' }, done)
  else dgram.createSocket({ type: host.includes(':') ? 'udp6' : 'udp4', ipv6Only: only === 'only' }).bind(+port, host, done)
}))
Promise.all(jobs).then(() => console.log('ready'))
setInterval(() => {}, 1e6)
`

need(
  'root',
  'netns',
  'ip',
  'ipv6',
  'setpriv',
  'arping',
)('a real server', () => {
  let real: Namespace
  let neighbour: Namespace
  beforeAll(() => {
    real = makeNamespace()
    neighbour = makeNamespace()
    real.ip('link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', neighbour.name)
    for (const [each, last] of [
      [real, 11],
      [neighbour, 1],
    ] as const) {
      for (const device of ['lo', 'eth0']) each.ip('link', 'set', device, 'up')
      each.ip('address', 'add', `192.0.2.${last}/24`, 'dev', 'eth0')
      each.ip('address', 'add', `2001:db8::${last}/64`, 'dev', 'eth0', 'nodad')
    }
    quiet()
  })
  afterAll(() => {
    real[Symbol.dispose]()
    neighbour[Symbol.dispose]()
  })

  const set = (...settings: readonly string[]) =>
    execFileSync('ip', ['netns', 'exec', real.name, 'sysctl', '-qw', ...settings])
  const quiet = () => set('net.ipv4.conf.all.arp_ignore=1', 'net.ipv4.conf.all.arp_announce=2')

  /** Puts an address somewhere for the time of a test. */
  function bind(address: string, device = 'lo', ...more: readonly string[]): Disposable {
    real.ip('address', 'add', address, 'dev', device, ...more)
    return { [Symbol.dispose]: () => real.ip('address', 'del', address, 'dev', device) }
  }

  async function listen(...words: readonly string[]): Promise<AsyncDisposable> {
    const argv = ['netns', 'exec', real.name, process.execPath, '-e', listener, '--', ...words]
    const child: ChildProcess = spawn('ip', argv, { stdio: ['ignore', 'pipe', 'inherit'] })
    if (child.stdout !== null) await once(child.stdout, 'data')
    return {
      [Symbol.asyncDispose]: async () => {
        const ended = once(child, 'exit')
        child.kill('SIGKILL')
        await ended
      },
    }
  }

  async function check(...argv: readonly string[]): Promise<Output> {
    return read(await start(name, argv, { netns: real.name, user: 'nobody' }))
  }

  /** How many hosts the neighbour hears when it asks for an address. */
  function answersTo(address: string): number {
    const argv = ['netns', 'exec', neighbour.name, 'arping', '-c', '1', '-w', '1', '-I', 'eth0', address]
    try {
      return (execFileSync('ip', argv, { encoding: 'utf8' }).match(/reply from/g) ?? []).length
    } catch {
      return 0
    }
  }

  test('ok: it holds its VIPs, listens on them, and keeps quiet', async () => {
    using _four = bind(`${vip}/32`)
    using _six = bind(`${vip6}/128`)
    await using _ = await listen('tcp,::,80', `udp,${vip},53`, `udp,${vip6},53`)
    const { state, sentence } = await check('--vip', vip, '--vip', vip6, '-p', '80', '-p', '53/udp')
    expect(state).toBe('OK')
    expect(sentence).toMatch(
      /^192\.0\.2\.10 and 2001:db8::10 are on lo, ports 80 and 53\/udp listen, no ARP or neighbour answers on eth0, load [\d.]+ per core$/,
    )
    expect(answersTo(vip)).toBe(0)
    expect(answersTo('192.0.2.11')).toBe(1)
  })

  test('critical, then warning: the two orders of a removal', async () => {
    {
      await using _ = await listen('tcp,0.0.0.0,80')
      const { state, sentence } = await check('--vip', vip, '-p', '80')
      expect(state).toBe('CRITICAL')
      expect(sentence).toContain(
        'the VIP 192.0.2.10 is on no interface while port 80 listens: what directors',
      )
    }
    {
      using _ = bind(`${vip}/32`)
      const { state, sentence } = await check('--vip', vip, '-p', '80')
      expect(state).toBe('CRITICAL')
      expect(sentence).toContain('nothing listens on port 80 of 192.0.2.10, while the VIP is on lo')
    }
    const { state, sentence } = await check('--vip', vip, '-p', '80')
    expect(state).toBe('WARNING')
    expect(sentence).toContain('this real server is drained, in the right order')
  })

  describe('listening', () => {
    // what listens, is it the VIP's?
    const table: readonly [string, string[], 'OK' | 'CRITICAL', string][] = [
      ['on the VIP alone', [`tcp,${vip},80`], 'OK', 'port 80 listens'],
      ['on all addresses of both families', ['tcp,::,80'], 'OK', 'port 80 listens'],
      [
        'on the real server alone',
        ['tcp,192.0.2.11,80'],
        'CRITICAL',
        'listens on 192.0.2.11 only, not on the VIP',
      ],
      [
        'on the loopback alone',
        ['tcp,127.0.0.1,80'],
        'CRITICAL',
        'listens on 127.0.0.1 only, not on the VIP',
      ],
      [
        'on all addresses of IPv6 alone',
        ['tcp,::,80,only'],
        'CRITICAL',
        'listens on all addresses of IPv6 only',
      ],
      ['by another protocol', ['udp,0.0.0.0,80'], 'CRITICAL', 'nothing listens on port 80'],
    ]
    test.each(table)('%s: %s', async (_, words, state, sentence) => {
      using _vip = bind(`${vip}/32`)
      await using _listening = await listen(...words)
      const output = await check('--vip', vip, '-p', '80')
      expect(output.sentence).toContain(sentence)
      expect(output.state).toBe(state)
    })

    need('nft')('handed on by a packet filter', () => {
      test('ok: to another port, as containers have it', async () => {
        using _vip = bind(`${vip}/32`)
        await using _listening = await listen('tcp,0.0.0.0,8080')
        const nft = (...words: readonly string[]) =>
          execFileSync('ip', ['netns', 'exec', real.name, 'nft', ...words])
        nft('add', 'table', 'ip', 'published')
        try {
          nft('add chain ip published out { type nat hook output priority -100; }')
          nft(`add rule ip published out ip daddr ${vip} tcp dport 80 redirect to :8080`)
          expect(await check('--vip', vip, '-p', '80')).toMatchObject({ state: 'OK' })
        } finally {
          nft('delete', 'table', 'ip', 'published')
        }
      })
    })
  })

  describe('ARP', () => {
    // settings, does the neighbour hear an answer, what is said
    const table: readonly [string, string[], number, string][] = [
      [
        'off',
        ['all.arp_ignore=0', 'all.arp_announce=0'],
        1,
        'arp_ignore is 0 (all 0, eth0 0), wanted 1, arp_announce is 0',
      ],
      [
        'set for lo alone',
        ['all.arp_ignore=0', 'all.arp_announce=0', 'lo.arp_ignore=1', 'lo.arp_announce=2'],
        1,
        'wanted 2 (what is set for lo does nothing here)',
      ],
      ['arp_ignore 3', ['all.arp_ignore=3'], 1, 'arp_ignore is 3 (all 3, eth0 0), wanted 1'],
      ['arp_ignore 4', ['all.arp_ignore=4'], 1, 'arp_ignore is 4 (all 4, eth0 0), wanted 1'],
      ['arp_announce 1', ['all.arp_announce=1'], 0, 'arp_announce is 1 (all 1, eth0 0), wanted 2'],
      ['for the interface alone', ['all.arp_ignore=0', 'eth0.arp_ignore=1'], 0, ''],
      ['arp_ignore 2', ['all.arp_ignore=2'], 0, ''],
    ]
    test.each(table)('%s', async (_, settings, answers, said) => {
      using _vip = bind(`${vip}/32`)
      await using _listening = await listen('tcp,0.0.0.0,80')
      try {
        set(...settings.map(each => `net.ipv4.conf.${each}`))
        expect(answersTo(vip)).toBe(answers)
        const { state, sentence } = await check('--vip', vip, '-p', '80')
        expect(sentence).toContain(said)
        expect(state).toBe(said === '' ? 'OK' : 'CRITICAL')
      } finally {
        for (const each of ['lo', 'eth0']) {
          set(`net.ipv4.conf.${each}.arp_ignore=0`, `net.ipv4.conf.${each}.arp_announce=0`)
        }
        quiet()
      }
    })

    test('critical: the VIP is on the interface itself', async () => {
      using _vip = bind(`${vip}/32`, 'eth0')
      await using _listening = await listen('tcp,0.0.0.0,80')
      expect(answersTo(vip)).toBe(1)
      const { state, sentence } = await check('--vip', vip, '-p', '80')
      expect(state).toBe('CRITICAL')
      expect(sentence).toContain('eth0 answers ARP requests for 192.0.2.10, whatever arp_ignore says')
    })

    test('critical: the same over IPv6', async () => {
      using _vip = bind(`${vip6}/64`, 'eth0', 'nodad')
      await using _listening = await listen('tcp,::,80')
      const { state, sentence } = await check('--vip', vip6, '-p', '80')
      expect(state).toBe('CRITICAL')
      expect(sentence).toContain('eth0 answers neighbour solicitations for 2001:db8::10')
    })

    test('ok: a whole network taken for its own; critical: without arp_ignore', async () => {
      real.ip('route', 'add', 'local', '192.0.2.8/30', 'dev', 'lo')
      try {
        await using _listening = await listen('tcp,0.0.0.0,80')
        const well = await check('--vip', vip, '-p', '80')
        expect(well.sentence).toContain('192.0.2.10 is here by the local route 192.0.2.8/30')
        expect(well.state).toBe('OK')
        expect(answersTo(vip)).toBe(0)
        set('net.ipv4.conf.all.arp_ignore=0')
        expect(answersTo(vip)).toBe(1)
        expect(await check('--vip', vip, '-p', '80')).toMatchObject({ state: 'CRITICAL' })
      } finally {
        quiet()
        real.ip('route', 'del', 'local', '192.0.2.8/30', 'dev', 'lo')
      }
    })
  })

  test('warning: a wide prefix on lo, and its hint mends it', async () => {
    await using _listening = await listen('tcp,::,80')
    for (const [address, wide] of [
      [vip, `${vip}/24`],
      [vip6, `${vip6}/64`],
    ] as const) {
      real.ip('address', 'add', wide, 'dev', 'lo')
      const { state, sentence, more } = await check('--vip', address, '-p', '80')
      expect(state).toBe('WARNING')
      expect(sentence).toContain(`the VIP ${address} is on lo with a prefix length of`)
      const hint = more.flatMap(line => /hint: (.*)$/.exec(line)?.[1] ?? [])[0] ?? ''
      for (const command of hint.split(' && ')) real.ip(...command.split(' ').slice(1))
      expect(await check('--vip', address, '-p', '80')).toMatchObject({ state: 'OK' })
      real.ip('address', 'del', `${address}/${address === vip ? 32 : 128}`, 'dev', 'lo')
    }
  })

  test('the hint for a VIP that is gone brings it back', async () => {
    await using _listening = await listen('tcp,0.0.0.0,80')
    const { more } = await check('--vip', vip, '-p', '80')
    const hint =
      more.flatMap(line => /hint: ([^.]*\.[^ ]*\.[^ ]*\.[^ ]* dev lo)\./.exec(line)?.[1] ?? [])[0] ?? ''
    expect(hint).toBe('ip address add 192.0.2.10/32 dev lo')
    real.ip(...hint.split(' ').slice(1))
    try {
      expect(await check('--vip', vip, '-p', '80')).toMatchObject({ state: 'OK' })
    } finally {
      real.ip('address', 'del', `${vip}/32`, 'dev', 'lo')
    }
  })

  test('what keepalived.conf has for this host, and for no other', async () => {
    using folder = makeFolder()
    chmodSync(folder.path, 0o755)
    const server = (address: string, port: number) => `real_server ${address} ${port} {\nweight 1\n}\n`
    const config = folder.write(
      'keepalived.conf',
      `virtual_server ${vip} 80 {\nlb_kind DR\nprotocol TCP\n${server('192.0.2.11', 80)}${server('192.0.2.12', 80)}}
virtual_server 192.0.2.20 80 {\nlb_kind DR\nprotocol TCP\n${server('192.0.2.12', 80)}}
virtual_server 192.0.2.30 80 {\nlb_kind NAT\nprotocol TCP\n${server('192.0.2.11', 8080)}}
`,
    )
    using _vip = bind(`${vip}/32`)
    await using _listening = await listen('tcp,0.0.0.0,80', 'tcp,0.0.0.0,8080')
    real.ip('route', 'add', 'default', 'via', '192.0.2.1')
    try {
      const { state, sentence } = await check('--config', config)
      expect(sentence).toContain('192.0.2.10 is on lo, ports 80 and 8080 listen, no ARP answers on eth0')
      expect(state).toBe('OK')
    } finally {
      real.ip('route', 'del', 'default')
    }
    const elsewhere = read(await start(name, ['--config', config], { netns: neighbour.name, user: 'nobody' }))
    expect(elsewhere.state).toBe('UNKNOWN')
    expect(elsewhere.sentence).toContain('has no real server with an address of this host (192.0.2.1 and')
  })

  test('warning: behind NAT, a default route past the director', async () => {
    await using _listening = await listen('tcp,0.0.0.0,8080')
    const argv = ['--method', 'NAT', '-p', '8080', '--gateway', '192.0.2.254']
    expect((await check(...argv)).sentence).toContain('this host has no default route of IPv4')
    real.ip('route', 'add', 'default', 'via', '192.0.2.1')
    try {
      expect((await check(...argv)).sentence).toContain(
        "leads to 192.0.2.1 (eth0), wanted the active director's 192.0.2.254",
      )
      expect(await check(...argv.slice(0, -1), '192.0.2.1')).toMatchObject({ state: 'OK' })
    } finally {
      real.ip('route', 'del', 'default')
    }
  })

  test('critical: nothing unpacks what comes by TUN', async () => {
    using _vip = bind(`${vip}/32`)
    await using _listening = await listen('tcp,0.0.0.0,80')
    const { state, sentence } = await check('--method', 'TUN', '--vip', vip, '-p', '80')
    expect(state).toBe('CRITICAL')
    expect(sentence).toMatch(
      /^(?:there is no ipip interface such as tunl0|tunl0 is down): what directors forward here by TUN/,
    )
  })

  describe('from the monitoring host', () => {
    const ask = async (...argv: readonly string[]) => read(await start(name, argv, { netns: neighbour.name }))

    test('ok: it answers; critical: a port does not', async () => {
      await using _listening = await listen('tcp,0.0.0.0,80')
      const well = await ask('-H', '192.0.2.11', '-p', '80')
      expect(well.sentence).toMatch(/^192\.0\.2\.11 rta [\d.]+ ms, loss 0 %, port 80 open$/)
      expect(well.state).toBe('OK')
      const closed = await ask('-H', '192.0.2.11', '-p', '80', '-p', '81')
      expect(closed).toMatchObject({ state: 'CRITICAL', sentence: '192.0.2.11:81 connection refused' })
    })

    test('critical: a host that is away is one fault', async () => {
      const { state, sentence } = await ask('-H', '192.0.2.99', '-p', '80', '-p', '443', '-t', '8')
      expect(state).toBe('CRITICAL')
      expect(sentence).toMatch(/^192\.0\.2\.99 /)
      expect(sentence).not.toContain('more)')
    })
  })
})

/** The output, read back as a monitoring daemon does. */
function read(run: Run): Output {
  expect(run).toMatchObject({ signal: null, stderr: '' })
  const output = parseOutput(run.stdout)
  expect(run.exitCode).toBe(['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'].indexOf(output.state))
  return output
}
