import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { type Run, type RunOptions, runBinary, runProgram, runSource } from './binary.ts'

/**
 * A host of a test: network, processes, host name, /run, /dev, /var/log and /etc/keepalived of its own, over the files
 * of this machine. It lives as long as its first process, which lives as long as this one: nothing has a name outside
 * and nothing can be left behind, not even by a test that is killed. `await using` ends it and all that runs in it.
 */
export interface Host extends AsyncDisposable {
  readonly name: string
  /** Its first process as the machine sees it. */
  readonly pid: number
  /** The words that put a program into it. */
  readonly enter: readonly string[]
  /** Where the machine sees a file of it: `path('/run/keepalived.pid')`. */
  path(file: string): string
  /** Runs a program in it and answers how it ended. */
  run(words: readonly string[], options?: RunOptions): Promise<Run>
  /** Runs a line of shell in it as root, answers what it printed, and throws when it failed. */
  shell(line: string): Promise<string>
  /** Runs a built check in it as nobody, the way NRPE does. */
  check(name: string, argv: readonly string[], options?: RunOptions): Promise<Run>
}

/** `SCENES=source npx vitest run test/scenes` asks the sources, with no build: for who changes a check. */
const runCheck = process.env.SCENES === 'source' ? runSource : runBinary

/** What the first process does: its pid in the outer /proc, then what a host has, then it waits for its end. */
const boot = (name: string) => `set -e
read -r pid _ < /proc/self/stat
mount -t tmpfs -o mode=755 none /run
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mkdir /run/dev
mount -t tmpfs -o mode=755 none /run/dev
for each in null zero full random urandom tty; do
  : > /run/dev/$each
  mount --bind /dev/$each /run/dev/$each
done
ln -s /proc/self/fd /run/dev/fd
mount --move /run/dev /dev
rmdir /run/dev
for each in /var/log /etc/keepalived; do
  mount -t tmpfs -o mode=755 none $each
done
hostname ${name}
ip link set lo up
busybox syslogd -O /var/log/messages
echo $pid
while read -r _; do :; done`

export async function makeHost(name: string): Promise<Host> {
  const words = [
    '--mount',
    '--net',
    '--pid',
    '--uts',
    '--ipc',
    '--fork',
    '--kill-child',
    'bash',
    '--norc',
    '-c',
  ]
  const first = spawn('unshare', [...words, boot(name)], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    cwd: '/',
  })
  const pid = await readPid(first, name)
  // The working folder of the caller is not in there.
  const enter = ['nsenter', '--target', String(pid), '--all', '--']
  const run: Host['run'] = (words, options) => runProgram(words, { inside: enter, ...options })
  return {
    name,
    pid,
    enter,
    path: file => `/proc/${pid}/root${file}`,
    run,
    shell: async line => {
      const { exitCode, stdout, stderr } = await run(['sh', '-ec', line])
      if (exitCode !== 0) throw new Error(`${name}: ${line}\n${stdout}${stderr}(exit ${exitCode})`)
      return stdout
    },
    check: (check, argv, options) => runCheck(check, argv, { inside: enter, user: 'nobody', ...options }),
    [Symbol.asyncDispose]: async () => {
      if (first.exitCode !== null || first.signalCode !== null) return
      const ended = once(first, 'exit')
      first.kill('SIGKILL')
      await ended
      // The kernel ends the first process inside after that, in its own time.
      await until(`${name} to end`, () => (existsSync(`/proc/${pid}/ns/net`) ? undefined : true))
    },
  }
}

async function readPid(first: ChildProcess, name: string): Promise<number> {
  if (first.stdout === null) throw new Error('no stdout')
  for await (const line of createInterface({ input: first.stdout })) return Number(line)
  throw new Error(`the host ${name} did not start`)
}

/**
 * Asks until the answer is not undefined: the bound is for what never comes, no test waits for it.
 * @throws an error that says what was waited for
 */
export async function until<T>(
  what: string,
  ask: () => Promise<T | undefined> | T | undefined,
  seconds = 10,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined) return answer
    if (Date.now() > end) throw new Error(`waited ${seconds} s in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 20))
  }
}
