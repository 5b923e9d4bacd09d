import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { quote } from '../core/text.ts'
import { quoteWord } from '../text/shell-word.ts'
import { failure, type Outcome, success } from './outcome.ts'

/**
 * The bytes of a regular file. Opened without blocking, so a FIFO or a device cannot hang the check.
 * @param limit more bytes than this are a failure of kind `malformed`: a file is read whole or not at all
 * @param piece bytes asked for at once; what /proc makes up as it is read may depend on it
 */
export function readFile(path: string, limit: number, piece = Number.POSITIVE_INFINITY): Outcome<Buffer> {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    const about = fstatSync(descriptor)
    if (!about.isFile()) return failure('malformed', `${quote(path)} is not a regular file`)
    if (about.size > limit) return failure('malformed', `${quote(path)} is longer than ${limit} bytes`)
    return readUpTo(descriptor, path, limit, piece)
  } catch (error) {
    return explainFileError(path, error)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

const firstBytes = 65_536

/** Reads to the end rather than to the size: files in /proc have none. */
function readUpTo(descriptor: number, path: string, limit: number, piece: number): Outcome<Buffer> {
  let buffer = Buffer.allocUnsafe(firstBytes)
  let size = 0
  for (;;) {
    if (size === buffer.length) buffer = Buffer.concat([buffer], 2 * size)
    const length = readSync(descriptor, buffer, size, Math.min(piece, buffer.length - size), null)
    if (length === 0) return success(buffer.subarray(0, size))
    size += length
    if (size > limit) return failure('malformed', `${quote(path)} is longer than ${limit} bytes`)
  }
}

export function explainFileError(path: string, error: unknown): Outcome<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('missing', `there is no file ${quote(path)}`)
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('denied', `${quote(path)} cannot be read by this user`, grantOf(path))
  }
  return failure('malformed', `${quote(path)} cannot be read: ${code}`)
}

/** What the kernel shows has no access list. */
function grantOf(path: string): string {
  const word = quoteWord(path)
  if (/^\/(?:proc|sys)\//.test(path)) return `See who may: ls -l ${word}`
  return `Let the user of the check read it: setfacl -m u:nagios:r ${word}; see whether a folder on the way is closed: namei -l ${word}`
}
