import type { Transform } from 'node:stream'
import { constants, createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib'
import { quote } from '../core/text.ts'

/** A body after decoding, or as it came with the reason why it could not be decoded. */
export interface Decoded {
  readonly body: Buffer
  /** True when the body is only the beginning of what was or would be decoded. */
  readonly bodyCut: boolean
  readonly decodeProblem?: string
}

/**
 * Undoes a content-encoding, at most to `limit` bytes: a small answer that unpacks to gigabytes ends there.
 * @param cut the body is only its beginning; what can be decoded of it is
 */
export async function decode(body: Buffer, encoding: string, limit: number, cut: boolean): Promise<Decoded> {
  const name = encoding.trim().toLowerCase()
  const flush = cut ? { finishFlush: constants.Z_SYNC_FLUSH } : {}
  switch (name) {
    case 'identity':
      return { body, bodyCut: cut }
    case 'gzip':
    case 'x-gzip':
      return unpack(createGunzip(flush), body, name, limit, cut)
    case 'deflate':
      // Some servers leave the zlib header away, and browsers bear it.
      return unpack(
        hasZlibHeader(body) ? createInflate(flush) : createInflateRaw(flush),
        body,
        name,
        limit,
        cut,
      )
    case 'br':
      return unpack(
        createBrotliDecompress(cut ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {}),
        body,
        name,
        limit,
        cut,
      )
    default:
      return {
        body,
        bodyCut: cut,
        decodeProblem: `content-encoding ${quote(name)} is not supported, identity, gzip, deflate and br are`,
      }
  }
}

function hasZlibHeader(body: Buffer): boolean {
  return ((body[0] ?? 0) & 0x0f) === 8
}

function unpack(
  stream: Transform,
  packed: Buffer,
  name: string,
  limit: number,
  cut: boolean,
): Promise<Decoded> {
  const { promise, resolve } = Promise.withResolvers<Decoded>()
  const parts: Buffer[] = []
  let size = 0
  const settle = (bodyCut: boolean) => resolve({ body: Buffer.concat(parts), bodyCut })
  stream.on('data', (part: Buffer) => {
    parts.push(part.subarray(0, limit - size))
    size += part.length
    if (size <= limit) return
    settle(true)
    stream.destroy()
  })
  stream.once('end', () => settle(cut))
  stream.once('error', error =>
    resolve({
      body: packed,
      bodyCut: cut,
      decodeProblem: `the body is not valid ${name} (${error.message})`,
    }),
  )
  stream.end(packed)
  return promise
}
