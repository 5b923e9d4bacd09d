import { gzipSync } from 'node:zlib'
import type { Page } from './http-server.ts'

/** Answers that break the rules of HTTP, byte for byte. */
export const brokenPages = {
  /** Closes without a word. */
  '/broken/no-answer': request => {
    request.socket.end()
  },
  '/broken/reset': request => {
    request.socket.resetAndDestroy()
  },
  /** A whole answer and FIN, but goes on listening: half a connection. */
  '/broken/half-closed': raw('HTTP/1.1 200 OK\r\n\r\nhalf\n'),
  '/broken/close-in-headers': raw('HTTP/1.1 200 OK\r\nContent-Ty'),
  '/broken/close-in-body': raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n10\r\nhalf of it'),
  '/broken/reset-in-body': request => {
    const { socket } = request
    socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf', () => socket.resetAndDestroy())
  },
  '/broken/length-too-long': raw('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this'),
  '/broken/length-too-short': raw('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nmore than four bytes'),
  '/broken/length-negative': raw('HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\nless'),
  '/broken/length-twice': raw('HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nthis'),
  '/broken/chunk-size': raw('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nbody\r\n0\r\n\r\n'),
  '/broken/gzip': raw(
    'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\nthis is not gzip',
  ),
  '/broken/gzip-cut': raw(
    'HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nConnection: close\r\n\r\n',
    gzipSync('Welcome to the shop'.repeat(100)).subarray(0, 30),
  ),
  '/broken/encoding-unknown': raw('HTTP/1.1 200 OK\r\nContent-Encoding: rot13\r\n\r\njrypbzr'),
  /** What a database or a mail server behind the wrong port says. */
  '/broken/garbage': raw('220 vip.example.com ESMTP ready|load=99\r\n'),
  '/broken/binary': raw(Buffer.from([0x15, 0x03, 0x01, 0x00, 0x02, 0x02, 0x46, 0x00, 0xff, 0xfe])),
  '/broken/endless-header': request => {
    const { socket } = request
    socket.write('HTTP/1.1 200 OK\r\nX-Padding: ')
    const block = Buffer.alloc(65_536, 'x')
    const pump = () => {
      while (!socket.destroyed && socket.write(block));
    }
    socket.on('drain', pump)
    pump()
  },
  /** Ten thousand header lines. */
  '/broken/many-headers': raw(
    'HTTP/1.1 200 OK\r\n',
    Array.from({ length: 10_000 }, (_, at) => `X-Line-${at}: ${at}\r\n`).join(''),
    'Content-Length: 0\r\n\r\n',
  ),
  '/broken/http-1.0': raw('HTTP/1.0 200 OK\r\nContent-Type: text/plain\r\n\r\nold but good\n'),
  '/broken/http-0.9': raw('<html>older</html>\n'),
  '/broken/http-9.9': raw('HTTP/9.9 200 OK\r\n\r\nnewer\n'),
  '/broken/status-999': raw('HTTP/1.1 999 Beyond\r\nContent-Length: 0\r\n\r\n'),
  '/broken/status-not-a-number': raw('HTTP/1.1 abc OK\r\n\r\n'),
  '/broken/no-reason': raw('HTTP/1.1 200\r\nContent-Length: 3\r\n\r\nok\n'),
  /** Text in the status line that would start perfdata and be markup. */
  '/broken/status-markup': raw(
    'HTTP/1.1 503 down|load=99 <b>now</b>\r\nContent-Length: 5\r\nConnection: close\r\n\r\ndown\n',
  ),
  '/broken/status-nul': raw('HTTP/1.1 500 a\0b\x1b[31m\r\nContent-Length: 0\r\n\r\n'),
  '/broken/status-not-utf8': raw(
    'HTTP/1.1 500 ',
    Buffer.from([0xff, 0xc3, 0x28]),
    '\r\nContent-Length: 0\r\n\r\n',
  ),
  '/broken/header-markup': raw(
    'HTTP/1.1 302 Found\r\nLocation: /a|b=1<script>\r\nX-Node: <i>|c=2\r\nContent-Length: 0\r\n\r\n',
  ),
  '/broken/header-nul': raw('HTTP/1.1 200 OK\r\nX-Node: a\0b\r\nContent-Length: 0\r\n\r\n'),
  '/broken/header-not-utf8': raw(
    'HTTP/1.1 200 OK\r\nX-Node: ',
    Buffer.from([0xff, 0xc3, 0x28]),
    '\r\nContent-Length: 0\r\n\r\n',
  ),
} as const satisfies Record<string, Page>

/** Writes these bytes to the connection and nothing else, then ends our half of it. */
function raw(...parts: readonly (string | Buffer)[]): Page {
  const bytes = Buffer.concat(parts.map(part => Buffer.from(part)))
  return ({ socket }) => {
    socket.end(bytes)
  }
}
