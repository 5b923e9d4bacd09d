import { type ChildProcess, spawn } from 'node:child_process'
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statfsSync,
  writeFileSync,
} from 'node:fs'
import { copyFile, link, mkdir, readdir, readlink, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Run } from '../../support/binary.ts'
import { isAlive } from '../../support/process.ts'
import { buildFolder, built } from './build.ts'
import { takeProcessor } from './processor.ts'
import { bundlePrograms, scripts } from './programs.ts'

const dist = fileURLToPath(new URL('../../../dist', import.meta.url))

/** Where the built checks are in a guest. */
export const plugins = '/usr/local/lib/nagios/plugins'

/** A machine of its own: Debian's kernel in user mode, with nothing but a console to talk to it. */
export interface Guest extends AsyncDisposable {
  /**
   * Runs a script of dash (with -e) as root and answers how it ended: on one of the hosts in the guest, or on the guest
   * itself, `lab`. Several may run at once.
   * @throws an error when the guest is gone or the script takes longer than that many seconds
   */
  run(host: string, script: string, seconds?: number): Promise<Run>
  /** Starts what `ask` asks on a host: Node with all our checks, see guest/agent.ts. It answers as soon as it can. */
  startAgent(host: string): void
  /** Has the agent of a host run a check in its own process, as nobody: its name and its words. */
  ask(host: string, words: readonly string[], seconds?: number): Promise<Run>
}

interface Waiting {
  resolve(exitCode: number): void
  reject(error: Error): void
}

/** Lists what runs in the guest: process, parent, state, the place in the kernel that it waits at, words. */
const processes = `for each in /proc/[0-9]*; do
    words=$(tr '\\0' ' ' <$each/cmdline | cut -c 1-100) || continue
    [ -n "$words" ] || continue
    set -- $(sed 's/.*) //' $each/stat)
    echo "\${each#/proc/} $2 $1 $(cat $each/wchan) $words"
done 2>/dev/null
`

export interface GuestOptions {
  /** Taken from the machine only as it is used. */
  readonly memory?: string
  /** Its second console, /dev/tty2, is the terminal that this process runs on. */
  readonly terminal?: boolean
}

/** Boots a guest: about two seconds. */
export async function bootGuest(options: GuestOptions = {}): Promise<Guest> {
  clearAway()
  const folder = mkdtempSync(join(buildFolder, `run-${process.pid}-`))
  // The agents are nobody, and read their tasks in it.
  chmodSync(folder, 0o711)
  for (const name of readdirSync(scripts)) copyFileSync(join(scripts, name), join(folder, name))
  for (const { path, contents } of await bundlePrograms())
    writeFileSync(join(folder, basename(path)), contents)
  await keepDist(join(folder, 'dist'))
  const processor = takeProcessor()
  const child = start(folder, processor.number, options)
  writeFileSync(join(folder, 'guest.pid'), `${child.pid ?? ''}`)
  const waiting = new Map<string, Waiting>()
  const ready = Promise.withResolvers<void>()
  const said: string[] = []
  let gone: Error | undefined

  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on('line', line => {
    const [id = '', code] = line.trim().split(' ')
    if (id === 'ready') ready.resolve()
    else waiting.get(id)?.resolve(Number(code))
  })
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on('line', line => {
    said.push(line)
    if (said.length > 200) said.shift()
  })
  const ended = new Promise<void>(resolve => {
    child.once('error', error => end(error, resolve))
    child.once('close', code =>
      end(new Error(`the guest has ended (${code}): ${said.slice(-12).join('\n')}`), resolve),
    )
  })
  function end(error: Error, resolve: () => void): void {
    gone = error
    ready.reject(error)
    for (const each of waiting.values()) each.reject(error)
    resolve()
  }

  const patience = setTimeout(
    () => ready.reject(new Error(`the guest did not come up: ${said.join('\n')}`)),
    60_000,
  )
  const dispose = async () => {
    clearTimeout(patience)
    if (gone === undefined) killGroup(child.pid)
    await ended
    processor.leave()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    await ready.promise
  } catch (error) {
    await dispose()
    throw error
  }
  clearTimeout(patience)

  let count = 0
  const run: Guest['run'] = async (host, script, seconds = 30) => {
    if (gone !== undefined) throw gone
    const id = `run-${++count}`
    const path = join(folder, id)
    writeFileSync(`${path}.sh`, script)
    for (const end of ['stdout', 'stderr']) {
      // An agent may write in there, and make no files.
      writeFileSync(`${path}.${end}`, '')
      chmodSync(`${path}.${end}`, 0o666)
    }
    const answer = Promise.withResolvers<number>()
    waiting.set(id, answer)
    child.stdin?.write(`${host} ${id}\n`)
    const timer = setTimeout(async () => {
      const what = `${host}: no end after ${seconds} s: ${script}`
      // What waits for what; unless it is this that does not end.
      const seen = script === processes ? '' : await run('lab', processes).then(each => each.stdout, String)
      answer.reject(new Error(`${what}\n${seen}`))
    }, seconds * 1000)
    try {
      const exitCode = await answer.promise
      const [stdout, stderr] = [`${path}.stdout`, `${path}.stderr`].map(file => readFileSync(file, 'utf8'))
      return { exitCode, signal: null, stdout: stdout ?? '', stderr: stderr ?? '' }
    } finally {
      clearTimeout(timer)
      waiting.delete(id)
      for (const end of ['sh', 'stdout', 'stderr']) rmSync(`${path}.${end}`, { force: true })
    }
  }
  const agents = new Set<string>()
  const startAgent = (host: string) => {
    if (!agents.has(host)) child.stdin?.write(`${host} agent\n`)
    agents.add(host)
  }
  const ask: Guest['ask'] = (host, words, seconds) => {
    startAgent(host)
    return run(`${host}.agent`, JSON.stringify(words), seconds)
  }
  return { run, startAgent, ask, [Symbol.asyncDispose]: dispose }
}

