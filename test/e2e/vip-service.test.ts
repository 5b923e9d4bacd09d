import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startBalancer } from '../support/balancer.ts'
import { runBinary } from '../support/binary.ts'
import { makeCertificates } from '../support/certificates.ts'
import { type Site, startSite } from '../support/http-server.ts'
import { need } from '../support/need.ts'
import { type Output, parseOutput } from '../support/output.ts'
import { type Behaviour, behaviours, findRefusingPort, say, startTcp } from '../support/tcp-server.ts'
import { makeFolder } from '../support/temporary.ts'
import { loseFirst, makeWire, nft, setResolver, startWebIn, type Wire } from '../support/wire.ts'

/** `CRITICAL 2: 127.0.0.1:80 connection refused`, after what every run must keep to. */
async function check(
  argv: readonly string[],
  options: Parameters<typeof runBinary>[2] = {},
): Promise<Output & { readonly verdict: string }> {
  const run = await runBinary('check_vip_service', argv, options)
  expect({ stderr: run.stderr, signal: run.signal }).toEqual({ stderr: '', signal: null })
  const output = parseOutput(run.stdout)
  return { ...output, verdict: `${output.state} ${run.exitCode}: ${output.sentence}` }
}

const on = ({ host, port }: { host: string; port: number }) => ['-H', host, '-p', String(port)]
/** Of a server only where it is: a site has more to it than can be copied. */
const toBackend = ({ host, port }: { host: string; port: number }) => ({ host, port })
const measured = (output: Output, label: string) => output.perfdata.find(each => each.label === label)?.value

