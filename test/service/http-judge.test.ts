import { describe, expect, test } from 'vitest'
import { metricsOf } from '../../lib/core/finding.ts'
import { formatMetric } from '../../lib/core/metric.ts'
import type { ConnectionFacts, TlsFacts } from '../../lib/probe/connection.ts'
import { type FailureKind, failureKinds } from '../../lib/probe/outcome.ts'
import type { HttpAttempt, HttpFacts } from '../../lib/service/http-gather.ts'
import { judgeHttp } from '../../lib/service/http-judge.ts'
import { check, judgeHttpService, judgeTcpService } from '../../plugins/check_vip_service.ts'
import { httpGiven, rulesOf, tcpGiven } from '../support/vip-service.ts'

const endpoint = '192.0.2.10:80'
const connection: ConnectionFacts = { address: '192.0.2.10', port: 80, connectMs: 10 }
const nothing = { headers: [], strings: [], notStrings: [] }

/** An answer as a healthy server gives it, but for what is said. */
function answer(more: Partial<HttpAttempt> = {}): HttpAttempt {
  return {
    endpoint,
    hops: [],
    connection,
    status: 200,
    statusLine: 'HTTP/1.1 200 OK',
    headers: [],
    bodyBytes: 74,
    bodyCut: false,
    searched: nothing,
    firstByteMs: 90,
    totalMs: 100,
    ...more,
  }
}

function status(code: number, reason: string, more: Partial<HttpAttempt> = {}): HttpAttempt {
  return answer({ status: code, statusLine: `HTTP/1.1 ${code} ${reason}`.trimEnd(), ...more })
}

function trouble(kind: FailureKind, text: string, more: Partial<HttpAttempt> = {}): HttpAttempt {
  return { endpoint, hops: [], trouble: { kind, text }, ...more }
}

function secured(daysLeft: number): ConnectionFacts {
  const tls: TlsFacts = {
    version: 'TLSv1.3',
    cipher: 'TLS_AES_256_GCM_SHA384',
    subject: 'www.example.com',
    issuer: 'Example CA',
    names: ['www.example.com'],
    validFrom: '2026-01-01T00:00:00Z',
    validTo: '2026-12-01T00:00:00Z',
    daysLeft,
  }
  return { ...connection, tlsMs: 20, tls }
}

function say(attempt: HttpAttempt, argv: readonly string[] = []): string {
  const { finding } = judgeHttp(attempt, httpGiven('-I', '192.0.2.10', ...argv))
  const texts = finding.kind === 'group' ? finding.children.map(each => each.text) : [finding.text]
  return `${finding.state}: ${texts.join(' / ')}`
}

describe('status', () => {
  test.each<[string, HttpAttempt, string[], string]>([
    ['ok: 200', answer(), [], `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes`],
    ['ok: 302, by default', status(302, 'Found'), [], `OK: ${endpoint} 302 Found in 0.100 s, 74 bytes`],
    [
      'warning: 404',
      status(404, 'Not Found'),
      [],
      `WARNING: ${endpoint} answers 404 Not Found, wanted a status below 400`,
    ],
    [
      'critical: 503',
      status(503, 'Busy'),
      [],
      `CRITICAL: ${endpoint} answers 503 Busy, wanted a status below 400`,
    ],
    ['critical: 999', status(999, ''), [], `CRITICAL: ${endpoint} answers 999, wanted a status below 400`],
    [
      'ok: 404 is wanted',
      status(404, 'Not Found'),
      ['-e', '404'],
      `OK: ${endpoint} 404 Not Found in 0.100 s, 74 bytes`,
    ],
    [
      'ok: one of two',
      status(401, 'Who'),
      ['-e', '200,401 Who'],
      `OK: ${endpoint} 401 Who in 0.100 s, 74 bytes`,
    ],
    [
      'critical: 200 is not wanted',
      answer(),
      ['-e', '404,410'],
      `CRITICAL: ${endpoint} answers 200 OK, wanted '404' or '410'`,
    ],
    [
      'critical: HTTP/1.0 is wanted',
      answer(),
      ['-e', 'HTTP/1.0'],
      `CRITICAL: ${endpoint} answers 200 OK, wanted 'HTTP/1.0'`,
    ],
    [
      'critical: markup in the status line stays text',
      status(500, 'a|b=1 <b>\0'),
      ['-e', '200'],
      `CRITICAL: ${endpoint} answers 500 a|b=1 <b>\0, wanted '200'`,
    ],
  ])('%s', (_, attempt, argv, text) => {
    expect(say(attempt, argv)).toBe(text)
  })
})

