import {
  closeSync,
  constants,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Run, runProgram } from '../support/binary.ts'
import { type Host, until } from '../support/host.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { type Alarm, openAlarmBook } from './alarms.ts'
import { startDaemon } from './daemon.ts'
import { baseObjects, mainConfig } from './nagios-config.ts'
import { type Checked, parseStatus } from './status.ts'

export interface NagiosOptions {
  /** Object files: the text of each by its path below the folder of objects, `*.cfg`. */
  readonly files: Readonly<Record<string, string>>
  /** `$USER1$`: the built checks when left out. */
  readonly plugins?: string
  /** Whom it runs as: root when left out. */
  readonly user?: 'nagios'
  readonly host?: Host
  /** More or other directives of the main configuration. */
  readonly settings?: Readonly<Record<string, string>>
}

/** A real Nagios with its state in a folder of its own. It has the time period 24x7 and the contact group admins. */
export interface Nagios extends AsyncDisposable {
  readonly folder: string
  /** What `nagios4 -v` had to say before the start. */
  readonly complaints: readonly string[]
  /** Hosts and services as status.dat has them, at most a second old. */
  status(): { hosts: Checked[]; services: Checked[] }
  /** One of them; without a service the host. @throws where there is none */
  find(host: string, service?: string): Checked
  /** Runs a check now and answers its result. */
  force(host: string, service?: string): Promise<Checked>
  /** An external command, `DISABLE_NOTIFICATIONS`, without its time. */
  command(line: string): void
  /** Writes an object file, and answers what `nagios4 -v` says to it. */
  write(file: string, text: string): Promise<Verified>
  /** Reads its configuration anew. */
  reload(): Promise<void>
  log(): string
  alarms(): Alarm[]
}

/** What `nagios4 -v` says. */
export interface Verified {
  readonly isGood: boolean
  /** Lines that begin with Warning or Error: duplicates are not in Nagios' own count. */
  readonly complaints: readonly string[]
  readonly run: Run
}

export const builtChecks = fileURLToPath(new URL('../../dist', import.meta.url))

/** Asks Nagios about object files without starting it. */
export async function verifyNagios(options: NagiosOptions): Promise<Verified> {
  using folder = writeConfig(options)
  return await verify(folder.path, options)
}

/** @throws an error with all that was said, where the configuration is refused or Nagios does not start */
export async function startNagios(options: NagiosOptions): Promise<Nagios> {
  const folder = writeConfig(options)
  const at = (name: string) => join(folder.path, name)
  try {
    const { isGood, complaints, run } = await verify(folder.path, options)
    if (!isGood) throw new Error(`nagios4 -v: ${run.stdout}${run.stderr}`)
    const isReady = () => (existsSync(at('rw/nagios.qh')) && existsSync(at('status.dat')) ? true : undefined)
    const words = ['nagios4', at('nagios.cfg')]
    const daemon = await startDaemon(words, { folder: folder.path, host: options.host, ready: isReady })
    const status = rememberStatus(at('status.dat'))
    const command = (line: string) => writeLine(at('rw/nagios.cmd'), line)
    const log = () => readFileSync(at('nagios.log'), 'utf8')
    return {
      folder: folder.path,
      complaints,
      status,
      find: (host, service = '') => pick(status(), host, service),
      force: (host, service = '') => force({ status, command }, host, service),
      command,
      write: (file, text) => {
        writeObjects(folder, file, text)
        return verify(folder.path, options)
      },
      reload: async () => {
        const before = countStarts(log())
        daemon.signal('SIGHUP')
        await until('Nagios to start anew', () => (countStarts(log()) > before ? true : undefined))
        const now = Date.now()
        const isFresh = () => (statSync(at('status.dat')).mtimeMs > now ? true : undefined)
        await until('Nagios to tell of what it has read', isFresh)
      },
      log,
      alarms: openAlarmBook(folder).read,
      [Symbol.asyncDispose]: async () => {
        await daemon[Symbol.asyncDispose]()
        folder[Symbol.dispose]()
      },
    }
  } catch (error) {
    folder[Symbol.dispose]()
    throw error
  }
}

function countStarts(log: string): number {
  return log.split(' starting... (PID=').length
}

function writeConfig(options: NagiosOptions): TemporaryFolder {
  const folder = makeFolder()
  const user = options.user ?? 'root'
  for (const name of ['rw', 'checkresults', 'archives', 'tmp', 'objects']) mkdirSync(join(folder.path, name))
  folder.write('nagios.cfg', mainConfig(folder.path, user, options.settings))
  folder.write('resource.cfg', `$USER1$=${options.plugins ?? builtChecks}\n`)
  folder.write('objects/base.cfg', baseObjects(openAlarmBook(folder).program))
  for (const [file, text] of Object.entries(options.files)) writeObjects(folder, file, text)
  return folder
}

function writeObjects(folder: TemporaryFolder, file: string, text: string): void {
  const name = join('objects', file)
  mkdirSync(join(folder.path, dirname(name)), { recursive: true })
  folder.write(name, text)
}

async function verify(folder: string, { user, host }: NagiosOptions): Promise<Verified> {
  if (user !== undefined) await runProgram(['chown', '-R', user, folder])
  const run = await runProgram(['nagios4', '-v', join(folder, 'nagios.cfg')], { inside: host?.enter ?? [] })
  const complaints = run.stdout.split('\n').filter(line => /^(Warning|Error):/.test(line))
  return { isGood: run.exitCode === 0, complaints, run }
}

/** Nagios writes another file each second and renames it: read again only then, whoever waits for what. */
function rememberStatus(file: string): Nagios['status'] {
  let version = 0n
  let last: ReturnType<Nagios['status']> = { hosts: [], services: [] }
  return () => {
    const { ino, mtimeNs } = statSync(file, { bigint: true })
    if (version !== ino + mtimeNs) last = parseStatus(readFileSync(file, 'utf8'))
    version = ino + mtimeNs
    return last
  }
}

function pick({ hosts, services }: ReturnType<Nagios['status']>, host: string, service: string): Checked {
  const found = (service === '' ? hosts : services).find(
    each => each.host === host && each.service === service,
  )
  if (found === undefined) throw new Error(`Nagios has no ${host} ${service}`)
  return found
}

/** The time of a check is told in whole seconds: what has started in the next one has not started before. */
async function force(
  { status, command }: Pick<Nagios, 'status' | 'command'>,
  host: string,
  service: string,
): Promise<Checked> {
  pick(status(), host, service)
  const start = Math.floor(Date.now() / 1000) + 1
  await until('the next second', () => (Date.now() >= start * 1000 ? true : undefined))
  command(
    service === ''
      ? `SCHEDULE_FORCED_HOST_CHECK;${host};${start}`
      : `SCHEDULE_FORCED_SVC_CHECK;${host};${service};${start}`,
  )
  return await until(
    `a result of ${host} ${service}`,
    () => {
      const found = pick(status(), host, service)
      return found.lastCheck >= start ? found : undefined
    },
    20,
  )
}

function writeLine(fifo: string, line: string): void {
  // Without a reader this fails at once, where it would wait for ever otherwise.
  const opened = openSync(fifo, constants.O_WRONLY | constants.O_NONBLOCK)
  try {
    writeSync(opened, `[${Math.floor(Date.now() / 1000)}] ${line}\n`)
  } finally {
    closeSync(opened)
  }
}
