import type { Socket } from 'node:net'

/** The beginning of what came, up to the end of the status line, and when the first and the last bytes came. */
export interface Head {
  bytes: Buffer
  firstMs: number
  lastMs: number
}

const maxStatusLine = 1_000

/**
 * What undici does not tell: the status line as it came, with the version. And what it does not bear: a 100
 * Continue that nobody has asked for, which RFC 9110 (15.2) wants to be read over. Times are taken here because
 * the parser is compiled when it meets the first answer, which takes longer than many a peer.
 */
export function tapHead(socket: Socket, clock: () => number): Head {
  const head: Head = { bytes: Buffer.alloc(0), firstMs: 0, lastMs: 0 }
  const touch = () => {
    head.lastMs = clock()
    if (head.bytes.length === 0) head.firstMs = head.lastMs
  }
  socket.prependOnceListener('end', touch)
  const read = socket.read.bind(socket)
  const readOn = (size?: number): unknown => {
    const part: unknown = read(size)
    if (!(part instanceof Buffer)) return part
    touch()
    if (head.bytes.length >= maxStatusLine || head.bytes.includes('\n')) return part
    const rest = head.bytes.length === 0 ? withoutContinue(part) : part
    if (rest.length === 0) return readOn(size)
    head.bytes = Buffer.concat([head.bytes, rest.subarray(0, maxStatusLine)])
    return rest
  }
  socket.read = readOn
  return head
}

/** The status line from the first bytes, or put together where another answer (103) came before this one. */
export function statusLineOf(head: Head, status: number, reason: string): string {
  const [first = ''] = head.bytes.toString('utf8').split(/\r?\n/, 1)
  const [, version = 'HTTP/1.1', code] = /^(HTTP\/\d\.\d) +(\d{3})\b/.exec(first) ?? []
  return (code === String(status) ? first : `${version} ${status} ${reason}`).trimEnd()
}

function withoutContinue(bytes: Buffer): Buffer {
  let rest = bytes
  while (/^HTTP\/1\.\d 100\b/.test(rest.toString('latin1', 0, 12))) {
    const end = rest.indexOf('\r\n\r\n')
    if (end < 0) return rest
    rest = rest.subarray(end + 4)
  }
  return rest
}