describe('names', () => {
  test('the name a user asks by comes first', () => {
    const { finding } = judgeHttp(answer(), httpGiven('-I', '192.0.2.10', '-H', 'www.example.com'))
    expect(finding.text).toBe(`www.example.com at ${endpoint} 200 OK in 0.100 s, 74 bytes`)
  })

  test('an address is not said twice', () => {
    const v6 = answer({ endpoint: '[2001:db8::10]:80' })
    expect(judgeHttp(v6, httpGiven('-H', '2001:db8::10')).finding.text).toMatch(/^\[2001:db8::10\]:80 200 OK/)
  })
})

describe('redirects', () => {
  const moved = status(301, 'Moved', { headers: [['location', '/a|b']] })
  test.each<[string, HttpAttempt, string[], string]>([
    [
      'warning: -f warning',
      moved,
      ['-f', 'warning'],
      `WARNING: ${endpoint} redirects to '/a¦b', wanted no redirect`,
    ],
    [
      'critical: -f critical',
      moved,
      ['-f', 'critical'],
      `CRITICAL: ${endpoint} redirects to '/a¦b', wanted no redirect`,
    ],
    ['ok: -f ok', moved, ['-f', 'ok'], `OK: ${endpoint} 301 Moved in 0.100 s, 74 bytes`],
    [
      'ok: 304 is none',
      status(304, 'Not Modified'),
      ['-f', 'critical'],
      `OK: ${endpoint} 304 Not Modified in 0.100 s, 74 bytes`,
    ],
    [
      'ok: it is wanted',
      moved,
      ['-f', 'critical', '-e', '301'],
      `OK: ${endpoint} 301 Moved in 0.100 s, 74 bytes`,
    ],
    [
      'critical: it leads nowhere',
      status(302, 'Found'),
      ['-f', 'follow'],
      `CRITICAL: ${endpoint} answers 302 Found without saying where to`,
    ],
    [
      'critical: in a circle',
      status(302, 'Found', { redirectProblem: 'redirects go in a circle, back to http://x/' }),
      ['-f', 'follow'],
      `CRITICAL: ${endpoint} redirects go in a circle, back to http://x/`,
    ],
    [
      'ok: followed, and said so',
      answer({ hops: [{ status: 301, to: 'https://www.example.com/' }] }),
      ['-f', 'follow'],
      `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes, after 1 redirect to https://www.example.com/`,
    ],
  ])('%s', (_, attempt, argv, text) => {
    expect(say(attempt, argv)).toBe(text)
  })
})

describe('content', () => {
  const found = (text: string, is: boolean) => [{ text, found: is }]
  const undecided = 'as far as it was read, 4194304 bytes, see --max-body'
  test.each<[string, Partial<HttpAttempt>, string[], string]>([
    [
      'critical: a text is missing',
      { searched: { ...nothing, strings: found('shop', false) } },
      [],
      `CRITICAL: ${endpoint} has no 'shop' in its page`,
    ],
    [
      'ok: it is there',
      { searched: { ...nothing, strings: found('shop', true) } },
      [],
      `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes`,
    ],
    [
      'unknown: it may be in the part that was not read',
      { bodyCut: true, searched: { ...nothing, strings: found('shop', false) } },
      [],
      `UNKNOWN: ${endpoint} has no 'shop' in its page ${undecided}`,
    ],
    [
      'critical: an unwanted text',
      { searched: { ...nothing, notStrings: found('closed', true) } },
      [],
      `CRITICAL: ${endpoint} has 'closed' in its page`,
    ],
    [
      'critical: a header is missing',
      { searched: { ...nothing, headers: found('x-node', false) } },
      [],
      `CRITICAL: ${endpoint} has no header with 'x-node'`,
    ],
    [
      'critical: no match',
      { searched: { ...nothing, pattern: { text: '[0-9]', found: false } } },
      ['-r', '[0-9]'],
      `CRITICAL: ${endpoint} has a page that does not match '[0-9]'`,
    ],
    [
      'critical: a match that was not wanted',
      { searched: { ...nothing, pattern: { text: '[0-9]', found: true } } },
      ['-r', '[0-9]', '--invert-regex'],
      `CRITICAL: ${endpoint} has a page that matches '[0-9]', wanted no match`,
    ],
    [
      'ok: no match, as wanted',
      { searched: { ...nothing, pattern: { text: '[0-9]', found: false } } },
      ['-r', '[0-9]', '--invert-regex'],
      `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes`,
    ],
    [
      'unknown: the pattern took too long',
      {
        searched: {
          ...nothing,
          pattern: { text: '(a+)+', found: false, problem: 'could not be tried in 50 ms' },
        },
      },
      ['-r', '(a+)+'],
      `UNKNOWN: ${endpoint} was not searched: could not be tried in 50 ms`,
    ],
    [
      'critical: a body that cannot be unpacked cannot be searched',
      { decodeProblem: 'the body is not valid gzip', searched: { ...nothing, strings: found('shop', true) } },
      [],
      `CRITICAL: ${endpoint} cannot be read: the body is not valid gzip`,
    ],
    [
      'ok: and nobody minds where nothing is searched',
      { decodeProblem: 'the body is not valid gzip' },
      [],
      `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes`,
    ],
    [
      'critical: two things are missing',
      { searched: { ...nothing, strings: found('shop', false), notStrings: found('closed', true) } },
      [],
      `CRITICAL: ${endpoint} has no 'shop' in its page / ${endpoint} has 'closed' in its page`,
    ],
  ])('%s', (_, more, argv, text) => {
    expect(say(answer(more), argv)).toBe(text)
  })
})

