import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt, randomUUID } from 'node:crypto'
import { closeSync, openSync, readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { type Host, until } from '../support/host.ts'
import { isAlive } from '../support/process.ts'

export interface DaemonOptions {
  /** Where its stdout and stderr go to: `printed.txt` in here. */
  readonly folder: string
  /** Runs in this host of a test, with its network; without, on this machine. */
  readonly host?: Host | undefined
  /** Answers undefined until the daemon can be asked. */
  ready(): Promise<true | undefined> | true | undefined
}

/** A program in the foreground. `await using` ends it and every plugin that it has started. */
export interface Daemon extends AsyncDisposable {
  isRunning(): boolean
  /** @throws where it has ended */
  signal(name: NodeJS.Signals): void
  /** What it wrote to stdout and stderr. */
  printed(): string
}

/**
 * Starts a program and waits until it is ready.
 * @throws an error with what it printed, when it ends before that or is not ready within twenty seconds
 */
export async function startDaemon(words: readonly string[], options: DaemonOptions): Promise<Daemon> {
  const mark = `LVS_TEST_DAEMON=${randomUUID()}`
  const file = join(options.folder, 'printed.txt')
  const child = launch([...(options.host?.enter ?? []), 'env', '-i', mark, path, ...words], file)
  const printed = () => readFileSync(file, 'utf8')
  const isRunning = () => child.exitCode === null && child.signalCode === null
  const unwatch = endWithUs(child)
  const daemon: Daemon = {
    isRunning,
    printed,
    signal: name => {
      process.kill(pidOf(child, options.host !== undefined), name)
    },
    [Symbol.asyncDispose]: async () => {
      unwatch()
      await endAll(child.pid, mark)
    },
  }
  try {
    await until(
      `${words[0]} to be ready`,
      () => {
        if (!isRunning()) throw new Error(`${words.join(' ')} has ended:\n${printed()}`)
        return options.ready()
      },
      20,
    )
  } catch (error) {
    await daemon[Symbol.asyncDispose]()
    throw new Error(`${error}\n${printed()}`)
  }
  return daemon
}

const path = 'PATH=/usr/sbin:/usr/bin:/sbin:/bin'

/** In a session of its own, which the workers of the daemon and most plugins stay in. */
function launch(words: readonly string[], file: string): ChildProcess {
  const [program = '', ...argv] = words
  const output = openSync(file, 'a')
  const child = spawn(program, argv, { cwd: '/', detached: true, stdio: ['ignore', output, output] })
  closeSync(output)
  child.on('error', () => undefined)
  return child
}

/** Ends the daemon where this process is killed and cannot: then the shell has read all of its stdin. */
function endWithUs({ pid }: ChildProcess): () => void {
  const line = `read -r _; kill -s KILL -- -${pid}`
  const watch = spawn('sh', ['-c', line], { detached: true, stdio: ['pipe', 'ignore', 'ignore'] })
  watch.on('error', () => undefined)
  return () => watch.kill('SIGKILL')
}

/** What has entered a host is the child of the program that enters. */
function pidOf(child: ChildProcess, hasEntered: boolean): number {
  const pid = child.pid ?? 0
  if (!hasEntered) return pid
  const inside = readFileSync(`/proc/${pid}/task/${pid}/children`, 'latin1').trim()
  if (inside === '') throw new Error('the daemon has ended')
  return Number(inside.split(' ')[0])
}

/**
 * Nagios and Icinga leave running plugins behind. Icinga starts each in a session of its own but hands its
 * environment down; NRPE clears the environment but stays in the session: who has either is one of theirs.
 */
async function endAll(session: number | undefined, mark: string): Promise<void> {
  await until('a daemon and its plugins to end', () => {
    const family = familyOf(session, mark)
    killAll(family)
    return family.length === 0 ? true : undefined
  })
}

function familyOf(session: number | undefined, mark: string): number[] {
  const pids = readdirSync('/proc').filter(name => /^\d+$/.test(name))
  return pids.map(Number).filter(pid => isAlive(pid) && (sessionOf(pid) === session || isMarked(pid, mark)))
}

function sessionOf(pid: number): number | undefined {
  const stat = readOrNothing(`/proc/${pid}/stat`)
  return Number(stat.slice(stat.lastIndexOf(')')).split(' ')[4])
}

function isMarked(pid: number, mark: string): boolean {
  return readOrNothing(`/proc/${pid}/environ`).split('\0').includes(mark)
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}

function killAll(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended at this very moment.
    }
  }
}

/** A port of the loopback that nobody listens on now, below those that the kernel gives to clients. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(20_000, 32_000)
    if (await isFree(port)) return port
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer()
  const { promise, resolve } = Promise.withResolvers<boolean>()
  server.once('error', () => resolve(false))
  server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)))
  return await promise
}
