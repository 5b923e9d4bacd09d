import { closeSync, constants, openSync, readSync, type Stats, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { quote } from '../core/text.ts'
import { failure, type Outcome, success } from './outcome.ts'

/** What is known of a file without reading it whole. Plain JSON. */
export interface FileFacts {
  readonly type: 'file' | 'directory' | 'other'
  /** Permission bits, such as 0o755. */
  readonly mode: number
  /** User and group by number. */
  readonly owner: number
  readonly group: number
  readonly size: number
  /** Milliseconds since the epoch. */
  readonly modified: number
  /** Number of the file in its file system. Those of /proc tell namespaces apart: see readNetwork(). */
  readonly inode: number
  /** The first bytes (latin1), up to the first line end and with it; undefined where this user may not read them. */
  readonly firstLine: string | undefined
  /**
   * The file or the folder on the way to it that somebody other than root may change: keepalived's script security
   * refuses to run such a script as root (check_security() of keepalived's lib/notify.c).
   */
  readonly changeable: string | undefined
}

const firstLineLimit = 256

/** Looks at a file, links followed. A path that this user may not look at is `denied`, never `missing`. */
export function describeFile(path: string): Outcome<FileFacts> {
  const absolute = resolve(path)
  try {
    const about = statSync(absolute)
    const type = about.isFile() ? 'file' : about.isDirectory() ? 'directory' : 'other'
    return success({
      type,
      mode: about.mode & 0o7777,
      owner: about.uid,
      group: about.gid,
      size: about.size,
      modified: about.mtimeMs,
      inode: about.ino,
      firstLine: type === 'file' ? readFirstLine(absolute) : undefined,
      changeable: findChangeable(absolute, about),
    })
  } catch (error) {
    return explain(path, error)
  }
}

function readFirstLine(path: string): string | undefined {
  let descriptor: number | undefined
  try {
    descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY)
    const bytes = Buffer.alloc(firstLineLimit)
    const text = bytes.toString('latin1', 0, readSync(descriptor, bytes))
    const end = text.indexOf('\n')
    return end < 0 ? text : text.slice(0, end + 1)
  } catch {
    return undefined
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

/** The outermost first. A folder with the sticky bit lets nobody change what another has put there. */
function findChangeable(path: string, about: Stats): string | undefined {
  const folders: string[] = []
  for (let at = dirname(path); ; at = dirname(at)) {
    folders.unshift(at)
    if (at === dirname(at)) break
  }
  const open = folders.find(folder => {
    const found = statSync(folder, { throwIfNoEntry: false })
    return found !== undefined && mayOthersChange(found)
  })
  return open ?? (mayOthersChange(about) ? path : undefined)
}

function mayOthersChange({ uid, gid, mode }: Stats): boolean {
  const sticky = (mode & 0o1000) !== 0
  return uid !== 0 || ((mode & 0o020) !== 0 && gid !== 0 && !sticky) || ((mode & 0o002) !== 0 && !sticky)
}

function explain(path: string, error: unknown): Outcome<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error)
  if (code === 'ENOENT' || code === 'ENOTDIR') return failure('missing', `there is no file ${quote(path)}`)
  if (code === 'EACCES' || code === 'EPERM') {
    return failure('denied', `this user may not look at ${quote(path)}`, `See who may: namei -l ${path}`)
  }
  return failure('malformed', `${quote(path)} cannot be looked at: ${code}`)
}
