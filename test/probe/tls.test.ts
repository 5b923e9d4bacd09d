import { afterAll, describe, expect, test } from 'vitest'
import type { TlsRequest } from '../../lib/probe/connection.ts'
import { request } from '../../lib/probe/http.ts'
import type { Outcome } from '../../lib/probe/outcome.ts'
import { converse, type TcpReply } from '../../lib/probe/tcp.ts'
import { makeCertificates } from '../support/certificates.ts'
import { within } from '../support/deadline.ts'
import { startSite } from '../support/http-server.ts'
import { countResources, leftBehind } from '../support/process.ts'
import type { TlsSettings } from '../support/servers.ts'
import { behaviours, startTcp } from '../support/tcp-server.ts'

const certificates = makeCertificates()
afterAll(() => certificates.remove())
const { authority, client, selfSigned, valid } = certificates

/** Connects with TLS to a server that speaks it so, and reads its banner. */
async function shake(
  settings: TlsSettings | undefined,
  tls: Partial<TlsRequest> = {},
  seconds = 5,
): Promise<Outcome<TcpReply>> {
  await using server = await startTcp(behaviours.banner, settings === undefined ? {} : { tls: settings })
  const asked = {
    target: {
      host: '127.0.0.1',
      port: server.port,
      tls: { serverName: 'localhost', verify: true, ca: authority.cert, ...tls },
    },
    expect: ['220'],
    all: false,
    maxBytes: 1_000,
    delay: 0,
  }
  return await within(seconds, deadline => converse(asked, deadline))
}

describe('certificates that prove who answered', () => {
  test.each(['localhost', 'vip.example.com', '127.0.0.1', '::1'])('for %s', async serverName => {
    const outcome = await shake({ identity: valid }, { serverName })
    expect(outcome).toMatchObject({ ok: true, value: { connection: { tls: { subject: 'localhost' } } } })
    expect(outcome.ok ? outcome.value.connection.tls : {}).not.toHaveProperty('problem')
  })

  test('the facts tell version, names, issuer and days', async () => {
    const outcome = await shake({ identity: certificates.expiring })
    const tls = outcome.ok ? outcome.value.connection.tls : undefined
    expect(tls).toMatchObject({
      version: 'TLSv1.3',
      subject: 'localhost',
      issuer: 'Test authority',
      validTo: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    })
    expect(tls?.names.slice(0, 3)).toEqual(['localhost', 'vip.example.com', '127.0.0.1'])
    expect(Math.floor(tls?.daysLeft ?? 0)).toBe(5)
  })

  test('a self-signed one that is itself in the CA file', async () => {
    expect((await shake({ identity: selfSigned }, { ca: selfSigned.cert })).ok).toBe(true)
  })
})

describe('certificates that do not', () => {
  const issuer = "certificate 'localhost' is signed by an issuer not trusted here, 'Test authority'"
  test.each<[string, TlsSettings, Partial<TlsRequest>, RegExp | string]>([
    ['self-signed', { identity: selfSigned }, {}, "certificate 'localhost' is self-signed"],
    [
      'self-signed, roots of the system',
      { identity: selfSigned },
      { ca: undefined },
      "certificate 'localhost' is self-signed",
    ],
    ['unknown issuer', { identity: valid }, { ca: undefined }, issuer],
    ['unknown issuer, another CA file', { identity: valid }, { ca: selfSigned.cert }, issuer],
    [
      'expired',
      { identity: certificates.expired },
      {},
      /^certificate 'localhost' expired 2 days ago, on \d{4}-/,
    ],
    [
      'not yet valid',
      { identity: certificates.notYetValid },
      {},
      /^certificate 'localhost' is not valid before \d{4}-/,
    ],
    [
      'wrong name',
      { identity: certificates.wrongName },
      {},
      "certificate is for 'other.example.net', not for localhost",
    ],
    ['wrong address', { identity: valid }, { serverName: '192.0.2.10' }, /not for 192\.0\.2\.10$/],
  ])('%s', async (_, settings, tls, text) => {
    const outcome = await shake(settings, tls)
    expect(outcome).toMatchObject({ ok: false, kind: 'untrusted' })
    if (!outcome.ok && typeof text === 'string') expect(outcome.text).toBe(text)
    else expect(outcome.ok ? '' : outcome.text).toMatch(text)
  })

  test.each(['selfSigned', 'expired', 'notYetValid', 'wrongName'] as const)(
    '%s is accepted where nobody verifies, and the problem is still told',
    async name => {
      const outcome = await shake({ identity: certificates[name] }, { verify: false })
      expect(outcome).toMatchObject({ ok: true, value: { found: [true] } })
      expect(outcome.ok ? outcome.value.connection.tls?.problem : '').toMatch(/\w/)
    },
  )

  test('nothing of ours is sent before one is refused', async () => {
    let heard = 0
    const server = await startTcp(
      socket => {
        socket.on('data', (part: Buffer) => {
          heard += part.length
        })
      },
      { tls: { identity: selfSigned } },
    )
    const target = {
      host: '127.0.0.1',
      port: server.port,
      tls: { serverName: 'localhost', verify: true, ca: authority.cert },
    }
    const secret = [['Authorization', 'Basic c2VjcmV0']] as const
    const asked = {
      target,
      method: 'POST',
      path: '/',
      headers: secret,
      body: 'secret=1',
      readBody: true,
      maxBody: 1,
    }
    expect(await within(5, deadline => request(asked, deadline))).toMatchObject({ kind: 'untrusted' })
    const words = { target, send: 'secret', expect: ['x'], quit: 'secret', all: false, maxBytes: 9, delay: 0 }
    expect(await within(5, deadline => converse(words, deadline))).toMatchObject({ kind: 'untrusted' })
    await server.close()
    expect({ heard, connections: server.connections }).toEqual({ heard: 0, connections: 2 })
  })
})

