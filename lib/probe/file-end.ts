import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs'
import { quote } from '../core/text.ts'
import { explainFileError } from './file.ts'
import { failure, type Outcome, success } from './outcome.ts'

/** The end of a file. */
export interface FileEnd {
  readonly bytes: Buffer
  /** Where in the file `bytes` begins; 0 when they are all of it. */
  readonly offset: number
  /** Milliseconds since the epoch. */
  readonly modified: number
}

/** The last bytes of a regular file. Opened without blocking, so a FIFO or a device cannot hang the check. */
export function readFileEnd(path: string, bytes: number): Outcome<FileEnd> {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    const about = fstatSync(descriptor)
    if (!about.isFile()) return failure('malformed', `${quote(path)} is not a regular file`)
    const offset = Math.max(0, about.size - bytes)
    return success({
      bytes: readAt(descriptor, offset, Math.min(bytes, about.size)),
      offset,
      modified: about.mtimeMs,
    })
  } catch (error) {
    return explainFileError(path, error)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** What is written meanwhile is not read, and what is cut off meanwhile is not there. */
function readAt(descriptor: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const read = readSync(descriptor, bytes, done, length - done, offset + done)
    if (read === 0) break
    done += read
  }
  return bytes.subarray(0, done)
}
