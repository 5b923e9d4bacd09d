import { spawn } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { findProgram } from '../../lib/probe/command.ts'
import { makeNamespace } from '../support/netns.ts'
import { makeFolder } from '../support/temporary.ts'

/** A file of a configuration: each character is one byte. */
export interface ConfigFile {
  readonly text: string
  readonly executable?: boolean
}

/** A configuration to be judged, by the paths of its files. */
export interface ConfigCase {
  /** Says what is in it and where. */
  readonly name: string
  readonly files: ReadonlyMap<string, ConfigFile>
  /** The file that keepalived is told to read. */
  readonly main: string
}

/** Something that keepalived says, without what stands around it. */
export interface Message {
  /** As keepalived names it; undefined for the main file and where no line is named. */
  readonly file: string | undefined
  /** undefined for what keepalived finds when it has read everything. */
  readonly line: number | undefined
  readonly text: string
}

export interface Judgement {
  /** 0 all is well, 2 a parameter is missing, 4 cannot run, 5 it complains, 6 scripts are not secure. */
  readonly exitCode: number | null
  /** SIGSEGV where it crashes, SIGKILL where it does not end by itself. */
  readonly signal: NodeJS.Signals | null
  /** Each once, in their order: several processes say the same. */
  readonly messages: readonly Message[]
}

/** A configuration that lies on disk, and what keepalived says of it. */
export interface Judged {
  readonly folder: string
  readonly judgement: Judgement
}

/** `keepalived -t` on a host that has what the configurations of these tests name. `using` removes it. */
export interface Oracle extends Disposable {
  judge(each: ConfigCase): Promise<Judged>
}

/** The name that `@id` lines are compared with. */
export const configId = 'lvs1'

/** Interfaces eth0 and eth1 with these addresses, and nothing else. */
const interfaces = [
  ['eth0', '192.0.2.1/24', '2001:db8::1/64'],
  ['eth1', '198.51.100.1/24', '2001:db8:1::1/64'],
] as const

/** A definition that leads back to itself is read for ever. */
const patienceMs = 2_000

export function startOracle(): Oracle {
  const namespace = makeNamespace()
  const root = makeFolder()
  namespace.ip('link', 'set', 'lo', 'up')
  for (const [name, ...addresses] of interfaces) {
    namespace.ip('link', 'add', name, 'type', 'veth', 'peer', 'name', `${name}-peer`)
    for (const end of [name, `${name}-peer`]) namespace.ip('link', 'set', end, 'up')
    for (const address of addresses) {
      namespace.ip('address', 'add', address, 'dev', name, ...(address.includes(':') ? ['nodad'] : []))
    }
  }
  let count = 0
  return {
    judge: async each => {
      const folder = join(root.path, `case-${++count}`)
      place(folder, each)
      return { folder, judgement: await run(namespace.name, folder, each.main) }
    },
    [Symbol.dispose]: () => {
      root[Symbol.dispose]()
      namespace[Symbol.dispose]()
    },
  }
}

function place(folder: string, { files }: ConfigCase): void {
  for (const [path, { text, executable = false }] of files) {
    const file = join(folder, path)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, text, 'latin1')
    chmodSync(file, executable ? 0o755 : 0o644)
  }
}

async function run(netns: string, folder: string, main: string): Promise<Judgement> {
  const words = ['netns', 'exec', netns, 'keepalived', '-t', '-i', configId, '-f', main]
  const child = spawn(findProgram('ip') ?? 'ip', words, {
    cwd: folder,
    env: { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const { promise, resolve, reject } = Promise.withResolvers<Omit<Judgement, 'messages'>>()
  const said: Buffer[] = []
  child.stderr.on('data', (part: Buffer) => said.push(part))
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  child.once('error', reject)
  child.once('close', (exitCode, signal) => resolve({ exitCode, signal }))
  const end = await promise.finally(() => clearTimeout(timer))
  return { ...end, messages: readMessages(Buffer.concat(said).toString('latin1'), main) }
}

/**
 * Reads what `keepalived -t` says: the parent names lines of the main file as `(Line 3)`, the others as
 * `(keepalived.conf: Line 3)`. What follows from the whole has no line.
 */
export function readMessages(stderr: string, main: string): Message[] {
  const known = new Map<string, Message>()
  for (const each of stderr.split('\n')) {
    if (each.trim() === '') continue
    const [, file, line, text = each] = /^\((?:(.*?): )?Line (\d+)\) (.*)$/s.exec(each) ?? []
    const message = {
      file: file === main ? undefined : file,
      line: line === undefined ? undefined : Number(line),
      text,
    }
    const key = `${message.file}:${message.line} ${text}`
    if (!known.has(key)) known.set(key, message)
  }
  return [...known.values()]
}