/**
 * Guests whose process was killed, with their folders. Most end by themselves when their console is closed; one that was about to
 * open it waits for ever.
 */
function clearAway(): void {
  for (const name of readdirSync(buildFolder)) {
    const [, driver] = /^run-(\d+)-/.exec(name) ?? []
    if (driver === undefined || isAlive(Number(driver))) continue
    const folder = join(buildFolder, name)
    killGroup(guestOf(folder))
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The guest that works in a folder; undefined where it has ended, and its pid may be somebody else's. */
function guestOf(folder: string): number | undefined {
  try {
    const pid = Number(readFileSync(join(folder, 'guest.pid'), 'utf8'))
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1').includes(folder) ? pid : undefined
  } catch {
    return undefined
  }
}

/** The built checks as they are now: a guest reads them again and again, and a build replaces them. */
async function keepDist(to: string): Promise<void> {
  await mkdir(to, { mode: 0o755 })
  for (const entry of await readdir(dist, { withFileTypes: true })) {
    const [source, target] = [join(dist, entry.name), join(to, entry.name)]
    if (entry.isSymbolicLink()) await symlink(await readlink(source), target)
    // Of the same file system, so a link will do, unless somebody has put one of them elsewhere.
    else if (entry.isFile()) await link(source, target).catch(() => copyFile(source, target))
  }
}

function start(
  folder: string,
  processor: number,
  { memory = '2048M', terminal = false }: GuestOptions,
): ChildProcess {
  const words = [
    built.kernel,
    `mem=${memory}`,
    'umid=lab',
    `uml_dir=${folder}/uml/`,
    ...['root=/dev/root', 'rootfstype=hostfs', `rootflags=${built.root}`, 'ro', 'init=/lab-init'],
    // The kernel's messages to stderr, the first console to stdin and stdout.
    ...['con=null', 'con0=null,fd:2', 'con1=fd:0,fd:1'],
    terminal ? 'con2=fd:3,fd:4' : 'con2=null',
    `LAB_RUN=${folder}`,
    `LAB_DIST=${folder}/dist`,
  ]
  return spawn('taskset', ['--cpu-list', `${processor}`, ...words], {
    cwd: folder,
    env: {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
      LD_PRELOAD: built.shim,
      HOME: folder,
      TMPDIR: memoryFolder(),
    },
    stdio: ['pipe', 'pipe', 'pipe', ...(terminal ? [0, 1] : [])],
    detached: true,
  })
}

/** Where the guest's memory is: a file. In a file system of memory nobody writes it to a disk, where there is room for some. */
function memoryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync('/dev/shm')
    return bavail * bsize > 4e9 ? '/dev/shm' : tmpdir()
  } catch {
    return tmpdir()
  }
}

/** The guest is a group of processes: its kernel, and one for each of its address spaces. */
function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch {
    // It has ended at this very moment.
  }
}
