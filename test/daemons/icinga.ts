import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Run, runProgram } from '../support/binary.ts'
import type { Identity } from '../support/certificate.ts'
import { type Host, until } from '../support/host.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { type Alarm, openAlarmBook } from './alarms.ts'
import { freePort, startDaemon } from './daemon.ts'
import { type IcingaApi, type IcingaObject, openApi } from './icinga-api.ts'
import { aloneInItsZone, makeAuthority, writeNode } from './icinga-config.ts'
import { builtChecks } from './nagios.ts'

export interface IcingaOptions {
  /** Files by their path below Icinga's folder: `conf.d/*.conf`, and `zones.d/ZONE/*.conf` for the node of that zone. */
  readonly files: Readonly<Record<string, string>>
  /** NodeName; `master` when left out. */
  readonly name?: string
  /** The whole of zones.conf; a zone of its own when left out. */
  readonly zones?: string
  /** Nodes that are to talk with one another share it. */
  readonly authority?: Identity
  /** PluginDir: the built checks when left out. */
  readonly plugins?: string
  readonly host?: Host
  /** Where the API listens: 127.0.0.1 and a free port when left out. */
  readonly address?: string
  readonly port?: number
}

/** A check's result as Icinga has it. */
export interface IcingaResult {
  /** The exit code: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN; of a host it is the plugin's, too. */
  readonly state: number
  /** All that was printed but the perfdata. */
  readonly output: string
  /** One string an item, as it was printed. */
  readonly perfdata: readonly string[]
  /** The endpoint that ran the check. */
  readonly source: string
  /** The command as it was run: words, or a line. */
  readonly command: unknown
}

/** A real Icinga 2 with its state in a folder of its own; it has the user group admins and the Notification template "alarm". */
export interface Icinga extends AsyncDisposable {
  readonly folder: string
  readonly name: string
  readonly port: number
  /** What `icinga2 daemon -C` had to say before the start. */
  readonly complaints: readonly string[]
  /** All objects of a type: `services`. */
  objects(type: string): Promise<IcingaObject[]>
  has(type: string, name: string): Promise<boolean>
  /** True while another node is connected and has been told all that it missed. */
  isConnected(node: string): Promise<boolean>
  /** The last result; undefined before the first. @throws where there is no such host or service */
  result(host: string, service?: string): Promise<IcingaResult | undefined>
  /** Waits for the result of a check that has started after a time, in seconds since 1970. */
  resultSince(time: number, host: string, service?: string): Promise<IcingaResult>
  /**
   * Runs a check now and answers its result. A node heeds nobody else's plans in its first minute (Icinga 2.13,
   * `NextCheckChangedAPIHandler`): ask the satellite that is to run the check, and its master for `resultSince`.
   */
  force(host: string, service?: string): Promise<IcingaResult>
  /** An action of the API. */
  act(action: string, body: object): Promise<void>
  /** Writes a file of the configuration, and answers what `icinga2 daemon -C` says to it. */
  write(file: string, text: string): Promise<IcingaVerified>
  /** Reads its configuration anew. */
  reload(): Promise<void>
  log(): string
  alarms(): Alarm[]
}

/** What `icinga2 daemon -C` says. */
export interface IcingaVerified {
  readonly isGood: boolean
  /** Warnings and worse. */
  readonly complaints: readonly string[]
  readonly run: Run
}

/** Asks Icinga about a configuration without starting it. */
export async function verifyIcinga(options: IcingaOptions): Promise<IcingaVerified> {
  using folder = makeFolder()
  return await verify(prepare(folder, options, 5665, makeAuthority()), options)
}

