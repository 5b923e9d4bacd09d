import { describe, expect, test } from 'vitest'
import {
  parseIpv6Wildcards,
  parseProcSockets,
  parseSctpEndpoints,
  toSocket,
} from '../../lib/host/parse-sockets.ts'
import { type Socket, servesAddress } from '../../lib/host/socket.ts'

const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0B0200C0:0050 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0000000000000000 100 0 0 10 0
   1: 00000000:01BB 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2 1 0000000000000000 100 0 0 10 0
   2: 0B0200C0:0050 020200C0:9C40 01 00000000:00000000 00:00000000 00000000     0        0 3 1 0000000000000000 20 0 0 10 -1
`
const tcp6 = `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: B80D0120000000000000000010000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   1: 00000000000000000000000000000000:0050 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
   2: 0000000000000000FFFF00000A0200C0:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1
`
const udp = `   sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops
  100: 00000000:0035 00000000:0000 07 00000000:00000000 00:00000000 00000000     0        0 1 2 0000000000000000 0
  101: 0B0200C0:9C41 010200C0:0035 01 00000000:00000000 00:00000000 00000000     0        0 2 2 0000000000000000 0
`

describe('/proc/net', () => {
  test('of TCP: those that listen', () => {
    expect(parseProcSockets(tcp, 'TCP')).toEqual([
      { protocol: 'TCP', family: 4, address: '192.0.2.11', port: 80 },
      { protocol: 'TCP', family: 4, address: '0.0.0.0', port: 443 },
    ])
  })
  test('of TCP: how many connections wait to be accepted', () => {
    const busy = tcp.replace('0A 00000000:00000000', '0A 00000000:0000001F')
    expect(parseProcSockets(busy, 'TCP')?.map(({ waiting }) => waiting)).toEqual([31, undefined])
  })
  test('of TCP over IPv6: an address of IPv4 in one of IPv6 is one of IPv4', () => {
    expect(parseProcSockets(tcp6, 'TCP')).toEqual([
      { protocol: 'TCP', family: 6, address: '2001:db8::10', port: 80 },
      { protocol: 'TCP', family: 6, address: '::', port: 80 },
      { protocol: 'TCP', family: 4, address: '192.0.2.10', port: 8080 },
    ])
  })
  test('of UDP: those that are not connected', () => {
    expect(parseProcSockets(udp, 'UDP')).toEqual([
      { protocol: 'UDP', family: 4, address: '0.0.0.0', port: 53 },
    ])
  })
  test('of SCTP: those that listen, with all their addresses', () => {
    const eps = ` ENDPT     SOCK   STY SST HBKT LPORT   UID INODE LADDRS
 6060525 f524c1ad 2   10  61   9000      0   378 192.0.2.11 2001:0db8:0000:0000:0000:0000:0000:0011
 6060526 f524c1ae 2   7   62   9001      0   379 0.0.0.0
`
    expect(parseSctpEndpoints(eps)).toEqual([
      { protocol: 'SCTP', family: 4, address: '192.0.2.11', port: 9000 },
      { protocol: 'SCTP', family: 6, address: '2001:db8::11', port: 9000 },
    ])
  })
  test.each(['', 'Inter-|   Receive\n', '\0\n\n'])('another text is no table: %j', text => {
    expect(parseProcSockets(text, 'TCP')).toBeUndefined()
    expect(parseSctpEndpoints(text)).toBeUndefined()
  })
  test('what is cut off in a line is no socket', () => {
    expect(parseProcSockets(`${tcp.split('\n')[0]}\n   0: 0B0200C0:00`, 'TCP')).toEqual([])
  })
})

test('ss tells which sockets on all addresses of IPv6 take IPv4', () => {
  const text = `udp   UNCONN 0      0             [::]:54         [::]:*
tcp   LISTEN 0      511              *:80            *:*
tcp   LISTEN 0      511           [::]:8081       [::]:*
tcp   LISTEN 0      128        0.0.0.0:22      0.0.0.0:*
`
  expect(parseIpv6Wildcards(text)).toEqual([
    { protocol: 'UDP', port: 54, ipv6Only: true },
    { protocol: 'TCP', port: 80, ipv6Only: false },
    { protocol: 'TCP', port: 8081, ipv6Only: true },
  ])
})

test.each([
  ['192.0.2.10', 0],
  ['192.0.2.10', 65_536],
  ['192.0.2.10', Number.NaN],
  ['*', 80],
])('%s with port %i is no socket', (address, port) => {
  expect(toSocket('TCP', address, port)).toBeUndefined()
})

describe('who takes what comes for an address', () => {
  const on = (address: string, about: Partial<Socket> = {}): Socket => ({
    protocol: 'TCP',
    family: address.includes(':') ? 6 : 4,
    address,
    port: 80,
    ...about,
  })
  const table: readonly [string, Socket, string, string][] = [
    ['the very address', on('192.0.2.10'), '192.0.2.10', 'yes'],
    ['another one', on('192.0.2.11'), '192.0.2.10', 'no'],
    ['all of IPv4', on('0.0.0.0'), '192.0.2.10', 'yes'],
    ['all of IPv4, for IPv6', on('0.0.0.0'), '2001:db8::10', 'no'],
    ['all of IPv6', on('::'), '2001:db8::10', 'yes'],
    ['all of IPv6, for IPv4', on('::'), '192.0.2.10', 'perhaps'],
    ['all of IPv6 and it alone, for IPv4', on('::', { ipv6Only: true }), '192.0.2.10', 'no'],
    ['all of both', on('::', { ipv6Only: false }), '192.0.2.10', 'yes'],
    ['another port', on('0.0.0.0', { port: 81 }), '192.0.2.10', 'no'],
    ['another protocol', on('0.0.0.0', { protocol: 'UDP' }), '192.0.2.10', 'no'],
  ]
  test.each(table)('%s', (_, socket, address, expected) => {
    expect(servesAddress(socket, { protocol: 'TCP', address, port: 80 })).toBe(expected)
  })
})
