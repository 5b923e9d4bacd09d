import { createServer } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type HttpReply, type HttpRequest, request } from '../../lib/probe/http.ts'
import type { Outcome } from '../../lib/probe/outcome.ts'
import { within } from '../support/deadline.ts'
import { type Site, startSite } from '../support/http-server.ts'
import { countResources, leftBehind } from '../support/process.ts'
import { listen } from '../support/servers.ts'
import { type Behaviour, behaviours, findRefusingPort, say, startTcp } from '../support/tcp-server.ts'

let site: Site
beforeAll(async () => {
  site = await startSite()
})
afterAll(() => site.close())

function ask(
  path: string,
  more: Partial<HttpRequest> = {},
  at: { host: string; port: number } = site,
  seconds = 5,
): Promise<Outcome<HttpReply>> {
  const asked: HttpRequest = {
    target: { host: at.host, port: at.port },
    method: 'GET',
    path,
    headers: [['Host', 'vip.example.com']],
    readBody: true,
    maxBody: 100_000,
    ...more,
  }
  return within(seconds, deadline => request(asked, deadline))
}

/** The reply, or an error that says why there is none. */
async function replyOf(outcome: Promise<Outcome<HttpReply>>): Promise<HttpReply & { text: string }> {
  const answer = await outcome
  if (!answer.ok) throw new Error(`${answer.kind}: ${answer.text}`)
  return { ...answer.value, text: answer.value.body.toString('utf8') }
}

const welcome = '<html><title>Shop</title><body>Welcome to the shop, 7 items</body></html>\n'

describe('answers', () => {
  test.each([
    ['/', 'HTTP/1.1 200 OK', welcome],
    ['/status/503', 'HTTP/1.1 503 Service Unavailable', 'This is status 503.\n'],
    ['/empty', 'HTTP/1.1 204 No Content', ''],
    ['/chunked', 'HTTP/1.1 200 OK', 'one two three\n'],
    ['/gzip', 'HTTP/1.1 200 OK', welcome],
    ['/deflate', 'HTTP/1.1 200 OK', welcome],
    ['/brotli', 'HTTP/1.1 200 OK', welcome],
    ['/slow-first-byte/100', 'HTTP/1.1 200 OK', welcome],
    ['/continue', 'HTTP/1.1 200 OK', welcome],
    ['/early-hints', 'HTTP/1.1 200 OK', welcome],
    ['/redirect/ok', 'HTTP/1.1 302 Found', 'Elsewhere.\n'],
    ['/broken/half-closed', 'HTTP/1.1 200 OK', 'half\n'],
    ['/broken/http-1.0', 'HTTP/1.0 200 OK', 'old but good\n'],
    ['/broken/length-too-short', 'HTTP/1.1 200 OK', 'more'],
    ['/broken/no-reason', 'HTTP/1.1 200', 'ok\n'],
    ['/broken/status-999', 'HTTP/1.1 999 Beyond', ''],
    ['/broken/status-nul', 'HTTP/1.1 500 a\0b\x1b[31m', ''],
    ['/broken/status-markup', 'HTTP/1.1 503 down|load=99 <b>now</b>', 'down\n'],
  ])('%s: %s', async (path, statusLine, text) => {
    expect(await replyOf(ask(path))).toMatchObject({ statusLine, text, bodyCut: false })
  })

  test('two 100 Continue in one piece with the answer are read over', async () => {
    const more = 'HTTP/1.1 100 Continue\r\n\r\n'
    await using server = await startTcp(say(`${more}${more}HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes`))
    expect(await replyOf(ask('/', {}, server))).toMatchObject({ statusLine: 'HTTP/1.1 200 OK', text: 'yes' })
  })

  test('an answer that comes byte by byte', async () => {
    await using server = await startTcp(dribble('HTTP/1.0 203 So\r\nX-A: b\r\n\r\nslow'))
    expect(await replyOf(ask('/', {}, server))).toMatchObject({ statusLine: 'HTTP/1.0 203 So', text: 'slow' })
  })

  test('a reset after a body that only its end delimits is the end of it', async () => {
    await using server = await startTcp(socket => {
      socket.write('HTTP/1.1 200 OK\r\n\r\nhalf', () => setTimeout(() => socket.resetAndDestroy(), 50))
    })
    expect(await ask('/', {}, server)).toMatchObject({ ok: true, value: { bodyBytes: 4 } })
  })

  test('repeated headers come one by one, in lower case', async () => {
    const { headers } = await replyOf(ask('/duplicate-headers'))
    expect(headers).toContainEqual(['set-cookie', 'a=1'])
    expect(headers).toContainEqual(['set-cookie', 'b=2'])
    expect(headers).toContainEqual(['x-node', 'rs1'])
  })

  test('bytes above 0x7f in a header come as Latin-1, one character a byte', async () => {
    const { headers } = await replyOf(ask('/broken/header-not-utf8'))
    expect(headers).toContainEqual(['x-node', '\xff\xc3('])
  })

  test('a body that is no text comes byte by byte', async () => {
    const { body } = await replyOf(ask('/not-utf8'))
    expect(body.subarray(0, 4)).toEqual(Buffer.from([0xff, 0xfe, 0xc3, 0x28]))
  })

  test('every request goes on a connection of its own', async () => {
    const before = site.connections
    await Promise.all([ask('/'), ask('/'), ask('/')])
    expect(site.connections - before).toBe(3)
  })

  test('times count up: connected, first byte, all of it', async () => {
    const { connection, firstByteMs, totalMs } = await replyOf(ask('/slow-first-byte/300'))
    expect(connection.connectMs).toBeLessThan(firstByteMs)
    expect(firstByteMs).toBeGreaterThanOrEqual(295)
    expect(totalMs).toBeGreaterThanOrEqual(firstByteMs)
  })
})