/** @throws an error with all that was said, where the configuration is refused or Icinga does not start */
export async function startIcinga(options: IcingaOptions): Promise<Icinga> {
  const folder = makeFolder()
  const {
    address = '127.0.0.1',
    port = await freePort(),
    name = 'master',
    authority = makeAuthority(),
  } = options
  const api = openApi({ address, port, authority, host: options.host })
  try {
    const words = prepare(folder, options, port, authority)
    const { isGood, complaints, run } = await verify(words, options)
    if (!isGood) throw new Error(`icinga2 daemon -C: ${run.stdout}${run.stderr}`)
    const daemon = await startDaemon(['icinga2', 'daemon', ...words], {
      folder: folder.path,
      host: options.host,
      ready: async () => ((await api.startedAt()) === undefined ? undefined : true),
    })
    return {
      folder: folder.path,
      name,
      port,
      complaints,
      objects: type => api.objects(type),
      has: async (type, name) => (await api.objects(type)).some(each => each.name === name),
      isConnected: async node => {
        const [endpoint] = await api.objects('endpoints', node)
        return endpoint?.attrs.connected === true && endpoint.attrs.syncing === false
      },
      result: async (host, service) => (await read(api, host, service)).result,
      resultSince: (time, host, service) => waitForResult(api, time, host, service),
      force: (host, service) => force(api, host, service),
      act: (action, body) => api.act(action, body),
      write: (file, text) => {
        writeFile(folder, file, text)
        return verify(words, options)
      },
      reload: async () => {
        const before = (await api.startedAt()) ?? 0
        daemon.signal('SIGHUP')
        await until('Icinga to reload', async () =>
          ((await api.startedAt()) ?? 0) > before ? true : undefined,
        )
      },
      log: () => readOrNothing(join(folder.path, 'log/icinga2.log')),
      alarms: openAlarmBook(folder).read,
      [Symbol.asyncDispose]: async () => {
        api[Symbol.dispose]()
        await daemon[Symbol.asyncDispose]()
        folder[Symbol.dispose]()
      },
    }
  } catch (error) {
    api[Symbol.dispose]()
    folder[Symbol.dispose]()
    throw error
  }
}

function prepare(
  folder: TemporaryFolder,
  options: IcingaOptions,
  port: number,
  authority: Identity,
): string[] {
  const { name = 'master', address = '127.0.0.1', zones = aloneInItsZone, plugins = builtChecks } = options
  const node = { name, address, port, zones, plugins, authority }
  const words = writeNode(folder, node, openAlarmBook(folder).program)
  for (const [file, text] of Object.entries(options.files)) writeFile(folder, file, text)
  return words
}

function writeFile(folder: TemporaryFolder, file: string, text: string): void {
  const path = join('etc', file)
  mkdirSync(join(folder.path, dirname(path)), { recursive: true })
  folder.write(path, text)
}

async function verify(words: readonly string[], { host }: IcingaOptions): Promise<IcingaVerified> {
  const run = await runProgram(['icinga2', 'daemon', '-C', ...words], { inside: host?.enter ?? [] })
  const complaints = run.stdout.split('\n').filter(line => /\] (?:warning|critical)\//.test(line))
  return { isGood: run.exitCode === 0, complaints, run }
}

function readOrNothing(file: string): string {
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

interface Stored {
  readonly state: number
  readonly output: string
  readonly performance_data: readonly string[]
  readonly check_source: string
  readonly command: unknown
  readonly execution_start: number
}

interface Found {
  readonly startedAt: number
  readonly result: IcingaResult | undefined
}

async function read(api: IcingaApi, host: string, service?: string): Promise<Found> {
  const [found] = await api.objects(service === undefined ? 'hosts' : 'services', nameOf(host, service))
  if (found === undefined) throw new Error(`Icinga has no ${nameOf(host, service)}`)
  const stored = found.attrs.last_check_result as Stored | null
  if (stored === null) return { startedAt: 0, result: undefined }
  const { state, output, performance_data: perfdata, check_source: source, command } = stored
  return { startedAt: stored.execution_start, result: { state, output, perfdata, source, command } }
}

function nameOf(host: string, service?: string): string {
  return service === undefined ? host : `${host}!${service}`
}

async function force(api: IcingaApi, host: string, service?: string): Promise<IcingaResult> {
  const now = Date.now() / 1000
  const which =
    service === undefined ? { type: 'Host', host } : { type: 'Service', service: nameOf(host, service) }
  await api.act('reschedule-check', { ...which, force: true })
  return await waitForResult(api, now, host, service)
}

async function waitForResult(
  api: IcingaApi,
  since: number,
  host: string,
  service?: string,
): Promise<IcingaResult> {
  return await until(
    `a result of ${nameOf(host, service)}`,
    async () => {
      const { startedAt, result } = await read(api, host, service)
      return startedAt >= since ? result : undefined
    },
    20,
  )
}
