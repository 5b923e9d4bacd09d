import { describe, expect, test } from 'vitest'
import { connect, explainSocketError } from '../../lib/probe/connection.ts'
import { within } from '../support/deadline.ts'
import { need } from '../support/need.ts'
import { countResources, leftBehind } from '../support/process.ts'
import { behaviours, findRefusingPort, startTcp } from '../support/tcp-server.ts'

describe('opening', () => {
  test('the facts name the address that answered', async () => {
    await using server = await startTcp(behaviours.silent)
    const outcome = await within(5, deadline => connect({ host: '127.0.0.1', port: server.port }, deadline))
    expect(outcome).toMatchObject({ ok: true, value: { facts: { address: '127.0.0.1', port: server.port } } })
    if (outcome.ok) outcome.value.socket.destroy()
  })

  test('a name is connected to by its address', async () => {
    await using server = await startTcp(behaviours.silent)
    const target = { host: 'localhost', port: server.port, family: 4 } as const
    const outcome = await within(5, deadline => connect(target, deadline))
    expect(outcome).toMatchObject({ ok: true, value: { facts: { address: '127.0.0.1' } } })
    if (outcome.ok) outcome.value.socket.destroy()
  })

  test('a refusal leaves nothing open', async () => {
    const port = await findRefusingPort()
    const before = countResources()
    const outcome = await within(5, deadline => connect({ host: '127.0.0.1', port }, deadline))
    expect(outcome).toEqual({ ok: false, kind: 'refused', text: 'connection refused' })
    await expect.poll(() => leftBehind(before)).toEqual({})
  })

  test('a check that was stopped opens nothing', async () => {
    await using server = await startTcp(behaviours.silent)
    const stopped = { signal: AbortSignal.abort(), seconds: 5, elapsed: () => 0, today: () => 0 }
    const outcome = await connect({ host: '127.0.0.1', port: server.port }, stopped)
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'timeout',
      text: 'no answer until the check was stopped',
    })
    expect(server.connections).toBe(0)
  })

  test('a broadcast address is not for connecting, and that is no fault of a peer', async () => {
    const outcome = await within(5, deadline => connect({ host: '255.255.255.255', port: 80 }, deadline))
    expect(outcome).toMatchObject({ ok: false })
    expect(outcome.ok ? '' : outcome.kind).toMatch(/^(denied|unreachable)$/)
  })
})

need('ipv6')('over IPv6', () => {
  test('an address', async () => {
    await using server = await startTcp(behaviours.silent, { host: '::1' })
    const outcome = await within(5, deadline => connect({ host: '::1', port: server.port }, deadline))
    expect(outcome).toMatchObject({ ok: true, value: { facts: { address: '::1' } } })
    if (outcome.ok) outcome.value.socket.destroy()
  })
})

test('each error of a socket has its kind and words', async () => {
  const words = await within(5, deadline =>
    Promise.resolve(
      [
        'ECONNREFUSED',
        'ECONNRESET',
        'EPIPE',
        'EHOSTUNREACH',
        'ENETUNREACH',
        'ETIMEDOUT',
        'EACCES',
        'EPERM',
        'EADDRNOTAVAIL',
        'EMFILE',
        'EINVAL',
        'ESTRANGE',
      ].map(code => {
        const { kind, text } = explainSocketError(
          Object.assign(new Error(`connect ${code}`), { code }),
          deadline,
        )
        return `${code} ${kind}: ${text}`
      }),
    ),
  )
  expect(words).toEqual([
    'ECONNREFUSED refused: connection refused',
    'ECONNRESET closed: connection reset by the peer',
    'EPIPE closed: connection closed by the peer',
    'EHOSTUNREACH unreachable: no route to host',
    'ENETUNREACH unreachable: network unreachable, this host has no route there',
    'ETIMEDOUT timeout: no answer (connection timed out)',
    'EACCES denied: connecting is forbidden on this host (a firewall or a prohibit route)',
    'EPERM denied: connecting is forbidden on this host (a firewall)',
    'EADDRNOTAVAIL denied: this host has no free address or port to connect from',
    'EMFILE denied: this process may not open more files',
    'EINVAL denied: this host cannot connect to that address (a blackhole route, or a link-local address without %interface)',
    'ESTRANGE malformed: connection failed: connect ESTRANGE',
  ])
})