describe('size, age and time', () => {
  const dated = (modified: string, date = 'Sun, 06 Nov 1994 08:49:37 GMT') =>
    answer({
      headers: [
        ['last-modified', modified],
        ['date', date],
      ],
    })
  test.each<[string, HttpAttempt, string[], string]>([
    [
      'warning: too small',
      answer(),
      ['-m', '100'],
      `WARNING: ${endpoint} has a page of 74 bytes, wanted at least 100 bytes`,
    ],
    [
      'warning: too large',
      answer(),
      ['-m', '1:50'],
      `WARNING: ${endpoint} has a page of 74 bytes, wanted between 1 and 50 bytes`,
    ],
    ['ok: just right', answer(), ['-m', '74:74'], `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes`],
    [
      'ok: young',
      dated('Sun, 06 Nov 1994 08:39:37 GMT'),
      ['-M', '10m'],
      `OK: ${endpoint} 200 OK in 0.100 s, 74 bytes`,
    ],
    [
      'critical: old',
      dated('Sun, 06 Nov 1994 07:49:37 GMT'),
      ['-M', '10m'],
      `CRITICAL: ${endpoint} has a page 3600 s old, wanted at most 600 s`,
    ],
    [
      'critical: from the future',
      dated('Sun, 06 Nov 1994 08:50:37 GMT'),
      ['-M', '10m'],
      `CRITICAL: ${endpoint} says its page was modified 60 s in the future`,
    ],
    [
      'critical: no date',
      answer(),
      ['-M', '10m'],
      `CRITICAL: ${endpoint} does not say how old its page is, it has no usable Last-Modified header`,
    ],
    [
      'critical: a date that is none',
      dated('Sun, 06 Nov 1994 08:39:37 GMT', 'today'),
      ['-M', '10m'],
      `CRITICAL: ${endpoint} does not say how old its page is, it has no usable Date header`,
    ],
    [
      'warning: slow',
      answer({ totalMs: 2_500 }),
      ['-w', '2', '-c', '5'],
      `WARNING: ${endpoint} answers in 2.500 s, wanted at most 2 s`,
    ],
    [
      'critical: too slow',
      answer({ totalMs: 6_000 }),
      ['-w', '2', '-c', '5'],
      `CRITICAL: ${endpoint} answers in 6.000 s, wanted at most 5 s`,
    ],
    [
      'warning: suspiciously fast',
      answer({ totalMs: 1 }),
      ['-w', '0.01:'],
      `WARNING: ${endpoint} answers in 0.001 s, wanted at least 0.01 s`,
    ],
    [
      'critical: a slow 503 is both',
      status(503, 'Busy', { totalMs: 2_500 }),
      ['-w', '2'],
      `CRITICAL: ${endpoint} answers 503 Busy, wanted a status below 400 / ${endpoint} answers in 2.500 s, wanted at most 2 s`,
    ],
  ])('%s', (_, attempt, argv, text) => {
    expect(say(attempt, argv)).toBe(text)
  })
})

