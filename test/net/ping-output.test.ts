import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PingOutput, parsePingOutput } from '../../lib/net/ping-output.ts'
import { explainPingError } from '../../lib/net/ping-trouble.ts'

const folder = fileURLToPath(new URL('../fixtures/ping/', import.meta.url))

function read(scenario: string, file: string): string {
  return readFileSync(`${folder}${scenario}/${file}.txt`, 'utf8')
}

/** What ping said, read for as many packets as it was asked for. */
function parse(scenario: string): PingOutput {
  const packets = Number(/ -c (\d+) /.exec(read(scenario, 'command'))?.[1])
  return parsePingOutput(read(scenario, 'stdout'), packets)
}

describe('counts', () => {
  // scenario, address, sent, received, duplicates
  const table: readonly [string, string, number | undefined, number, number][] = [
    ['iputils-ok', '198.51.100.10', 5, 5, 0],
    ['busybox-ok', '198.51.100.10', 5, 5, 0],
    ['iputils-ok-ipv6', '2001:db8:2::10', 5, 5, 0],
    ['busybox-ok-ipv6', '2001:db8:2::10', 5, 5, 0],
    ['iputils-name', '198.51.100.10', 2, 2, 0],
    ['busybox-name', '198.51.100.10', 2, 2, 0],
    ['iputils-name-ipv6', '2001:db8:2::10', 2, 2, 0],
    ['busybox-name-ipv6', '2001:db8:2::10', 2, 2, 0],
    ['iputils-loss', '198.51.100.10', 8, 6, 0],
    ['busybox-loss', '198.51.100.10', 8, 6, 0],
    ['iputils-silent', '203.0.113.1', 5, 0, 0],
    ['busybox-silent', '203.0.113.1', 5, 0, 0],
    ['iputils-duplicates', '198.51.100.10', 3, 3, 2],
    ['busybox-duplicates', '198.51.100.10', 3, 3, 2],
    ['iputils-slow', '198.51.100.10', 5, 4, 0],
    ['iputils-too-short-to-time', '198.51.100.10', 3, 3, 0],
    // iputils counts 7 sent and 28.6 % lost here, 8 sent and 37.5 % lost there.
    ['iputils-overrun-loss', '198.51.100.10', 5, 4, 0],
    ['iputils-overrun-slow', '198.51.100.10', 5, 5, 0],
    ['iputils-killed', '198.51.100.10', undefined, 4, 0],
    ['busybox-no-permission', '198.51.100.10', undefined, 0, 0],
  ]
  test.each(table)('%s', (scenario, address, sent, received, duplicates) => {
    expect(parse(scenario)).toMatchObject({ address, sent, received, duplicates })
  })
})

describe('who says what', () => {
  const table: readonly [string, string, string, number][] = [
    ['iputils-host-unreachable', '192.0.2.1', 'Destination Host Unreachable', 5],
    ['iputils-host-unreachable-here', '192.0.2.2', 'Destination Host Unreachable', 5],
    ['iputils-net-unreachable', '192.0.2.1', 'Destination Net Unreachable', 5],
    ['iputils-filtered', '192.0.2.1', 'Packet filtered', 5],
    ['iputils-ttl-exceeded', '192.0.2.1', 'Time to live exceeded', 5],
    ['iputils-ttl-exceeded-ipv6', '2001:db8:1::1', 'Time exceeded: Hop limit', 5],
    ['iputils-no-route-ipv6', '2001:db8:1::1', 'Destination unreachable: No route', 5],
    ['iputils-host-unreachable-ipv6', '2001:db8:1::1', 'Destination unreachable: Address unreachable', 5],
  ]
  test.each(table)('%s', (scenario, from, text, count) => {
    expect(parse(scenario).notices).toEqual([{ from, text, count }])
  })

  test('a redirect is advice and no fault', () => {
    const { notices, redirects } = parse('iputils-redirect')
    expect(notices).toEqual([])
    expect(redirects).toMatchObject([{ from: '192.0.2.1', text: 'Redirect Host(New nexthop: 192.0.2.3)' }])
  })
})