need('binaries')('on this host', () => {
  const certificates = makeCertificates()
  const folder = makeFolder()
  const { authority, client } = certificates
  const trust = ['-S', '--ca-cert', authority.certFile]
  let site: Site
  let secure: Site
  beforeAll(async () => {
    site = await startSite()
    secure = await startSite({ tls: { identity: certificates.valid } })
  })
  afterAll(async () => {
    certificates.remove()
    folder[Symbol.dispose]()
    await site.close()
    await secure.close()
  })

  describe('a page', () => {
    test.each<[string, string[], RegExp]>([
      ['/', [], /^OK 0: 127\.0\.0\.1:\d+ 200 OK in \d\.\d{3} s, 74 bytes$/],
      ['/status/404', [], /^WARNING 1: \S+ answers 404 Not Found, wanted a status below 400$/],
      ['/status/503', [], /^CRITICAL 2: \S+ answers 503 Service Unavailable, wanted a status below 400$/],
      ['/status/503', ['--state', 'status=warning'], /^WARNING 1: \S+ answers 503/],
      ['/status/404', ['-e', '404'], /^OK 0: /],
      [
        '/',
        ['-s', 'Welcome', '-R', 'WELCOME.*[[:digit:]]+ items', '-d', 'content-type: text/html'],
        /^OK 0: /,
      ],
      ['/', ['-s', 'closed'], /^CRITICAL 2: \S+ has no 'closed' in its page$/],
      ['/', ['-r', '^Shop'], /^CRITICAL 2: \S+ has a page that does not match '\^Shop'$/],
      ['/', ['-m', '1000'], /^WARNING 1: \S+ has a page of 74 bytes, wanted at least 1000 bytes$/],
      ['/gzip', ['-s', 'Welcome'], /^OK 0: /],
      ['/brotli', ['-s', 'Welcome'], /^OK 0: /],
      [
        '/gzip-bomb',
        ['-s', 'x', '--max-body', '100000'],
        /^UNKNOWN 3: \S+ has no 'x' in its page as far as it was read/,
      ],
      ['/endless', [], /^OK 0: \S+ 200 OK in .* s, more than \d+ bytes$/],
      ['/age/7200', ['-M', '1h'], /^CRITICAL 2: \S+ has a page 7200 s old, wanted at most 3600 s$/],
      [
        '/slow-first-byte/400',
        ['-w', '0.3'],
        /^WARNING 1: \S+ answers in \d\.\d{3} s, wanted at most 0\.3 s$/,
      ],
      ['/silent', ['-t', '0.5'], /^CRITICAL 2: \S+ no answer in 0\.5 s$/],
      ['/slow-body', ['-t', '0.5'], /^CRITICAL 2: \S+ the body was not complete in 0\.5 s, \d+ bytes came$/],
      [
        '/broken/close-in-body',
        [],
        /^CRITICAL 2: \S+ connection closed by the peer after 10 bytes of the body$/,
      ],
      ['/broken/garbage', [], /^CRITICAL 2: \S+ the answer is not HTTP/],
      [
        '/broken/status-markup',
        [],
        /^CRITICAL 2: \S+ answers 503 down¦load=99 ‹b›now‹\/b›, wanted a status below 400$/,
      ],
      [
        '/broken/status-nul',
        [],
        /^CRITICAL 2: \S+ answers 500 a\\x00b\\x1b\[31m, wanted a status below 400$/,
      ],
      [
        '/broken/status-not-utf8',
        [],
        /^CRITICAL 2: \S+ answers 500 \ufffd\ufffd\(, wanted a status below 400$/,
      ],
      [
        '/broken/header-markup',
        ['-f', 'critical'],
        /^CRITICAL 2: \S+ redirects to '\/a¦b=1‹script›', wanted no redirect$/,
      ],
      ['/markup', ['-vvv', '-B'], /^OK 0: /],
      ['/not-utf8', ['-vvv', '-B', '-s', 'Welcome'], /^OK 0: /],
      ['/broken/header-not-utf8', ['-vvv'], /^OK 0: /],
      ['/redirect/chain/3', ['-f', 'follow'], /^OK 0: .*, after 3 redirects to http:\/\/127\.0\.0\.1:\d+\/$/],
      ['/redirect/loop', ['-f', 'follow'], /^CRITICAL 2: \S+ redirects go in a circle/],
      ['/basic', ['-a', 'monitor:s3cret'], /^OK 0: /],
      ['/echo', ['-P', 'a=1', '-s', '"body":"a=1"', '-s', '"method":"POST"'], /^OK 0: /],
      ['/', ['-j', 'HEAD'], /^OK 0: \S+ 200 OK in .* s, no bytes$/],
    ])('%s with %j: %s', async (path, argv, verdict) => {
      expect((await check([...on(site), '-u', path, ...argv])).verdict).toMatch(verdict)
    })

    test('critical: refused, with the time unknown', async () => {
      const port = await findRefusingPort()
      const output = await check(on({ host: '127.0.0.1', port }))
      expect(output.verdict).toBe(`CRITICAL 2: 127.0.0.1:${port} connection refused`)
      expect(output.perfdata).toMatchObject([{ label: 'time', value: undefined, max: 10 }])
    })

    test('unknown: nothing is asked without the credentials', async () => {
      const file = `${folder.path}/none`
      const { verdict } = await check([...on(site), '--auth-file', file])
      expect(verdict).toBe(`UNKNOWN 3: ${site.endpoint} was not asked: there is no file '${file}'`)
    })

    test('the credentials of a file and of the environment arrive', async () => {
      const file = folder.write('auth', 'monitor:s3cret\n', 0o600)
      expect((await check([...on(site), '-u', '/basic', '--auth-file', file])).state).toBe('OK')
      const env = { VIP_TOKEN: 't0ken' }
      expect((await check([...on(site), '-u', '/bearer', '--bearer-env', 'VIP_TOKEN'], { env })).state).toBe(
        'OK',
      )
    })

    test('JSON holds the rule and the exit code', async () => {
      const run = await runBinary('check_vip_service', [...on(site), '-u', '/status/503', '--output', 'json'])
      expect(JSON.parse(run.stdout)).toMatchObject({
        check: 'check_vip_service',
        state: 'CRITICAL',
        exitCode: 2,
        finding: { rule: 'status' },
      })
      expect(run.exitCode).toBe(2)
    })
  })

  describe('a page over TLS', () => {
    test.each<[string, string[], RegExp]>([
      ['the right CA', trust, /^OK 0: /],
      [
        'no CA',
        ['-S'],
        /^CRITICAL 2: \S+ certificate 'localhost' is signed by an issuer not trusted here, 'Test authority'$/,
      ],
      ['no verification', ['-S', '--no-verify'], /^OK 0: /],
      [
        'another name',
        [...trust, '-I', '127.0.0.1', '-H', 'www.example.com'],
        /^CRITICAL 2: www\.example\.com at \S+ certificate is for 'localhost, .*', not for www\.example\.com$/,
      ],
      [
        'enough days',
        ['--ca-cert', authority.certFile, '-C', '30,14'],
        /^OK 0: \S+ certificate 'localhost' expires in 364 days, on /,
      ],
      [
        'too few days',
        ['--ca-cert', authority.certFile, '-C', '400,14'],
        /^WARNING 1: .*wanted at least 400$/,
      ],
      ['TLS 1.3 only', [...trust.slice(1), '-S1.3'], /^OK 0: /],
    ])('%s: %s', async (_, argv, verdict) => {
      const where = argv.includes('-I') ? ['-p', String(secure.port)] : on(secure)
      expect((await check([...where, ...argv])).verdict).toMatch(verdict)
    })

    test.each(['expired', 'notYetValid', 'selfSigned', 'wrongName'] as const)('critical: %s', async name => {
      await using server = await startSite({ tls: { identity: certificates[name] } })
      expect((await check([...on(server), ...trust])).verdict).toMatch(/^CRITICAL 2: \S+ certificate /)
      expect(server.seen).toEqual([])
    })

    test('a client certificate', async () => {
      const tls = { identity: certificates.valid, clientAuthority: authority }
      await using server = await startSite({ tls })
      expect((await check([...on(server), ...trust])).verdict).toMatch(/^CRITICAL 2: /)
      const own = ['-J', client.certFile, '-K', client.keyFile]
      expect((await check([...on(server), ...trust, ...own])).verdict).toMatch(/^OK 0: /)
      const wrong = ['-J', client.certFile, '-K', certificates.valid.keyFile]
      expect((await check([...on(server), ...trust, ...wrong])).verdict).toMatch(
        /^UNKNOWN 3: .* is not usable: /,
      )
    })

    test('critical: TLS where there is none, and none where there is', async () => {
      await using plain = await startTcp(behaviours.banner)
      expect((await check([...on(plain), ...trust])).verdict).toMatch(
        /^CRITICAL 2: \S+ the answer is not TLS$/,
      )
      expect((await check(on(secure))).verdict).toMatch(/^CRITICAL 2: /)
    })
  })

  describe('TCP', () => {
    test.each<[keyof typeof behaviours, string[], RegExp]>([
      [
        'banner',
        ['-e', '220', '-q', 'QUIT'],
        /^OK 0: \S+ answers in \d\.\d{3} s, '220 vip\.example\.com ESMTP ready'$/,
      ],
      ['banner', [], /^OK 0: \S+ connected in \d\.\d{3} s$/],
      [
        'banner',
        ['-e', '421', '-t', '1'],
        /^WARNING 1: \S+ answers '220 vip\.example\.com ESMTP ready', wanted '421'$/,
      ],
      ['banner', ['-e', '421', '-M', 'crit', '-t', '1'], /^CRITICAL 2: /],
      ['bannerWithPipe', ['-e', '220'], /^OK 0: .* '220 hello¦load=99 ESMTP'$/],
      ['bannerWithNul', ['-e', '220'], /^OK 0: .* '220 hel\\x00lo'$/],
      ['bannerWithMarkup', ['-e', '220', '-vvv'], /^OK 0: .*‹script›alert\(1\)‹\/script› \\x1b\[31mred/],
      ['bannerNotUtf8', ['-e', '220', '-vvv'], /^OK 0: .*'220 \ufffd\ufffd\ufffd\('$/],
      ['echo', ['-E', '-s', 'PING\\r\\n', '-e', 'PING'], /^OK 0: /],
      ['silent', ['-e', '220', '-t', '0.5'], /^CRITICAL 2: \S+ no answer in 0\.5 s$/],
      ['closesAtOnce', ['-e', '220'], /^CRITICAL 2: \S+ connection closed without a word$/],
      ['endless', ['-e', '220'], /^WARNING 1: /],
    ])('%s with %j: %s', async (name, argv, verdict) => {
      await using server = await startTcp(behaviours[name])
      expect((await check(['--tcp', ...on(server), ...argv])).verdict).toMatch(verdict)
    })

    test.each([
      ['crit', 'CRITICAL 2'],
      ['warn', 'WARNING 1'],
      ['ok', 'OK 0'],
    ])('refused, -r %s: %s', async (word, verdict) => {
      const port = await findRefusingPort()
      const output = await check(['--tcp', ...on({ host: '127.0.0.1', port }), '-r', word])
      expect(output.verdict).toBe(`${verdict}: 127.0.0.1:${port} connection refused`)
    })

    test('the days of a certificate', async () => {
      await using server = await startTcp(behaviours.banner, { tls: { identity: certificates.expiring } })
      const argv = ['--tcp', ...on(server), '--ca-cert', authority.certFile, '-e', '220', '-D']
      expect((await check([...argv, '3'])).verdict).toMatch(/^OK 0: /)
      expect((await check([...argv, '30,3'])).verdict).toMatch(
        /^WARNING 1: .* expires in 5 days, on .*, wanted at least 30$/,
      )
    })
  })

  describe('eight connections through a balancer, one of four real servers is broken', () => {
    const raw =
      (head: string, body: string): Behaviour =>
      socket => {
        socket.once('data', () =>
          socket.end(`HTTP/1.1 ${head}\r\nContent-Length: ${body.length}\r\n\r\n${body}`),
        )
      }
    const late: Behaviour = socket => {
      const timer = setTimeout(() => raw('200 OK', 'Welcome')(socket), 2_000)
      socket.once('close', () => clearTimeout(timer))
    }
    test.each<[string, Behaviour | undefined, string]>([
      ['503', raw('503 Busy', 'Welcome'), '2 x 503 Busy'],
      ['a wrong page', raw('200 OK', 'It works!'), '2 x wrong page'],
      ['slow', late, '2 x too slow'],
      ['hangs', behaviours.silent, '2 x no answer in 4 s'],
      ['refuses', undefined, '2 x connection reset by the peer'],
    ])('critical: %s', async (_, behaviour, reason) => {
      await using one = await startSite()
      await using two = await startSite()
      await using three = await startSite()
      await using four = await startTcp(behaviour ?? say(''))
      if (behaviour === undefined) await four.close()
      await using vip = await startBalancer([one, two, three, four].map(toBackend))
      const output = await check([...on(vip), '--connections', '8', '-s', 'Welcome', '-c', '1.5', '-t', '4'])
      // Whether a reset meets a connection before or after its request is up to the kernel, for each of them.
      const verdict = output.verdict
        .replaceAll(' before an answer came', '')
        .replace(/1 x ([^,]+), 1 x \1(?=,)/, '2 x $1')
      expect(verdict).toBe(
        `CRITICAL 2: ${vip.endpoint} fails on 2 of 8 connections (25 %): ${reason}, wanted at most 20 %`,
      )
      expect(measured(output, 'failed')).toBe(25)
      expect(measured(output, 'connections')).toBe(8)
      expect(vip.connections).toBe(8)
    })

    test('ok: all four are well', async () => {
      await using vip = await startBalancer(Array(4).fill(toBackend(site)))
      const output = await check([...on(vip), '--connections', '8'])
      expect(output.verdict).toMatch(/^OK 0: \S+ answers on all 8 connections, in \d\.\d{3} s \(median\)$/)
      expect(measured(output, 'failed')).toBe(0)
    })

    test('TCP: a quarter without a banner', async () => {
      await using good = await startTcp(behaviours.banner)
      await using bad = await startTcp(behaviours.closesAtOnce)
      await using vip = await startBalancer([good, good, good, bad].map(toBackend))
      const output = await check(['--tcp', ...on(vip), '--connections', '8', '-e', '220'])
      expect(output.verdict).toMatch(/^CRITICAL 2: \S+ fails on 2 of 8 connections \(25 %\): 2 x /)
    })
  })

  describe('which half is broken', () => {
    const direct = (...servers: readonly { endpoint: string }[]) =>
      servers.flatMap(each => ['--realserver', each.endpoint])

    test('warning: VIP ok, one of three real servers fails', async () => {
      await using other = await startSite()
      const dead = { endpoint: `127.0.0.1:${await findRefusingPort()}` }
      const output = await check([...on(site), ...direct(site, dead, other)])
      expect(output.verdict).toBe(
        `WARNING 1: VIP ${site.endpoint} ok, 1 of 3 real servers fails: ${dead.endpoint} connection refused`,
      )
      expect(output.perfdata.map(each => each.label)).toEqual([
        'time',
        'size',
        `${site.endpoint}_time`,
        `${dead.endpoint}_time`,
        `${other.endpoint}_time`,
      ])
    })

    test('critical: all real servers answer, the VIP does not', async () => {
      await using vip = await startTcp(behaviours.resets)
      await using other = await startSite()
      const output = await check([...on(vip), ...direct(site, other)])
      expect(output.verdict).toMatch(
        /^CRITICAL 2: (?:all 2|both) real servers answer, the VIP does not: .*: look at the director$/,
      )
      expect(output.more[0]).toMatch(/^hint: On the director: ip addr show to 127\.0\.0\.1; ipvsadm -Ln/)
    })

    test('ok: both', async () => {
      const output = await check([...on(site), ...direct(site)])
      expect(output.verdict).toMatch(/^OK 0: .*, and the real server answers directly$/)
    })
  })
})

need(
  'binaries',
  'root',
  'netns',
  'nft',
  'tc',
)('over a wire', () => {
  let wire: Wire
  let web: AsyncDisposable
  beforeAll(async () => {
    wire = makeWire()
    web = await startWebIn(wire.there, 80)
    nft(wire.there, 'input', 'tcp dport 81 reject with tcp reset')
    nft(wire.there, 'input', 'tcp dport 82 reject with icmpx type admin-prohibited')
    nft(wire.there, 'input', 'tcp dport 83 drop')
    for (const [kind, last] of [
      ['unreachable', '1'],
      ['prohibit', '2'],
      ['blackhole', '3'],
    ] as const) {
      wire.there.ip('route', 'add', kind, `198.51.100.${last}`)
      wire.there.ip('route', 'add', kind, `2001:db8:1::${last}`)
      wire.here.ip('route', 'add', kind, `203.0.113.${last}`)
    }
  })
  afterAll(async () => {
    await web[Symbol.asyncDispose]()
    wire[Symbol.dispose]()
  })
  const from = (...argv: readonly string[]) => check(argv, { netns: wire.here.name })

  test.each<[string, string[], string | RegExp]>([
    ['ok: a VIP', ['-H', '192.0.2.10', '-s', 'Welcome'], /^OK 0: 192\.0\.2\.10:80 200 OK in /],
    ['ok: a VIP over IPv6', ['-H', '2001:db8::10', '-s', 'Welcome'], /^OK 0: \[2001:db8::10\]:80 200 OK in /],
    [
      'critical: refused by a firewall',
      ['-H', '192.0.2.10', '-p', '81'],
      'CRITICAL 2: 192.0.2.10:81 connection refused',
    ],
    [
      'critical: refused over IPv6',
      ['-H', '2001:db8::10', '-p', '81'],
      'CRITICAL 2: [2001:db8::10]:81 connection refused',
    ],
    [
      'critical: prohibited by the server',
      ['-H', '192.0.2.10', '-p', '82'],
      'CRITICAL 2: 192.0.2.10:82 no route to host',
    ],
    [
      'critical: prohibited by the server, IPv6',
      ['-H', '2001:db8::10', '-p', '82'],
      'CRITICAL 2: [2001:db8::10]:82 forbidden by a router or firewall on the way',
    ],
    [
      'critical: dropped by the server',
      ['-H', '192.0.2.10', '-p', '83', '-t', '1.5'],
      'CRITICAL 2: 192.0.2.10:83 no answer in 1.5 s',
    ],
    [
      'critical: a router says unreachable',
      ['-H', '198.51.100.1'],
      'CRITICAL 2: 198.51.100.1:80 no route to host',
    ],
    [
      'critical: a router says unreachable, IPv6',
      ['-H', '2001:db8:1::1'],
      'CRITICAL 2: [2001:db8:1::1]:80 a router has no route there',
    ],
    [
      'critical: a router prohibits it',
      ['-H', '198.51.100.2'],
      'CRITICAL 2: 198.51.100.2:80 no route to host',
    ],
    [
      'critical: a router prohibits it, IPv6',
      ['-H', '2001:db8:1::2'],
      'CRITICAL 2: [2001:db8:1::2]:80 forbidden by a router or firewall on the way',
    ],
    [
      'critical: a black hole',
      ['-H', '198.51.100.3', '-t', '1.5'],
      'CRITICAL 2: 198.51.100.3:80 no answer in 1.5 s',
    ],
    [
      'critical: no route at all',
      ['-H', '203.0.113.9'],
      'CRITICAL 2: 203.0.113.9:80 network unreachable, this host has no route there',
    ],
    [
      'unknown: a route of this host prohibits it',
      ['-H', '203.0.113.2'],
      /^UNKNOWN 3: 203\.0\.113\.2:80 connecting is forbidden on this host/,
    ],
    [
      'unknown: a route of this host is a black hole',
      ['-H', '203.0.113.3'],
      /^UNKNOWN 3: 203\.0\.113\.3:80 this host cannot connect to that address \(a blackhole route/,
    ],
  ])('%s', async (_, argv, verdict) => {
    const output = await from(...argv)
    if (typeof verdict === 'string') expect(output.verdict).toBe(verdict)
    else expect(output.verdict).toMatch(verdict)
  })

  test('unknown: a firewall of this host drops what we send', async () => {
    nft(wire.here, 'output', 'ip daddr 192.0.2.10 tcp dport 84 drop')
    const output = await from('-H', '192.0.2.10', '-p', '84', '-t', '2')
    expect(output.verdict).toMatch(
      /^UNKNOWN 3: 192\.0\.2\.10:84 no answer in 2 s, but this host dropped packets of its own/,
    )
    expect(output.more[0]).toMatch(/^hint: See what is dropped here: nft list ruleset/)
  })

  test.each([
    ['-w', '0.5', 'WARNING'],
    ['-c', '0.5', 'CRITICAL'],
    ['-c', '5', 'OK'],
  ])('a first packet that is lost costs a second: %s %s is %s', async (option, seconds, state) => {
    using _loss = loseFirst(wire.there, 80)
    expect(await from('-H', '192.0.2.10', option, seconds)).toMatchObject({ state })
  })

  test.each([
    ['HTTP', ['-H', 'vip.example.com']],
    ['TCP', ['--tcp', '-H', 'vip.example.com', '-p', '80']],
    ['many connections', ['-H', 'vip.example.com', '--connections', '9']],
  ])(
    'unknown: a dead name server, and the process is gone before the resolver gives up: %s',
    async (_, argv) => {
      // Its thread would hold the exit for 30 s, which is longer than a run of these tests may take.
      using _resolver = setResolver(wire.here, 'nameserver 198.51.100.3\noptions timeout:30 attempts:1\n')
      const output = await from(...argv, '-t', '0.5')
      expect(output.verdict).toMatch(/^UNKNOWN 3: vip\.example\.com:80 name not resolved in 0\.5 s$/)
    },
  )

  test('unknown: a name server that refuses', async () => {
    using _resolver = setResolver(wire.here, 'nameserver 192.0.2.10\n')
    expect((await from('-H', 'vip.example.com')).verdict).toMatch(
      /^UNKNOWN 3: vip\.example\.com:80 name servers do not answer \(EAI_AGAIN\)$/,
    )
  })
})