describe('certificates', () => {
  const name = `${endpoint} certificate 'www.example.com'`
  const asks = ['-C', '30,14']
  test.each<[string, HttpAttempt, string[], string]>([
    [
      'ok: 40 days',
      answer({ connection: secured(40.5) }),
      asks,
      `OK: ${name} expires in 40 days, on 2026-12-01T00:00:00Z`,
    ],
    [
      'warning: 20 days',
      answer({ connection: secured(20.5) }),
      asks,
      `WARNING: ${name} expires in 20 days, on 2026-12-01T00:00:00Z, wanted at least 30`,
    ],
    [
      'critical: 10 days',
      answer({ connection: secured(10.5) }),
      asks,
      `CRITICAL: ${name} expires in 10 days, on 2026-12-01T00:00:00Z, wanted at least 14`,
    ],
    [
      'warning: an hour, and no second number',
      answer({ connection: secured(0.05) }),
      ['-C', '30'],
      `WARNING: ${name} expires in 1 hour, on 2026-12-01T00:00:00Z, wanted at least 30`,
    ],
    [
      'critical: expired, and nobody verified',
      answer({ connection: secured(-3.5) }),
      ['-C', '30', '--no-verify'],
      `CRITICAL: ${name} expired 3 days ago, on 2026-12-01T00:00:00Z`,
    ],
    [
      'critical: expired is not said twice',
      trouble('untrusted', 'certificate expired', { connection: secured(-3.5) }),
      asks,
      `CRITICAL: ${name} expired 3 days ago, on 2026-12-01T00:00:00Z`,
    ],
    [
      'critical: untrusted, whatever its days',
      trouble('untrusted', 'certificate is self-signed', { connection: secured(40.5) }),
      asks,
      `CRITICAL: ${endpoint} certificate is self-signed`,
    ],
    [
      'critical: untrusted and short',
      trouble('untrusted', 'certificate is self-signed', { connection: secured(20.5) }),
      asks,
      `CRITICAL: ${endpoint} certificate is self-signed / ${name} expires in 20 days, on 2026-12-01T00:00:00Z, wanted at least 30`,
    ],
    [
      'critical: no connection, no certificate',
      trouble('refused', 'connection refused'),
      asks,
      `CRITICAL: ${endpoint} connection refused`,
    ],
    [
      'critical: a good certificate does not excuse the page',
      status(503, 'Busy', { connection: secured(40.5) }),
      [...asks, '--continue-after-certificate'],
      `CRITICAL: ${endpoint} answers 503 Busy, wanted a status below 400`,
    ],
    [
      'warning: a good page does not excuse the certificate',
      answer({ connection: secured(20.5) }),
      [...asks, '--continue-after-certificate'],
      `WARNING: ${name} expires in 20 days, on 2026-12-01T00:00:00Z, wanted at least 30`,
    ],
    [
      'warning: it is that of the VIP, not that of the place a redirect leads to',
      answer({ connection, firstConnection: secured(20.5), hops: [{ status: 302, to: 'http://x/' }] }),
      [...asks, '--continue-after-certificate', '-f', 'follow'],
      `WARNING: ${name} expires in 20 days, on 2026-12-01T00:00:00Z, wanted at least 30`,
    ],
  ])('%s', (_, attempt, argv, text) => {
    expect(say(attempt, argv)).toBe(text)
  })
})

describe('no answer', () => {
  const critical: readonly FailureKind[] = [
    'timeout',
    'refused',
    'unreachable',
    'closed',
    'malformed',
    'untrusted',
  ]
  test.each(failureKinds)('%s', kind => {
    const wanted = critical.includes(kind) ? 'CRITICAL' : 'UNKNOWN'
    expect(say(trouble(kind, 'so it is'))).toBe(`${wanted}: ${endpoint} so it is`)
  })

  test('the hint of the probe is kept', () => {
    const attempt: HttpAttempt = {
      endpoint,
      hops: [],
      trouble: { kind: 'denied', text: 'x', hint: 'nft list ruleset' },
    }
    expect(judgeHttp(attempt, httpGiven('-H', '192.0.2.10')).finding.hint).toBe('nft list ruleset')
  })
})

