import { describe, expect, test } from 'vitest'
import { metricsOf } from '../../lib/core/finding.ts'
import { formatMetric } from '../../lib/core/metric.ts'
import type { ConnectionFacts } from '../../lib/probe/connection.ts'
import type { FailureKind } from '../../lib/probe/outcome.ts'
import { judgeTcp, type TcpAttempt } from '../../lib/service/tcp.ts'
import { tcpGiven } from '../support/vip-service.ts'

const endpoint = '192.0.2.10:25'
const connection: ConnectionFacts = { address: '192.0.2.10', port: 25, connectMs: 10 }
const tls = {
  version: 'TLSv1.3',
  cipher: 'x',
  subject: 'mx.example.com',
  issuer: 'Example CA',
  names: [],
  validFrom: '2026-01-01T00:00:00Z',
  validTo: '2026-12-01T00:00:00Z',
  daysLeft: 20.5,
}

function heard(more: Partial<TcpAttempt> = {}): TcpAttempt {
  return {
    endpoint,
    connection,
    received: '220 mx ready\r\n',
    bytes: 14,
    found: [true],
    ended: 'found',
    totalMs: 100,
    ...more,
  }
}
function trouble(kind: FailureKind, text: string, more: Partial<TcpAttempt> = {}): TcpAttempt {
  return { endpoint, trouble: { kind, text }, ...more }
}
function say(attempt: TcpAttempt, ...argv: string[]): string {
  const { finding } = judgeTcp(attempt, tcpGiven('-H', '192.0.2.10', '-p', '25', ...argv))
  const texts = finding.kind === 'group' ? finding.children.map(each => each.text) : [finding.text]
  return `${finding.state}: ${texts.join(' / ')}`
}

const other = { received: '421 busy|x=1\r\n', found: [false] }
const expired = { ...connection, tls: { ...tls, daysLeft: -1.5 } }

test.each<[string, TcpAttempt, string[], string]>([
  ['ok: what was expected', heard(), ['-e', '220'], `OK: ${endpoint} answers in 0.100 s, '220 mx ready'`],
  ['ok: with -j what came is not shown', heard(), ['-e', '220', '-j'], `OK: ${endpoint} answers in 0.100 s`],
  [
    'ok: connected, nothing read',
    heard({ received: '', bytes: 0, found: [] }),
    [],
    `OK: ${endpoint} connected in 0.100 s`,
  ],
  [
    'warning: something else',
    heard(other),
    ['-e', '220'],
    `WARNING: ${endpoint} answers '421 busy¦x=1', wanted '220'`,
  ],
  [
    'critical: something else, -M crit',
    heard(other),
    ['-e', '220', '-M', 'crit'],
    `CRITICAL: ${endpoint} answers '421 busy¦x=1', wanted '220'`,
  ],
  [
    'ok: something else, -M ok',
    heard(other),
    ['-e', '220', '-M', 'ok'],
    `OK: ${endpoint} answers in 0.100 s, '421 busy¦x=1'`,
  ],
  [
    'warning: something else, -j',
    heard(other),
    ['-e', '220', '-j'],
    `WARNING: ${endpoint} answers 14 bytes, wanted '220'`,
  ],
  [
    'ok: one of two is enough',
    heard({ found: [false, true] }),
    ['-e', 'a', '-e', 'b'],
    `OK: ${endpoint} answers in 0.100 s, '220 mx ready'`,
  ],
  [
    'warning: -A wants both',
    heard({ found: [false, true] }),
    ['-A', '-e', 'a', '-e', 'b'],
    `WARNING: ${endpoint} answers '220 mx ready', wanted 'a'`,
  ],
  [
    'warning: slow',
    heard({ totalMs: 2_000 }),
    ['-e', '220', '-w', '1'],
    `WARNING: ${endpoint} answers in 2.000 s, '220 mx ready', wanted at most 1 s`,
  ],
  [
    'critical: slow and something else',
    heard({ ...other, totalMs: 2_000 }),
    ['-e', '220', '-c', '1'],
    `CRITICAL: ${endpoint} answers '421 busy¦x=1', wanted '220' / ${endpoint} answers in 2.000 s, '421 busy¦x=1', wanted at most 1 s`,
  ],
  [
    'critical: refused',
    trouble('refused', 'connection refused'),
    [],
    `CRITICAL: ${endpoint} connection refused`,
  ],
  [
    'warning: refused, -r warn',
    trouble('refused', 'connection refused'),
    ['-r', 'warn'],
    `WARNING: ${endpoint} connection refused`,
  ],
  [
    'ok: refused, -r ok',
    trouble('refused', 'connection refused'),
    ['-r', 'ok'],
    `OK: ${endpoint} connection refused`,
  ],
  [
    'critical: -r is not about TLS',
    trouble('refused', 'TLS refused: x', { connection }),
    ['-r', 'ok', '-S'],
    `CRITICAL: ${endpoint} TLS refused: x`,
  ],
  [
    'critical: silence',
    trouble('timeout', 'no answer in 10 s'),
    [],
    `CRITICAL: ${endpoint} no answer in 10 s`,
  ],
  ['unknown: a firewall here', trouble('denied', 'forbidden'), [], `UNKNOWN: ${endpoint} forbidden`],
  [
    'warning: the certificate expires',
    heard({ connection: { ...connection, tls } }),
    ['-D', '30'],
    `WARNING: ${endpoint} certificate 'mx.example.com' expires in 20 days, on 2026-12-01T00:00:00Z, wanted at least 30`,
  ],
  [
    'ok: it does not expire yet',
    heard({ connection: { ...connection, tls } }),
    ['-D', '10'],
    `OK: ${endpoint} answers in 0.100 s, '220 mx ready'`,
  ],
  [
    'critical: a good certificate does not excuse silence',
    trouble('timeout', 'no answer in 10 s', { connection: { ...connection, tls } }),
    ['-D', '10', '-e', '220'],
    `CRITICAL: ${endpoint} no answer in 10 s`,
  ],
  [
    'critical: expired is not said twice',
    trouble('untrusted', 'certificate expired', { connection: expired }),
    ['-D', '10'],
    `CRITICAL: ${endpoint} certificate 'mx.example.com' expired 36 hours ago, on 2026-12-01T00:00:00Z`,
  ],
])('%s', (_, attempt, argv, text) => {
  expect(say(attempt, ...argv)).toBe(text)
})

describe('perfdata', () => {
  const perfdata = (attempt: TcpAttempt, ...argv: string[]) =>
    metricsOf(judgeTcp(attempt, tcpGiven('-H', '192.0.2.10', '-p', '25', ...argv)).finding).map(formatMetric)

  test('the time with its thresholds, the days of the certificate', () => {
    expect(
      perfdata(heard({ connection: { ...connection, tls } }), '-w', '1', '-c', '2', '-D', '30,10'),
    ).toEqual(['time=0.1s;1;2;0;10', 'certificate_days=20;30:;10:'])
  })

  test('no time where there is no answer', () => {
    expect(perfdata(trouble('refused', 'connection refused'))).toEqual(['time=U;;;0;10'])
  })
})