describe('stderr', () => {
  const table: readonly [string, string, RegExp][] = [
    ['iputils-unknown-name', 'unresolved', /Temporary failure in name resolution/],
    ['busybox-unknown-name', 'unresolved', /bad address/],
    ['iputils-wrong-family', 'unresolved', /Address family/],
    ['iputils-no-permission', 'denied', /may not send pings/],
    ['busybox-no-permission', 'denied', /may not send pings/],
    ['iputils-interval-too-short', 'denied', /shortest interval is 2 ms/],
    ['iputils-broadcast', 'denied', /broadcast/],
    ['iputils-route-prohibit-here', 'denied', /a route forbids it/],
    ['busybox-route-prohibit-here', 'denied', /a route forbids it/],
    ['busybox-firewall-here', 'denied', /firewall/],
    ['iputils-no-route-here', 'unreachable', /Network is unreachable/],
    ['busybox-no-route-here', 'unreachable', /Network is unreachable/],
    ['iputils-no-route-here-ipv6', 'unreachable', /Network is unreachable/],
    ['iputils-route-unreachable-here', 'unreachable', /No route to host/],
    ['iputils-route-blackhole-here', 'unreachable', /Invalid argument/],
    ['busybox-route-blackhole-here', 'unreachable', /Invalid argument/],
    ['iputils-foreign-source', 'malformed', /source address/],
    ['busybox-foreign-source', 'malformed', /source address/],
  ]
  test.each(table)('%s: %s', (scenario, kind, text) => {
    const trouble = explainPingError(read(scenario, 'stderr'), '192.0.2.10')
    expect(trouble).toMatchObject({ kind, text: expect.stringMatching(text), hint: expect.any(String) })
  })

  // From the sources of iputils and from musl and older C libraries; not seen here.
  const words: readonly [string, string][] = [
    ['ping: nosuch.example: Name or service not known', 'unresolved'],
    ['ping: v6only.example: No address associated with hostname', 'unresolved'],
    ['ping: unknown host nosuch.example', 'unresolved'],
    ['ping: icmp open socket: Operation not permitted', 'denied'],
    ['ping: socket: Permission denied', 'denied'],
    ['ping: cannot flood; minimal interval allowed for user is 200ms', 'denied'],
    ['ping: sendmsg: Operation not permitted', 'denied'],
    ['ping: sendmsg: Network is unreachable', 'unreachable'],
  ]
  test.each(words)('%s', (stderr, kind) => {
    expect(explainPingError(`${stderr}\n`, 'nosuch.example')?.kind).toBe(kind)
  })

  test('words nobody knows mean nothing', () => {
    expect(explainPingError('ping: Warning: time of day goes back (-1us)\n', '192.0.2.10')).toBeUndefined()
    expect(explainPingError('', '192.0.2.10')).toBeUndefined()
  })

  test('of every fixture that has no summary, stderr says why', () => {
    for (const scenario of readdirSync(folder).filter(name => name !== 'README.md')) {
      if (parse(scenario).sent !== undefined || scenario === 'iputils-killed') continue
      expect(explainPingError(read(scenario, 'stderr'), '192.0.2.10'), scenario).toBeDefined()
    }
  })
})

describe('damaged answers', () => {
  const head = 'PING 192.0.2.10 (192.0.2.10) 56(84) bytes of data.\n'
  test('a bad checksum is no answer, a changed byte and a missing part are', () => {
    const output = parsePingOutput(
      `${head}64 bytes from 192.0.2.10: icmp_seq=1 ttl=64 time=0.1 ms (BAD CHECKSUM!)\n` +
        '64 bytes from 192.0.2.10: icmp_seq=2 ttl=64 time=0.1 ms\nwrong data byte #16 should be 0x10 but was 0x0\n' +
        '20 bytes from 192.0.2.10: icmp_seq=3 ttl=64 (truncated)\n',
      5,
    )
    expect(output).toMatchObject({ received: 2, damaged: 3 })
  })

  test('the summary of iputils counts them too', () => {
    const output = parsePingOutput(
      `${head}\n--- 192.0.2.10 ping statistics ---\n` +
        '5 packets transmitted, 3 received, +1 duplicates, +2 corrupted, +4 errors, 40% packet loss, time 800ms\n',
      5,
    )
    expect(output).toMatchObject({ sent: 5, received: 3, duplicates: 1, damaged: 2 })
  })
})

describe('hostile text', () => {
  const spaces = ' '.repeat(1_000_000)
  const cases: readonly [string, string][] = [
    ['nothing', ''],
    ['a million spaces', spaces],
    ['a million newlines', '\n'.repeat(1_000_000)],
    ['one line of a million digits', `${'1'.repeat(1_000_000)} packets transmitted`],
    ['the same reply for ever', '64 bytes from 192.0.2.10: icmp_seq=1 ttl=64 time=0.1 ms\n'.repeat(20_000)],
    ['a new router in each line', manyRouters()],
    ['parentheses', `PING ${'('.repeat(390)}\n`.repeat(2_500)],
    ['nearly a reply', `64 bytes from ${'a:'.repeat(180)}\n`.repeat(2_700)],
    ['NUL and carriage returns', 'PING \0 (\r) \r\n'.repeat(50_000)],
  ]
  test.each(cases)('%s is read in no time', (_, text) => {
    const began = performance.now()
    const output = parsePingOutput(text, 1000)
    expect(performance.now() - began).toBeLessThan(2_000)
    expect(output.notices.length).toBeLessThanOrEqual(20)
    expect(output.lines.length).toBeLessThanOrEqual(50_000)
  })

  test('nothing throws, and no count is negative', () => {
    const pieces = fc.constantFrom(
      ...[
        'PING',
        '192.0.2.10',
        '(',
        ')',
        ':',
        '64 bytes from',
        'icmp_seq=',
        'seq=',
        '1',
        '0',
        ' ttl=64',
        ' ',
      ],
      ...[
        'time=',
        'ms',
        '(DUP!)',
        '\n',
        'packets transmitted, ',
        'received, ',
        'From',
        '---',
        'ping statistics',
      ],
      ...['rtt min/avg/max/mdev = ', '1.0/', '-5', 'nan', '\r', '|', '\u202e', '999999999'],
    )
    const texts = fc.array(fc.oneof(pieces, fc.string()), { maxLength: 60 }).map(parts => parts.join(''))
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 1000 }), (text, packets) => {
        const { sent, received, duplicates, damaged } = parsePingOutput(text, packets)
        expect(sent ?? 0).toBeLessThanOrEqual(packets)
        expect(received).toBeLessThanOrEqual(sent ?? packets)
        expect(Math.min(received, duplicates, damaged)).toBeGreaterThanOrEqual(0)
        explainPingError(text, text)
      }),
      { numRuns: 2_000 },
    )
  })
})

function manyRouters(): string {
  return Array.from({ length: 20_000 }, (_, at) => `From 192.0.2.${at} icmp_seq=1 Packet filtered\n`).join('')
}
