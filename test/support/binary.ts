import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../lib/probe/command.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
/** No check of ours may take longer than its own deadline and a little: a test that hangs is a test that fails. */
const patienceMs = 25_000

export interface RunOptions {
  /** Words that put the program where it is to run, before all others: `nsenter` and where to. */
  readonly inside?: readonly string[]
  /** Name of a network namespace to run in. */
  readonly netns?: string
  /** Added to an environment that holds a PATH and nothing else, as NRPE's does. */
  readonly env?: Readonly<Record<string, string>>
  /** Run as nobody (65534), without root's capabilities and groups. */
  readonly user?: 'nobody'
  /** What the program reads from stdin; otherwise stdin is /dev/null. */
  readonly stdin?: string
  readonly cwd?: string
}

/** How a run ended and all that it said. */
export interface Run {
  readonly exitCode: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a built check, `dist/<name>`, the way a monitoring daemon does. */
export function runBinary(name: string, argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runProgram([`${root}dist/${name}`, ...argv], options)
}

/** Runs a check from its source, with no build: `node plugins/<name>.ts`. */
export function runSource(name: string, argv: readonly string[], options: RunOptions = {}): Promise<Run> {
  return runProgram([process.execPath, `${root}plugins/${name}.ts`, ...argv], options)
}

/** Runs a program by its path or plain name: no shell, a clean environment, a process group of its own. */
export function runProgram(words: readonly string[], options: RunOptions = {}): Promise<Run> {
  const [program = '', ...argv] = [
    ...(options.inside ?? []),
    ...inNamespace(options),
    ...asUser(options),
    ...words,
  ]
  const child = spawn(findProgram(program) ?? program, argv, {
    cwd: options.cwd ?? '/',
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', ...options.env },
    detached: true,
    stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<Run>()
  const said = { stdout: [] as Buffer[], stderr: [] as Buffer[] }
  child.stdout?.on('data', (part: Buffer) => said.stdout.push(part))
  child.stderr?.on('data', (part: Buffer) => said.stderr.push(part))
  // A child that does not read its stdin closes it early: EPIPE is not a failure of the test.
  child.stdin?.on('error', () => undefined).end(options.stdin)
  const timer = setTimeout(() => killGroup(child.pid), patienceMs)
  child.once('error', reject)
  child.once('close', (exitCode, signal) => {
    const stdout = Buffer.concat(said.stdout).toString('utf8')
    resolve({ exitCode, signal, stdout, stderr: Buffer.concat(said.stderr).toString('utf8') })
  })
  return promise.finally(() => clearTimeout(timer))
}

function inNamespace(options: RunOptions): string[] {
  return options.netns === undefined ? [] : ['ip', 'netns', 'exec', options.netns]
}

function asUser(options: RunOptions): string[] {
  return options.user === undefined
    ? []
    : ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--inh-caps=-all']
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It ended at this very moment.
  }
}