describe('client certificates', () => {
  const asks = { identity: valid, clientAuthority: authority }
  test('given', async () => {
    const outcome = await shake(asks, { certificate: client.cert, key: client.key })
    expect(outcome).toMatchObject({ ok: true, value: { found: [true] } })
  })

  test('not given', async () => {
    expect(await shake(asks)).toMatchObject({
      ok: false,
      kind: 'refused',
      text: expect.stringMatching(/^TLS refused: .*certificate required/),
    })
  })

  test('not given, over TLS 1.2', async () => {
    expect(await shake({ ...asks, maxVersion: 'TLSv1.2' })).toMatchObject({ ok: false, kind: 'refused' })
  })

  test('not given, asked for a page', async () => {
    await using site = await startSite({ tls: asks })
    const target = {
      host: '127.0.0.1',
      port: site.port,
      tls: { serverName: 'localhost', verify: true, ca: authority.cert },
    }
    const asked = {
      target,
      method: 'GET',
      path: '/',
      headers: [['Host', 'x']] as const,
      readBody: true,
      maxBody: 9,
    }
    expectRefusal(await within(5, deadline => request(asked, deadline)))
  })

  test('one that the server does not trust', async () => {
    const outcome = await shake(asks, { certificate: selfSigned.cert, key: selfSigned.key })
    expectRefusal(outcome)
  })

  test.each([
    ['the key of another one', { certificate: client.cert, key: valid.key }],
    ['a file that is no certificate', { certificate: '-----BEGIN CERTIFICATE-----\nx\n', key: client.key }],
    ['a CA file that is none', { ca: '-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n' }],
  ])('%s is our mistake, and nobody is asked', async (_, tls) => {
    await using server = await startTcp(behaviours.banner, { tls: asks })
    const target = {
      host: '127.0.0.1',
      port: server.port,
      tls: { serverName: 'localhost', verify: true, ...tls },
    }
    const asked = { target, expect: [], all: false, maxBytes: 9, delay: 0 }
    expect(await within(5, deadline => converse(asked, deadline))).toMatchObject({
      ok: false,
      kind: 'denied',
    })
    expect(server.connections).toBe(0)
  })
})

describe('versions', () => {
  test.each<['TLSv1.2' | undefined, Partial<TlsRequest>, string]>([
    ['TLSv1.2', {}, 'TLSv1.2'],
    ['TLSv1.2', { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.3' }, 'TLSv1.2'],
    [undefined, { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2' }, 'TLSv1.2'],
    [undefined, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, 'TLSv1.3'],
  ])('a server up to %s, asked for %j: %s', async (maxVersion, tls, version) => {
    const settings = { identity: valid, ...(maxVersion === undefined ? {} : { maxVersion }) }
    expect(await shake(settings, tls)).toMatchObject({
      ok: true,
      value: { connection: { tls: { version } } },
    })
  })

  test('a server of TLS 1.2, asked for 1.3 only', async () => {
    const outcome = await shake(
      { identity: valid, maxVersion: 'TLSv1.2' },
      { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' },
    )
    expect(outcome).toMatchObject({
      ok: false,
      kind: 'refused',
      text: expect.stringMatching(/^TLS refused: /),
    })
  })
})

describe('the wrong protocol', () => {
  test('TLS from a server without', async () => {
    expect(await shake(undefined)).toMatchObject({
      ok: false,
      kind: 'malformed',
      text: 'the answer is not TLS',
    })
  })

  test('no TLS from a server with', async () => {
    await using site = await startSite({ tls: { identity: valid } })
    const asked = {
      target: { host: '127.0.0.1', port: site.port },
      method: 'GET',
      path: '/',
      headers: [],
      readBody: true,
      maxBody: 9,
    }
    const outcome = await within(5, deadline => request(asked, deadline))
    expect(outcome).toMatchObject({ ok: false })
    expect(outcome.ok ? '' : outcome.kind).toMatch(/^(closed|malformed)$/)
  })

  test.each([
    ['closesAtOnce', 'closed', /^connection (?:closed in the TLS handshake|reset by the peer)$/],
    ['resets', 'closed', /^connection reset by the peer$/],
    ['silent', 'timeout', /^no answer in 0.5 s$/],
  ] as const)('a TCP server that %s: %s', async (name, kind, text) => {
    const before = countResources()
    await using server = await startTcp(behaviours[name])
    const target = {
      host: '127.0.0.1',
      port: server.port,
      tls: { serverName: 'localhost', verify: true, ca: authority.cert },
    }
    const asked = { target, expect: [], all: false, maxBytes: 9, delay: 0 }
    const outcome = await within(0.5, deadline => converse(asked, deadline))
    expect(outcome).toMatchObject({ ok: false, kind, text: expect.stringMatching(text) })
    await server.close()
    await expect.poll(() => leftBehind(before)).toEqual({})
  })
})

/** The server's alert, or the reset that overtakes it on its way: a server that has said no does not read on. */
function expectRefusal(outcome: Outcome<unknown>): void {
  expect(outcome.ok ? 'accepted' : outcome.kind).toMatch(/^(?:refused|closed)$/)
}
