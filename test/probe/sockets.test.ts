import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Socket } from '../../lib/host/socket.ts'
import type { CommandResult } from '../../lib/probe/command.ts'
import { failure, type Outcome, success } from '../../lib/probe/outcome.ts'
import { askNetstat, readNetstat, readProcNet, readSockets } from '../../lib/probe/sockets.ts'
import { world } from '../../lib/runtime/world.ts'
import { within } from '../support/deadline.ts'
import { need } from '../support/need.ts'

const heading = `Active Internet connections (only servers)
Proto Recv-Q Send-Q Local Address           Foreign Address         State
`

describe('what netstat prints', () => {
  const tcp = (address: string, port = 80): Socket => ({
    protocol: 'TCP',
    family: address.includes(':') ? 6 : 4,
    address,
    port,
  })
  // line, what it tells
  const table: readonly [string, string, readonly Socket[] | undefined][] = [
    [
      'an address of IPv4',
      'tcp        0      0 192.0.2.11:80           0.0.0.0:*               LISTEN',
      [tcp('192.0.2.11')],
    ],
    [
      'all of IPv4',
      'tcp        0      0 0.0.0.0:80              0.0.0.0:*               LISTEN',
      [tcp('0.0.0.0')],
    ],
    [
      'all of IPv6',
      'tcp6       0      0 :::80                   :::*                    LISTEN',
      [tcp('::')],
    ],
    [
      'all of IPv6, of busybox',
      'tcp        0      0 :::80                   :::*                    LISTEN',
      [tcp('::')],
    ],
    [
      'an address of IPv6',
      'tcp6       0      0 2001:db8::10:80         :::*                    LISTEN',
      [tcp('2001:db8::10')],
    ],
    [
      'one of IPv4 in IPv6',
      'tcp6       0      0 ::ffff:192.0.2.10:80    :::*                    LISTEN',
      [tcp('192.0.2.10')],
    ],
    [
      'of a process',
      'tcp        0      0 192.0.2.11:80           0.0.0.0:*               LISTEN      123/nginx: master',
      [tcp('192.0.2.11')],
    ],
    [
      'one with connections that wait',
      'tcp       31      0 192.0.2.11:80           0.0.0.0:*               LISTEN',
      [{ ...tcp('192.0.2.11'), waiting: 31 }],
    ],
    ['a connection', 'tcp        0      0 192.0.2.11:80           192.0.2.2:40000         ESTABLISHED', []],
    [
      'UDP',
      'udp        0      0 0.0.0.0:53              0.0.0.0:*',
      [{ ...tcp('0.0.0.0', 53), protocol: 'UDP' }],
    ],
    [
      'UDP over IPv6',
      'udp6       0      0 :::53                   :::*',
      [{ ...tcp('::', 53), protocol: 'UDP' }],
    ],
    [
      'UDP that is connected',
      'udp        0      0 192.0.2.11:40001        192.0.2.1:53            ESTABLISHED',
      [],
    ],
    ['a line that breaks off', 'tcp        0      0', undefined],
    [
      'an address that is none',
      'tcp        0      0 www.example.com:http    0.0.0.0:*               LISTEN',
      undefined,
    ],
    [
      'an address that is cut',
      'tcp6       0      0 2001:db8:1111:2222:3333 :::*                    LISTEN',
      undefined,
    ],
    ['something else', 'raw        0      0 0.0.0.0:112             0.0.0.0:*               7', []],
  ]
  test.each(table)('%s', (_, line, sockets) => {
    expect(readNetstat(`${heading}${line}\n`)).toEqual(sockets)
  })
  test.each(['', "netstat: no support for `AF INET (tcp)' on this system.\n"])(
    'without its heading it is none: %j',
    text => {
      expect(readNetstat(text)).toBeUndefined()
    },
  )
})

const proc: Readonly<Record<string, string>> = {
  '/proc/net/tcp': '  sl  local_address rem_address   st\n   0: 00000000:0050 00000000:0000 0A\n',
  '/proc/net/udp': '   sl  local_address rem_address   st\n',
}

/** A host with IPv4 alone, and a netstat that answers this. */
function hostWith(netstat: Outcome<CommandResult>, files = proc) {
  return {
    command: () => Promise.resolve(netstat),
    readFile: (path: string) => {
      const text = files[path]
      return Promise.resolve(
        text === undefined ? failure('missing', `there is no file ${path}`) : success(Buffer.from(text)),
      )
    },
  }
}

describe('where netstat does not help, /proc/net is read', () => {
  const said = (stdout: string, about: Partial<CommandResult> = {}) =>
    success({ exitCode: 0, signal: undefined, stdout, stderr: '', cut: false, ...about })
  test.each([
    ['it is not installed', failure('missing', 'there is no program netstat on this host')],
    ['it may not be run', failure('denied', 'this user may not run netstat')],
    ['it fails', said('', { exitCode: 1 })],
    ['it prints too much', said(heading, { cut: true })],
    ['a line cannot be read', said(`${heading}tcp 0\n`)],
  ])('%s', async (_, netstat) => {
    const read = await within(5, deadline => readSockets(hostWith(netstat), deadline))
    const sockets = [{ protocol: 'TCP', family: 4, address: '0.0.0.0', port: 80 }]
    expect(read).toEqual(success({ from: '/proc/net', sockets }))
  })
  test('half of it is none', async () => {
    const netstat = failure('missing', 'there is no program netstat on this host')
    const files = { '/proc/net/tcp': proc['/proc/net/tcp'] ?? '' }
    const read = await within(5, deadline => readSockets(hostWith(netstat, files), deadline))
    expect(read).toMatchObject({ ok: false, kind: 'missing' })
  })
})

need('netstat', 'ipv6')('netstat and /proc/net on the same sockets', () => {
  const servers = [createServer(), createServer(), createServer(), createServer({})]
  const datagrams = [createSocket('udp4'), createSocket('udp6')]
  const ports: number[] = []

  beforeAll(async () => {
    const hosts = ['127.0.0.1', '0.0.0.0', '::', '::1']
    for (const [at, server] of servers.entries()) {
      await new Promise<void>(done => server.listen({ host: hosts[at], port: 0 }, done))
      const address = server.address()
      if (address !== null && typeof address !== 'string') ports.push(address.port)
    }
    for (const socket of datagrams) {
      await new Promise<void>(done => socket.bind(0, done))
      ports.push(socket.address().port)
    }
  })
  afterAll(() => {
    for (const server of servers) server.close()
    for (const socket of datagrams) socket.close()
  })

  test('they tell the same', async () => {
    const told = (await within(10, deadline => askNetstat(world, deadline))) ?? []
    const read = await readProcNet(world)
    const mine = (sockets: readonly Socket[]) =>
      sockets
        .filter(({ port }) => ports.includes(port))
        .map(each => JSON.stringify(each))
        .toSorted()
    expect(mine(told)).toHaveLength(6)
    expect(mine(read.ok ? read.value : [])).toEqual(mine(told))
  })
})
