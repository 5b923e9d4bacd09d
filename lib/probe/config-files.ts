import { realpathSync, type Stats, statSync } from 'node:fs'
import { hostname, userInfo } from 'node:os'
import { dirname, resolve } from 'node:path'
import { quote } from '../core/text.ts'
import { type IncludeRequest, includeKey, type SourceFile, type Sources } from '../keepalived/sources.ts'
import { expand } from '../keepalived/syntax/expand.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { type Deadline, remaining } from './deadline.ts'
import { readFile } from './file.ts'
import { type GlobBudget, glob } from './glob.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'

/** keepalived.conf and its includes as they were read, before anybody has made sense of them. Holds secrets. */
export interface ConfigFiles {
  readonly sources: Sources
  /** What `@id` lines are compared with: the one that was given, or this host's name up to its first dot. */
  readonly configId: string
  /** Why not all of it was read: `too-much`. */
  readonly diagnostics: readonly Diagnostic[]
}

/** No cluster has a configuration like that; what is longer is another file or a trap. */
export const fileLimit = 64 * 1024 * 1024
const totalLimit = 128 * 1024 * 1024
const includedFilesLimit = 20_000
const namesLimit = 200_000
/** Each round finds what the files of the last one include: more of them is more depth. */
const roundLimit = 60
/** A file that is being written is read again, a few times. */
const attemptLimit = 3

interface Reading {
  readonly deadline: Deadline
  /** By its identity: a file that several includes name is read once, and is the same for all of them. */
  readonly files: Map<string, SourceFile>
  readonly stamps: Map<string, string>
  readonly budget: GlobBudget
  bytes: number
  included: number
  excess: string | undefined
}

/**
 * Reads keepalived.conf and, round by round, what it includes, as keepalived would look for it. The main file is read
 * whole or there is a failure that says what to do; what is wrong with an included file is its status. When a file has
 * changed before the last one was read all are read again, so that they belong together.
 * @param path relative to the working folder; may be a pattern, as keepalived's -f may
 * @param configId keepalived's -i
 */
export function readConfigFiles(
  path: string,
  configId: string | undefined,
  deadline: Deadline,
): Outcome<ConfigFiles> {
  const id = configId ?? (hostname().split('.', 1)[0] || 'localhost')
  for (let attempt = 1; ; attempt++) {
    const reading: Reading = {
      deadline,
      files: new Map(),
      stamps: new Map(),
      budget: { names: namesLimit },
      bytes: 0,
      included: 0,
      excess: undefined,
    }
    const outcome = readAll(reading, path, id)
    if (!outcome.ok || attempt === attemptLimit || isUnchanged(reading)) return outcome
  }
}

function readAll(reading: Reading, path: string, configId: string): Outcome<ConfigFiles> {
  const main = readMain(reading, path)
  if (!main.ok) return main
  const includes = new Map<string, readonly SourceFile[]>()
  const sources: Sources = { main: main.value, includes }
  for (let round = 0; reading.excess === undefined; round++) {
    const { wanted } = expand(sources, configId)
    if (wanted.length === 0) break
    if (round === roundLimit) reading.excess = `includes are nested more than ${roundLimit} deep`
    for (const request of wanted) {
      if (remaining(reading.deadline) === 0) return tooLate(path, reading.deadline)
      if (reading.excess === undefined) includes.set(includeKey(request), readIncluded(reading, request))
    }
  }
  const { excess } = reading
  const diagnostics = excess === undefined ? [] : [tooMuch(path, excess)]
  return success({ sources, configId, diagnostics })
}

function readMain(reading: Reading, path: string): Outcome<readonly SourceFile[]> {
  const folder = resolve('.')
  // A name with signs of a pattern in it that exists is meant as a name.
  const about = statOf(resolve(path))
  const paths = about instanceof Error ? glob(folder, path, reading.budget) : [path]
  if (paths.length === 0) return explain(path, about)
  const files: SourceFile[] = []
  for (const each of paths) {
    const absolute = resolve(each)
    const refused = refuseMain(each, statOf(absolute))
    if (refused !== undefined) return refused
    const file = readSource(reading, each, absolute)
    if (file.status === 'unreadable') return explainUnreadable(each, absolute)
    files.push(file)
  }
  return success(files)
}

function refuseMain(path: string, about: Stats | Error): Failure | undefined {
  if (about instanceof Error) return explain(path, about)
  if (about.isDirectory()) {
    return failure(
      'malformed',
      `${quote(path)} is a folder, wanted the file that keepalived reads`,
      `Name the file: --config ${path.replace(/\/+$/, '')}/keepalived.conf`,
    )
  }
  if (!about.isFile()) {
    return failure('malformed', `${quote(path)} is no regular file`, `See what it is: ls -l ${path}`)
  }
  if (about.size > fileLimit) {
    return failure(
      'malformed',
      `${quote(path)} has ${about.size} bytes, a configuration of more than ${fileLimit} is not read`,
      `See what is in it: head -c 1000 ${path}`,
    )
  }
  return undefined
}