describe('perfdata', () => {
  const perfdata = (attempt: HttpAttempt, ...argv: string[]) =>
    metricsOf(judgeHttp(attempt, httpGiven('-H', '192.0.2.10', ...argv)).finding).map(formatMetric)
  test.each<[string, string[], string[]]>([
    ['time and size', [], ['time=0.1s;;;0;10', 'size=74B;;;0']],
    [
      'with thresholds',
      ['-w', '1', '-c', '2', '-m', '10:20', '-t', '5'],
      ['time=0.1s;1;2;0;5', 'size=74B;10:20;;0'],
    ],
    [
      'extended',
      ['-E'],
      [
        'time=0.1s;;;0;10',
        'size=74B;;;0',
        'time_connect=0.01s;;;0',
        'time_firstbyte=0.09s;;;0',
        'time_transfer=0.01s;;;0',
      ],
    ],
  ])('%s', (_, argv, wanted) => {
    expect(perfdata(answer(), ...argv)).toEqual(wanted)
  })

  test('the days of the certificate, and the time of TLS', () => {
    const items = perfdata(
      answer({ connection: secured(40.5) }),
      '-C',
      '30,14',
      '--continue-after-certificate',
      '-E',
    )
    expect(items).toContain('certificate_days=40;30:;14:')
    expect(items).toContain('time_ssl=0.02s;;;0')
  })

  test('a time that there is not is said to be unknown', () => {
    expect(perfdata(trouble('timeout', 'no answer in 10 s'), '-w', '1')).toEqual(['time=U;1;;0;10'])
  })

  test('each once, also where several things are wrong', () => {
    expect(perfdata(status(503, 'Busy', { totalMs: 3_000 }), '-w', '1', '-m', '100')).toEqual([
      'time=3s;1;;0;10',
      'size=74B;100:;;0',
    ])
  })
})

describe('every rule of the check speaks, and keeps quiet in the twin', () => {
  const one = (attempt: HttpAttempt): HttpFacts => ({ vip: [attempt], realServers: [] })
  const http = (facts: HttpFacts, ...argv: string[]) =>
    judgeHttpService(facts, httpGiven('-H', '192.0.2.10', ...argv))
  const real = (attempt: HttpAttempt) => ({ ...attempt, endpoint: '192.0.2.11:80' })
  const both = (through: HttpAttempt, direct: HttpAttempt) =>
    http({ vip: [through], realServers: [real(direct)] }, '--realserver', '192.0.2.11')
  const banner = (found: boolean) =>
    judgeTcpService(
      {
        vip: [
          {
            endpoint: '192.0.2.10:25',
            connection,
            received: '421',
            bytes: 3,
            found: [found],
            ended: 'found',
            totalMs: 1,
          },
        ],
        realServers: [],
      },
      tcpGiven('-H', '192.0.2.10', '-p', '25', '-e', '220'),
    )
  const refused = trouble('refused', 'connection refused')
  const missing = { ...nothing, strings: [{ text: 'shop', found: false }] }
  const scenarios = {
    'no-answer': [http(one(trouble('timeout', 'no answer in 10 s'))), http(one(refused))],
    refused: [http(one(refused)), http(one(answer()))],
    unreachable: [http(one(trouble('unreachable', 'no route to host'))), http(one(answer()))],
    'broken-off': [http(one(trouble('closed', 'connection closed'))), http(one(answer()))],
    malformed: [http(one(trouble('malformed', 'the answer is not HTTP'))), http(one(answer()))],
    'certificate-untrusted': [
      http(one(trouble('untrusted', 'self-signed')), '-S'),
      http(one(answer()), '-S'),
    ],
    'certificate-expires': [
      http(one(answer({ connection: secured(20) })), '-C', '30'),
      http(one(answer({ connection: secured(40) })), '-C', '30'),
    ],
    status: [http(one(status(503, 'Busy'))), http(one(answer()))],
    redirect: [http(one(status(302, 'Found')), '-f', 'critical'), http(one(status(302, 'Found')))],
    content: [http(one(answer({ searched: missing })), '-s', 'shop'), http(one(answer()), '-s', 'shop')],
    size: [http(one(answer()), '-m', '100'), http(one(answer()), '-m', '10')],
    'document-age': [http(one(answer()), '-M', '10m'), http(one(answer()))],
    mismatch: [banner(false), banner(true)],
    slow: [http(one(answer()), '-w', '0.05'), http(one(answer()), '-w', '0.2')],
    'connections-failed': [
      http({ vip: [refused, answer()], realServers: [] }, '--connections', '2'),
      http({ vip: [answer(), answer()], realServers: [] }, '--connections', '2'),
    ],
    'realserver-failed': [both(answer(), refused), both(answer(), answer())],
    'vip-failed': [both(refused, answer()), both(answer(), answer())],
    'cannot-ask': [
      http({ vip: [], realServers: [], problem: { kind: 'missing', text: "there is no file 'x'" } }),
      http(one(answer())),
    ],
  } as const

  test('none is forgotten', () => {
    expect(Object.keys(scenarios).toSorted()).toEqual(Object.keys(check.rules).toSorted())
  })

  test.each(Object.entries(scenarios))('%s', (rule, [speaks, quiet]) => {
    expect(rulesOf(speaks)).toContain(rule)
    expect(rulesOf(quiet)).not.toContain(rule)
  })
})
