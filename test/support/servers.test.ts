import { connect, type Socket } from 'node:net'
import { text } from 'node:stream/consumers'
import { type ConnectionOptions, connect as connectTls } from 'node:tls'
import { afterAll, describe, expect, test } from 'vitest'
import { startBalancer } from './balancer.ts'
import { makeCertificates } from './certificates.ts'
import { startSite } from './http-server.ts'
import { behaviours, findRefusingPort, say, startTcp } from './tcp-server.ts'

// The tests of the checks trust these servers, so they are shown to do what their names say.

describe('tcp servers', () => {
  test.each([
    ['banner', '220 vip.example.com ESMTP ready\r\n'],
    ['bannerWithPipe', '220 hello|load=99 ESMTP\r\n'],
    ['slowBanner', '220 vip.example.com ready\r\n'],
    ['closesAtOnce', ''],
  ] as const)('%s says %j', async (name, wanted) => {
    await using server = await startTcp(behaviours[name])
    expect(await readFrom(connect(server), wanted.length)).toBe(wanted)
  })

  test.each(['resets', 'resetsAfterBanner'] as const)('%s sends RST', async name => {
    await using server = await startTcp(behaviours[name])
    await expect(text(connect(server))).rejects.toThrow('ECONNRESET')
  })

  test('a refusing port refuses', async () => {
    const port = await findRefusingPort()
    await expect(text(connect({ host: '127.0.0.1', port }))).rejects.toThrow('ECONNREFUSED')
  })

  test('a balancer deals connections round robin, and a dead real server breaks its share', async () => {
    await using one = await startTcp(say('1'))
    await using two = await startTcp(say('2'))
    const dead = { host: '127.0.0.1', port: await findRefusingPort() }
    await using vip = await startBalancer([one, two, dead])
    const said: string[] = []
    for (let at = 0; at < 6; at++) said.push(await readFrom(connect(vip), 1).catch(String))
    const short = said.map(each => (each.includes('ECONNRESET') ? 'reset' : each))
    expect(short).toEqual(['1', '2', 'reset', '1', '2', 'reset'])
  })
})

describe('tls servers', () => {
  const certificates = makeCertificates()
  afterAll(() => certificates.remove())

  test.each([
    ['valid', undefined],
    ['expiring', undefined],
    ['expired', 'CERT_HAS_EXPIRED'],
    ['notYetValid', 'CERT_NOT_YET_VALID'],
    ['wrongName', 'ERR_TLS_CERT_ALTNAME_INVALID'],
    ['selfSigned', 'DEPTH_ZERO_SELF_SIGNED_CERT'],
  ] as const)('%s: %s', async (name, code) => {
    await using server = await startTcp(behaviours.banner, { tls: { identity: certificates[name] } })
    expect(await codeOf(dial(server.port, { ca: certificates.authority.cert }))).toBe(code)
  })

  test('a client certificate that is demanded is missed', async () => {
    const tls = { identity: certificates.valid, clientAuthority: certificates.authority }
    await using server = await startTcp(behaviours.banner, { tls })
    const trust = { ca: certificates.authority.cert }
    const { key, cert } = certificates.client
    expect(await codeOf(dial(server.port, trust))).toBe('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')
    expect(await codeOf(dial(server.port, { ...trust, key, cert }))).toBeUndefined()
  })

  test('TLS 1.2 only', async () => {
    const tls = { identity: certificates.valid, maxVersion: 'TLSv1.2' } as const
    await using server = await startTcp(behaviours.banner, { tls })
    const ca = certificates.authority.cert
    expect(await codeOf(dial(server.port, { ca }))).toBeUndefined()
    expect(await codeOf(dial(server.port, { ca, minVersion: 'TLSv1.3' }))).toBeDefined()
  })
})

describe('http servers', () => {
  test.each([
    ['/', 200, 'Welcome'],
    ['/status/503', 503, 'status 503'],
    ['/chunked', 200, 'one two three'],
    ['/gzip', 200, 'Welcome'],
    ['/brotli', 200, 'Welcome'],
    ['/redirect/ok', 200, 'Welcome'],
    ['/redirect/relative', 200, 'one two'],
    ['/redirect/chain/3', 200, 'Welcome'],
    ['/early-hints', 200, 'Welcome'],
    ['/basic', 401, 'Who'],
    ['/slow-first-byte/20', 200, 'Welcome'],
    ['/broken/http-1.0', 200, 'old but good'],
    ['/broken/half-closed', 200, 'half'],
    ['/no-such-page', 404, '404'],
  ])('%s answers %i', async (path, status, body) => {
    await using site = await startSite()
    const response = await fetch(site.url(path))
    expect(response.status).toBe(status)
    expect(await response.text()).toContain(body)
  })

  test.each([
    '/redirect/loop',
    '/broken/no-answer',
    '/broken/reset',
    '/broken/close-in-headers',
    '/broken/close-in-body',
    '/broken/length-too-long',
    '/broken/gzip',
    '/broken/garbage',
    '/broken/many-headers',
  ])('%s is no answer', async path => {
    await using site = await startSite()
    await expect(fetch(site.url(path)).then(response => response.text())).rejects.toThrow(TypeError)
  })

  test('requests are counted by connection', async () => {
    await using site = await startSite()
    const request = (extra = '') => `GET /empty HTTP/1.1\r\nHost: vip.example.com\r\n${extra}\r\n`
    await Promise.all([1, 2].map(() => exchange(site.port, request() + request('Connection: close\r\n'))))
    expect(site.connections).toBe(2)
    expect(site.seen.map(each => each.connection).sort()).toEqual([1, 1, 2, 2])
  })
})

/** The first bytes a server says. */
async function readFrom(socket: Socket, length: number): Promise<string> {
  let said = ''
  for await (const part of socket) {
    said += String(part)
    if (said.length >= length) break
  }
  socket.destroy()
  return said
}

async function exchange(port: number, request: string): Promise<string> {
  const socket = connect({ host: '127.0.0.1', port })
  socket.write(request)
  return text(socket)
}

function dial(port: number, options: ConnectionOptions): Promise<string> {
  return readFrom(connectTls({ host: '127.0.0.1', servername: 'localhost', port, ...options }), 3)
}

async function codeOf(outcome: Promise<unknown>): Promise<string | undefined> {
  try {
    await outcome
    return undefined
  } catch (error) {
    return error instanceof Error && 'code' in error ? String(error.code) : String(error)
  }
}