function readIncluded(reading: Reading, { folder, pattern }: IncludeRequest): SourceFile[] {
  const files: SourceFile[] = []
  for (const path of glob(folder, decode(pattern), reading.budget)) {
    if (++reading.included > includedFilesLimit) {
      reading.excess = `more than ${includedFilesLimit} files are included`
      return files
    }
    const absolute = resolve(folder, path)
    const isDangling = statOf(absolute) instanceof Error && !/[*?[]/.test(pattern) && isMissing(absolute)
    // The whole path tells files of the same name in several folders apart.
    if (!isDangling) files.push(readSource(reading, absolute, absolute))
  }
  if (reading.budget.names <= 0) reading.excess = `an include looks through more than ${namesLimit} files`
  return files
}

/** Bytes of a line as a path: UTF-8 where they are that. */
function decode(pattern: string): string {
  const decoded = Buffer.from(pattern, 'latin1').toString('utf8')
  return decoded.includes('\ufffd') ? pattern : decoded
}

/** A file as it is named here, with the content that was read when it was met first. */
function readSource(reading: Reading, path: string, absolute: string): SourceFile {
  const identity = tryTo(() => realpathSync(absolute)) ?? absolute
  const known = reading.files.get(identity)
  const folder = tryTo(() => realpathSync(dirname(absolute))) ?? dirname(absolute)
  if (known !== undefined) return { ...known, path, folder }
  const about = statOf(absolute)
  reading.stamps.set(absolute, stampOf(about))
  const file = { path, folder, identity, ...readContent(reading, absolute, about) }
  reading.files.set(identity, file)
  return file
}

function readContent(
  reading: Reading,
  absolute: string,
  about: Stats | Error,
): Pick<SourceFile, 'status' | 'text'> {
  if (about instanceof Error) return { status: isClosed(about) ? 'unreadable' : 'irregular', text: '' }
  if (about.isDirectory()) return { status: 'directory', text: '' }
  if (!about.isFile()) return { status: 'irregular', text: '' }
  if ((about.mode & 0o111) !== 0) return { status: 'executable', text: '' }
  const left = Math.min(fileLimit, totalLimit - reading.bytes)
  if (about.size > left) {
    reading.excess = `the files have more than ${Math.min(fileLimit, totalLimit)} bytes`
    return { status: 'unreadable', text: '' }
  }
  const content = readFile(absolute, left)
  if (!content.ok) return { status: 'unreadable', text: '' }
  reading.bytes += content.value.length
  return { status: 'read', text: content.value.toString('latin1') }
}

function isUnchanged({ stamps }: Reading): boolean {
  return [...stamps].every(([path, stamp]) => stampOf(statOf(path)) === stamp)
}

function stampOf(about: Stats | Error): string {
  if (about instanceof Error) return codeOf(about)
  return [about.dev, about.ino, about.size, about.mode, about.mtimeMs, about.ctimeMs].join(' ')
}

function statOf(path: string): Stats | Error {
  try {
    return statSync(path)
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function isMissing(path: string): boolean {
  const about = statOf(path)
  return about instanceof Error && /^(ENOENT|ENOTDIR)$/.test(codeOf(about))
}

function isClosed(error: Error): boolean {
  return /^(EACCES|EPERM)$/.test(codeOf(error))
}

function codeOf(error: Error): string {
  return 'code' in error ? String(error.code) : error.message
}

function tryTo<T>(act: () => T): T | undefined {
  try {
    return act()
  } catch {
    return undefined
  }
}

function tooLate(path: string, { seconds }: Deadline): Failure {
  return failure('timeout', `${quote(path)} and what it includes could not be read in ${seconds} s`)
}

function tooMuch(path: string, excess: string): Diagnostic {
  return {
    rule: 'too-much',
    text: `${excess}, ${quote(path)} was read up to there only`,
    hint: `See what is included: grep -rn '^[[:space:]]*include' ${dirname(path)}`,
  }
}

function explain(path: string, about: Stats | Error): Failure {
  if (!(about instanceof Error)) return failure('missing', `there is no file ${quote(path)}`)
  const code = codeOf(about)
  if (isClosed(about)) return explainUnreadable(path, resolve(path))
  if (code === 'ENOENT' || code === 'ENOTDIR') {
    return failure(
      'missing',
      `there is no file ${quote(path)}`,
      'See which one keepalived reads: ps -C keepalived -o args=, and name it with --config FILE',
    )
  }
  return failure('malformed', `${quote(path)} cannot be read: ${code}`, `See what it is: ls -l ${path}`)
}

/** A file that only root may read is usual here, there are passwords in it. */
function explainUnreadable(path: string, absolute: string): Failure {
  const folder = closedFolder(absolute)
  const user = tryTo(() => userInfo().username) ?? String(process.geteuid?.() ?? '')
  const text = `${quote(path)} cannot be read by the user ${user}`
  if (folder === undefined) return failure('denied', text, `Let it, as root: setfacl -m u:${user}:r ${path}`)
  return failure('denied', text, `Let it, as root: setfacl -m u:${user}:x ${folder}; then do so for ${path}`)
}

/** The outermost folder on the way that this user may not pass. */
function closedFolder(absolute: string): string | undefined {
  const folders: string[] = []
  for (let at = dirname(absolute); ; at = dirname(at)) {
    folders.unshift(at)
    if (at === dirname(at)) break
  }
  return folders.find(folder => isClosedFolder(folder))
}

function isClosedFolder(folder: string): boolean {
  // Only who may pass a folder is told of what is in it, itself included.
  const about = statOf(`${folder}/.`)
  return about instanceof Error && isClosed(about)
}
