import { opendirSync } from 'node:fs'
import { quote } from '../core/text.ts'
import { failure, type Outcome, success } from './outcome.ts'

/** Names in a folder, sorted. A folder with more than `limit` is a failure: it is read whole or not at all. */
export function listFolder(path: string, limit: number): Outcome<readonly string[]> {
  const names: string[] = []
  try {
    const folder = opendirSync(path)
    try {
      for (let entry = folder.readSync(); entry !== null; entry = folder.readSync()) {
        if (names.length === limit)
          return failure('malformed', `${quote(path)} holds more than ${limit} names`)
        names.push(entry.name)
      }
    } finally {
      folder.closeSync()
    }
    return success(names.toSorted())
  } catch (error) {
    return explain(path, error)
  }
}

function explain(path: string, error: unknown): Outcome<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('missing', `there is no folder ${quote(path)}`)
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('denied', `this user may not look into ${quote(path)}`, `See who may: ls -ld ${path}`)
  }
  return failure('malformed', `${quote(path)} cannot be looked into: ${code}`)
}