describe('requests', () => {
  test('the request line and the headers are those asked for', async () => {
    const headers = [
      ['Host', 'www.example.com:8080'],
      ['X-Test', 'a b'],
    ] as const
    const seen = JSON.parse((await replyOf(ask('/echo?a=%20b', { headers }))).text)
    expect(seen).toMatchObject({ method: 'GET', url: '/echo?a=%20b', httpVersion: '1.1', body: '' })
    expect(seen.rawHeaders).toEqual(['host', 'www.example.com:8080', 'connection', 'close', 'X-Test', 'a b'])
  })

  test('POST brings its body and the length of it in bytes', async () => {
    const seen = JSON.parse((await replyOf(ask('/echo', { method: 'POST', body: 'naïve=1' }))).text)
    expect(seen).toMatchObject({ method: 'POST', body: 'naïve=1' })
    expect(seen.rawHeaders.join()).toContain('content-length,8')
  })

  test('HEAD has no body, whatever its headers promise', async () => {
    const { headers, bodyBytes } = await replyOf(ask('/', { method: 'HEAD' }))
    expect(headers).toContainEqual(['content-length', '74'])
    expect(bodyBytes).toBe(0)
  })

  test('a method of the user reaches the server', async () => {
    const site = await startTcp(socket => {
      socket.once('data', (words: Buffer) => {
        const line = words.toString('latin1').split('\r\n')[0] ?? ''
        socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${line.length}\r\n\r\n${line}`)
      })
    })
    expect((await replyOf(ask('/', { method: 'PURGE' }, site))).text).toBe('PURGE / HTTP/1.1')
    await site.close()
  })

  test('headers are enough where the body is not wanted', async () => {
    expect(await replyOf(ask('/endless', { readBody: false }))).toMatchObject({ status: 200, bodyBytes: 0 })
  })
})

describe('no answer', () => {
  test.each([
    ['/broken/no-answer', 'closed', 'connection closed by the peer before an answer came'],
    ['/broken/reset', 'closed', 'connection reset by the peer before an answer came'],
    ['/broken/close-in-headers', 'closed', 'connection closed by the peer before an answer came'],
    ['/broken/close-in-body', 'closed', 'connection closed by the peer after 10 bytes of the body'],
    ['/broken/reset-in-body', 'closed', 'connection reset by the peer after 4 bytes of the body'],
    ['/broken/length-too-long', 'closed', 'connection closed by the peer after 9 bytes of the body'],
    ['/broken/length-negative', 'malformed', 'the answer is not HTTP (Invalid character in Content-Length)'],
    ['/broken/length-twice', 'malformed', 'Response body length does not match content-length header'],
    [
      '/broken/chunk-size',
      'malformed',
      'the body is not framed as HTTP wants it (Invalid character in chunk size)',
    ],
    ['/broken/garbage', 'malformed', 'the answer is not HTTP (Expected HTTP/, RTSP/ or ICE/)'],
    ['/broken/binary', 'malformed', 'the answer is not HTTP (Expected HTTP/, RTSP/ or ICE/)'],
    ['/broken/http-0.9', 'malformed', 'the answer is not HTTP (Expected HTTP/, RTSP/ or ICE/)'],
    ['/broken/http-9.9', 'malformed', 'the answer is not HTTP (Invalid HTTP version)'],
    ['/broken/status-not-a-number', 'malformed', 'the answer is not HTTP (Invalid status code)'],
    ['/broken/header-nul', 'malformed', 'the answer is not HTTP (Invalid header value char)'],
    ['/broken/endless-header', 'malformed', 'the headers are longer than 65536 bytes'],
    ['/broken/many-headers', 'malformed', 'the headers are longer than 65536 bytes'],
    ['/huge-header/70000', 'malformed', 'the headers are longer than 65536 bytes'],
  ])('%s: %s, %s', async (path, kind, text) => {
    const outcome = await ask(path)
    expect(outcome).toMatchObject({ ok: false, kind, text, connection: { address: '127.0.0.1' } })
  })

  test.each([
    ['banner', 'malformed'],
    ['echo', 'malformed'],
    ['endless', 'malformed'],
    ['closesAtOnce', 'closed'],
    ['resets', 'closed'],
  ] as const)('a TCP server that %s: %s', async (name, kind) => {
    await using server = await startTcp(behaviours[name])
    expect(await ask('/', {}, server)).toMatchObject({ ok: false, kind })
  })

  test('switching protocols, which nobody has asked for', async () => {
    await using server = await startTcp(say('HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n'))
    expect(await ask('/', {}, server)).toMatchObject({
      ok: false,
      kind: 'malformed',
      text: 'the answer is not one to this request',
    })
  })

  test('refused', async () => {
    const port = await findRefusingPort()
    const outcome = await ask('/', {}, { host: '127.0.0.1', port })
    expect(outcome).toMatchObject({ ok: false, kind: 'refused', text: 'connection refused' })
    expect(outcome).not.toHaveProperty('connection')
  })
})

describe('bodies', () => {
  test('a body ends at the limit, and says so', async () => {
    expect(await replyOf(ask('/endless', { maxBody: 1000 }))).toMatchObject({
      text: 'x'.repeat(1000),
      bodyCut: true,
    })
  })

  test('a body of just the limit is whole', async () => {
    expect(await replyOf(ask('/bytes/1000', { maxBody: 1000 }))).toMatchObject({
      bodyBytes: 1000,
      bodyCut: false,
    })
  })

  test('a small answer that unpacks to a hundred megabytes is read to the limit', async () => {
    const { body, bodyCut } = await replyOf(ask('/gzip-bomb', { maxBody: 200_000 }))
    expect({ length: body.length, bodyCut }).toEqual({ length: 200_000, bodyCut: true })
  })

  test.each([
    ['/broken/gzip', 'this is not gzip', 'the body is not valid gzip (incorrect header check)'],
    [
      '/broken/encoding-unknown',
      'jrypbzr',
      "content-encoding 'rot13' is not supported, identity, gzip, deflate and br are",
    ],
  ])('%s comes as it is, with the reason', async (path, text, decodeProblem) => {
    expect(await replyOf(ask(path))).toMatchObject({ text, decodeProblem })
  })

  test('a gzip body that ends too early', async () => {
    const { decodeProblem } = await replyOf(ask('/broken/gzip-cut'))
    expect(decodeProblem).toBe('the body is not valid gzip (unexpected end of file)')
  })
})

describe('the deadline', () => {
  test.each([
    ['/silent', 'no answer in 0.5 s'],
    ['/slow-body', /^the body was not complete in 0.5 s, \d+ bytes came$/],
  ])('%s ends at it: %s', async (path, text) => {
    const outcome = await ask(path, {}, site, 0.5)
    expect(outcome).toMatchObject({ ok: false, kind: 'timeout' })
    expect(outcome.ok ? '' : outcome.text).toMatch(text)
  })

  test('a server that never accepts a second packet', async () => {
    await using server = await startTcp(behaviours.silent)
    expect(await ask('/', {}, server, 0.5)).toMatchObject({ ok: false, kind: 'timeout' })
  })

  test('nothing is left open, however it ended', async () => {
    const server = createServer(socket => socket.pause())
    await using mute = await listen(server, {})
    const before = countResources()
    await Promise.all([
      ask('/silent', {}, site, 0.5),
      ask('/slow-body', {}, site, 0.5),
      ask('/endless', { maxBody: 10 }),
      ask('/broken/reset-in-body'),
      ask('/broken/garbage'),
      ask('/', {}, mute, 0.5),
    ])
    await expect.poll(() => clientsLeft(before)).toEqual({})
  })
})

/** Sockets and timers beyond those of before; the servers' own ends go when the client's do. */
function clientsLeft(before: Readonly<Record<string, number>>): Record<string, number> {
  const { TCPSocketWrap = 0, TCPConnectWrap = 0, Timeout = 0 } = leftBehind(before)
  const left = { TCPSocketWrap, TCPConnectWrap, Timeout }
  return Object.fromEntries(Object.entries(left).filter(([, number]) => number > 0))
}

/** One byte every few milliseconds, then the end. */
function dribble(text: string): Behaviour {
  return socket => {
    const bytes = [...text]
    socket.setNoDelay(true)
    const timer = setInterval(() => {
      const byte = bytes.shift()
      if (byte !== undefined) return socket.write(byte)
      clearInterval(timer)
      return socket.end()
    }, 2)
    socket.once('close', () => clearInterval(timer))
    socket.resume()
  }
}
