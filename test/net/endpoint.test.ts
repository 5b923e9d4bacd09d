import fc from 'fast-check'
import { expect, test } from 'vitest'
import { formatEndpoint, parseEndpoint, parseHost } from '../../lib/net/endpoint.ts'

test.each([
  ['www.example.com', 'www.example.com'],
  ['www.example.com.', 'www.example.com.'],
  ['localhost', 'localhost'],
  ['rs-1_a', 'rs-1_a'],
  ['1.example', '1.example'],
  ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
  ['192.0.2.10', '192.0.2.10'],
  ['2001:DB8::0010', '2001:db8::10'],
  ['[2001:db8::10]', '2001:db8::10'],
  [`${'a'.repeat(63)}.example`, `${'a'.repeat(63)}.example`],
])('host %s', (given, wanted) => {
  expect(parseHost(given)).toBe(wanted)
})

test.each([
  ['', 'nothing'],
  ['.', 'the root'],
  ['a..b', 'an empty label'],
  ['-a.example', 'a hyphen in front: ssh and ping would take it for an option'],
  ['a-.example', 'a hyphen at the end'],
  ['192.0.2.300', 'a mistyped address'],
  ['192.0.2', 'a mistyped address'],
  ['12345', 'a mistyped address'],
  ['[192.0.2.1]', 'brackets are for IPv6'],
  ['[www.example.com]', 'brackets are for IPv6'],
  ['[2001:db8::10', 'half a bracket'],
  ['www.example.com/', 'a URL'],
  ['user@www.example.com', 'a user'],
  ['www example com', 'blanks'],
  ['www.example.com\n', 'a line end'],
  ['bücher.example', 'not in the form DNS takes'],
  ['$(id)', 'a shell word'],
  [`${'a'.repeat(64)}.example`, 'a label of 64'],
  ['a.'.repeat(127).concat('ab'), 'a name of 256'],
])('%j is no host: %s', given => {
  expect(parseHost(given)).toBeUndefined()
})

test.each([
  ['192.0.2.11', '192.0.2.11', undefined],
  ['192.0.2.11:8080', '192.0.2.11', 8080],
  ['www.example.com:443', 'www.example.com', 443],
  ['2001:db8::11', '2001:db8::11', undefined],
  ['2001:db8::11:8080', '2001:db8::11:8080', undefined],
  ['[2001:db8::11]', '2001:db8::11', undefined],
  ['[2001:db8::11]:8080', '2001:db8::11', 8080],
  ['[fe80::1%eth0]:80', 'fe80::1%eth0', 80],
] as const)('endpoint %s', (given, host, port) => {
  expect(parseEndpoint(given)).toEqual({ host, port })
})

test.each([
  '',
  ':80',
  '192.0.2.11:',
  '192.0.2.11:0',
  '192.0.2.11:65536',
  '192.0.2.11:http',
  '192.0.2.11:80:80',
])('%j is no endpoint', given => {
  expect(parseEndpoint(given)).toBeUndefined()
})

test('an endpoint that is written reads back', () => {
  const hosts = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain()).map(text => parseHost(text) ?? 'localhost')
  const ports = fc.option(fc.integer({ min: 1, max: 65_535 }), { nil: undefined })
  fc.assert(
    fc.property(hosts, ports, (host, port) => {
      expect(parseEndpoint(formatEndpoint(host, port))).toEqual({ host, port })
    }),
  )
})
