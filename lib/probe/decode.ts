import { brotliDecompress, constants, gunzip, inflate } from 'node:zlib'
import { quote } from '../core/text.ts'

/** A body after decoding, or as it came with the reason why it could not be decoded. */
export interface Decoded {
  readonly body: Buffer
  readonly decodeProblem?: string
}

/**
 * Undoes a content-encoding, at most to `limit` bytes: a small answer that unpacks to gigabytes ends there.
 * @param cut the body is only its beginning; what can be decoded of it is
 */
export async function decode(body: Buffer, encoding: string, limit: number, cut: boolean): Promise<Decoded> {
  const name = encoding.trim().toLowerCase()
  const zlib = { maxOutputLength: limit, ...(cut ? { finishFlush: constants.Z_SYNC_FLUSH } : {}) }
  const brotli = { maxOutputLength: limit, ...(cut ? { finishFlush: constants.BROTLI_OPERATION_FLUSH } : {}) }
  switch (name) {
    case 'identity':
      return { body }
    case 'gzip':
    case 'x-gzip':
      return settle(body, name, limit, done => gunzip(body, zlib, done))
    case 'deflate':
      return settle(body, name, limit, done => inflate(body, zlib, done))
    case 'br':
      return settle(body, name, limit, done => brotliDecompress(body, brotli, done))
    default:
      return {
        body,
        decodeProblem: `content-encoding ${quote(name)} is not supported, identity, gzip, deflate and br are`,
      }
  }
}

type Done = (error: Error | null, result: Buffer) => void

function settle(body: Buffer, name: string, limit: number, start: (done: Done) => void): Promise<Decoded> {
  const { promise, resolve } = Promise.withResolvers<Decoded>()
  start((error, result) => {
    if (error === null) return resolve({ body: result })
    const code = 'code' in error ? error.code : ''
    const problem =
      code === 'ERR_BUFFER_TOO_LARGE'
        ? `unpacks to more than ${limit} bytes`
        : `is not valid ${name} (${error.message})`
    resolve({ body, decodeProblem: `the body ${problem}` })
  })
  return promise
}
