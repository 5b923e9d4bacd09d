import type { ChildProcess } from 'node:child_process'
import { spawn } from 'node:child_process'
import { accessSync, constants } from 'node:fs'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'

/** How a program ended, and what it said. Text is decoded as UTF-8, with U+FFFD for what is not. */
export interface CommandResult {
  /** Exit code, or undefined when a signal ended it. */
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  readonly stdout: string
  readonly stderr: string
  /** True when it said more than was kept. */
  readonly cut: boolean
}

/** A result, or a failure; one that was killed at the deadline has what it had said until then. */
export type CommandOutcome =
  | { readonly ok: true; readonly value: CommandResult }
  | (Failure & { readonly said?: Pick<CommandResult, 'stdout' | 'stderr'> })

/** Where programs are looked for; the caller's PATH is not trusted. */
const folders: readonly string[] = [
  '/usr/local/sbin',
  '/usr/local/bin',
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
]
const outputLimit = 1_000_000

/**
 * Runs a program with an argument vector: no shell, C locale, a clean environment, no stdin, a process group of
 * its own. At the deadline the whole group is killed, and what was said until then comes with the failure.
 * @param program a plain name, looked for in the system's folders, or an absolute path
 */
export async function runCommand(
  program: string,
  argv: readonly string[],
  deadline: Deadline,
): Promise<CommandOutcome> {
  const path = findProgram(program)
  if (path === undefined) return notFound(program)
  if (deadline.signal.aborted) return tooLate(program, deadline)
  const environment = { PATH: folders.join(':'), LC_ALL: 'C', LANG: 'C' }
  let child: ChildProcess
  try {
    child = spawn(path, argv, { env: environment, detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
  } catch (error) {
    return explain(program, error)
  }
  return collect(child, program, deadline)
}

/** The path of a program, or undefined when no folder has one that may be executed. */
export function findProgram(program: string): string | undefined {
  return candidatesFor(program).find(path => may(path, constants.X_OK))
}

function candidatesFor(program: string): string[] {
  return program.startsWith('/') ? [program] : folders.map(folder => `${folder}/${program}`)
}

function may(path: string, mode: number): boolean {
  try {
    accessSync(path, mode)
    return true
  } catch {
    return false
  }
}

/** A program that is there and closed to this user must not be taken for one that wants installing. */
function notFound(program: string): Outcome<never> {
  const closed = candidatesFor(program).find(path => may(path, constants.F_OK))
  if (closed === undefined) return failure('missing', `there is no program ${program} on this host`)
  return failure('denied', `this user may not run ${program}`, `See who may: ls -l ${closed}`)
}

function collect(child: ChildProcess, program: string, deadline: Deadline): Promise<CommandOutcome> {
  const { promise, resolve } = Promise.withResolvers<CommandOutcome>()
  const stdout = new BoundedText(outputLimit)
  const stderr = new BoundedText(outputLimit)
  child.stdout?.on('data', (part: Buffer) => stdout.add(part))
  child.stderr?.on('data', (part: Buffer) => stderr.add(part))
  const kill = () => killGroup(child)
  const expire = () => {
    kill()
    // A grandchild in a session of its own may live on with the other ends.
    child.stdout?.destroy()
    child.stderr?.destroy()
    const said = { stdout: stdout.toString(), stderr: stderr.toString() }
    resolve({ ...tooLate(program, deadline), said })
  }
  deadline.signal.addEventListener('abort', expire)
  child.once('error', error => resolve(explain(program, error)))
  // A grandchild may hold the pipes open after the program itself has ended: its group is ended with it.
  child.once('exit', kill)
  child.once('close', (code, signal) => {
    resolve(
      success({
        exitCode: code ?? undefined,
        signal: signal ?? undefined,
        stdout: stdout.toString(),
        stderr: stderr.toString(),
        cut: stdout.cut || stderr.cut,
      }),
    )
  })
  return promise.finally(() => deadline.signal.removeEventListener('abort', expire))
}

/** Kills the child's process group. Its pid is the group's id because it was started detached. */
function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {
    // ESRCH: the group has ended by itself, which is what was wanted.
  }
}

function tooLate(program: string, deadline: Deadline): Failure {
  return failure('timeout', `${program} did not end in ${deadline.seconds} s and was killed`)
}

function explain(program: string, error: unknown): Outcome<never> {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'ENOENT') return failure('missing', `there is no program ${program} on this host`)
  if (code === 'EACCES' || code === 'EPERM') return failure('denied', `this user may not run ${program}`)
  return failure(
    'malformed',
    `${program} could not be started: ${error instanceof Error ? error.message : code}`,
  )
}

/** Keeps the first bytes and reads on, so that a talkative child neither fills memory nor blocks on its pipe. */
class BoundedText {
  #parts: Buffer[] = []
  #size = 0
  #limit: number
  cut = false

  constructor(limit: number) {
    this.#limit = limit
  }

  add(part: Buffer): void {
    const room = this.#limit - this.#size
    if (part.length > room) this.cut = true
    if (room <= 0) return
    const kept = part.subarray(0, room)
    this.#parts.push(kept)
    this.#size += kept.length
  }

  toString(): string {
    return Buffer.concat(this.#parts).toString('utf8')
  }
}
