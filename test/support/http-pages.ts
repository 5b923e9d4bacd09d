import type { ServerResponse } from 'node:http'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import type { Page } from './http-server.ts'

const welcome = '<html><title>Shop</title><body>Welcome to the shop, 7 items</body></html>\n'

/** Pages that keep to the rules of HTTP, though not always to those of good sense. */
export const pages = {
  '/': (_, response) => send(response, 200, welcome),
  /** `/status/404` */
  '/status': (_, response, rest) => send(response, Number(rest), `This is status ${rest}.\n`),
  '/empty': (_, response) => response.writeHead(204).end(),
  /** The request as it arrived, as JSON. */
  '/echo': (request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      const { method, url, httpVersion, rawHeaders } = request
      const body = Buffer.concat(parts).toString('utf8')
      send(response, 200, JSON.stringify({ method, url, httpVersion, rawHeaders, body }))
    })
  },
  '/chunked': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' })
    for (const part of ['one ', 'two ', 'three\n']) response.write(part)
    response.end()
  },
  /** A body of so many bytes: `/bytes/5000`. */
  '/bytes': (_, response, rest) => send(response, 200, 'x'.repeat(Number(rest))),
  '/gzip': (_, response) => sendEncoded(response, 'gzip', gzipSync(welcome)),
  '/deflate': (_, response) => sendEncoded(response, 'deflate', deflateSync(welcome)),
  '/brotli': (_, response) => sendEncoded(response, 'br', brotliCompressSync(welcome)),
  /** A hundred megabytes of zeros in a hundred kilobytes. */
  '/gzip-bomb': (_, response) => sendEncoded(response, 'gzip', gzipSync(Buffer.alloc(100_000_000))),
  '/redirect/ok': (_, response) => redirect(response, '/'),
  '/redirect/relative': (_, response) => redirect(response, '../chunked'),
  '/redirect/loop': (_, response) => redirect(response, '/redirect/loop'),
  /** `/redirect/chain/3` takes three steps to `/`. */
  '/redirect/chain': (_, response, rest) =>
    redirect(response, Number(rest) > 1 ? `/redirect/chain/${Number(rest) - 1}` : '/'),
  /** `/redirect/to/https://127.0.0.1:8443/`: any other host, port or scheme. */
  '/redirect/to': (_, response, rest) => redirect(response, rest),
  /** `/redirect/status/307` */
  '/redirect/status': (_, response, rest) => redirect(response, '/echo', Number(rest)),
  '/redirect/no-location': (_, response) => response.writeHead(302).end(),
  '/redirect/no-url': (_, response) => redirect(response, 'http://[::bad/'),
  '/redirect/file': (_, response) => redirect(response, 'file:///etc/hostname'),
  /** 100 Continue, which nobody has asked for, before the answer. undici takes it for a bad response. */
  '/continue': (_, response) => {
    response.writeContinue()
    send(response, 200, welcome)
  },
  /** 103 before the answer. */
  '/early-hints': (_, response) => {
    response.writeEarlyHints({ link: '</style.css>; rel=preload' })
    send(response, 200, welcome)
  },
  /** For user `monitor` with the password `s3cret`. */
  '/basic': (request, response) => {
    const wanted = `Basic ${Buffer.from('monitor:s3cret').toString('base64')}`
    if (request.headers.authorization === wanted) send(response, 200, welcome)
    else send(response, 401, 'Who are you?\n', { 'www-authenticate': 'Basic realm="shop"' })
  },
  /** For the token `t0ken`. */
  '/bearer': (request, response) => {
    const known = request.headers.authorization === 'Bearer t0ken'
    send(response, known ? 200 : 401, known ? welcome : 'Who are you?\n')
  },
  /** Changed so many seconds ago: `/age/3600`. */
  '/age': (_, response, rest) => {
    const changed = new Date(Date.now() - Number(rest) * 1000).toUTCString()
    send(response, 200, welcome, { 'last-modified': changed })
  },
  '/duplicate-headers': (_, response) =>
    send(response, 200, welcome, { 'set-cookie': ['a=1', 'b=2'], 'x-node': ['rs1', 'rs2'] }),
  /** A header of so many bytes: `/huge-header/100000`. */
  '/huge-header': (_, response, rest) =>
    send(response, 200, welcome, { 'x-padding': 'x'.repeat(Number(rest)) }),
  /** Never answers. */
  '/silent': () => undefined,
  /** Waits so many milliseconds before the first byte: `/slow-first-byte/300`. */
  '/slow-first-byte': (_, response, rest) => {
    const timer = setTimeout(() => send(response, 200, welcome), Number(rest))
    response.once('close', () => clearTimeout(timer))
  },
  /** The headers at once, the body a byte every 20 ms, for ever. */
  '/slow-body': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/plain' }).write('x')
    const timer = setInterval(() => response.write('x'), 20)
    response.once('close', () => clearInterval(timer))
  },
  '/endless': (_, response) => {
    const block = Buffer.alloc(65_536, 'x')
    const pump = () => {
      while (!response.destroyed && response.write(block));
    }
    response.on('drain', pump)
    pump()
  },
  '/markup': (_, response) =>
    send(response, 200, '<script>alert(1)</script>|load=99\r\n\x1b[31mred \u202eltr\0 end\n'),
  '/not-utf8': (_, response) =>
    send(response, 200, Buffer.from([0xff, 0xfe, 0xc3, 0x28, 0x57, 0x65, 0x6c, 0x63, 0x6f, 0x6d, 0x65])),
} as const satisfies Record<string, Page>

function send(
  response: ServerResponse,
  status: number,
  body: string | Buffer,
  headers: Readonly<Record<string, string | string[]>> = {},
): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'content-length': Buffer.byteLength(body),
    ...headers,
  })
  response.end(body)
}

function sendEncoded(response: ServerResponse, encoding: string, body: Buffer): void {
  send(response, 200, body, { 'content-encoding': encoding })
}

function redirect(response: ServerResponse, location: string, status = 302): void {
  send(response, status, 'Elsewhere.\n', { location })
}
