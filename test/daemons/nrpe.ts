import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Run, type RunOptions, runProgram } from '../support/binary.ts'
import type { Host } from '../support/host.ts'
import { makeFolder, type TemporaryFolder } from '../support/temporary.ts'
import { freePort, startDaemon } from './daemon.ts'

export interface NrpeOptions {
  /** Files of commands: the text of each by its name, `*.cfg`. */
  readonly files: Readonly<Record<string, string>>
  readonly host?: Host
  /** 127.0.0.1 when left out. */
  readonly address?: string
  /** A free one when left out. */
  readonly port?: number
  /** Who may ask, as allowed_hosts has it. */
  readonly allowed?: string
}

/** A real NRPE daemon. It runs as the user nagios, and so do its commands. */
export interface Nrpe extends AsyncDisposable {
  readonly address: string
  readonly port: number
  /** Has check_nrpe call a command; `{ inside: host.enter }` asks from a host of a test. */
  call(command: string, options?: RunOptions): Promise<Run>
  log(): string
}

/** @throws an error with what it printed, where NRPE does not start. It reads on where a line is wrong: see its log. */
export async function startNrpe(options: NrpeOptions): Promise<Nrpe> {
  const address = options.address ?? '127.0.0.1'
  const port = options.port ?? (await freePort())
  const folder = makeFolder()
  const file = writeConfig(folder, address, port, options)
  const log = () => (existsSync(join(folder.path, 'nrpe.log')) ? readLog(folder) : '')
  try {
    const daemon = await startDaemon(['nrpe', '-c', file, '-f'], {
      folder: folder.path,
      host: options.host,
      ready: () => (log().includes('Listening for connections') ? true : undefined),
    })
    const ask = [checkNrpe, '-H', address, '-p', String(port), '-t', '20', '-c']
    return {
      address,
      port,
      call: (command, given = {}) => runProgram([...ask, command], given),
      log,
      [Symbol.asyncDispose]: async () => {
        await daemon[Symbol.asyncDispose]()
        folder[Symbol.dispose]()
      },
    }
  } catch (error) {
    const said = log()
    folder[Symbol.dispose]()
    throw new Error(`${error}\n${said}`)
  }
}

const checkNrpe = '/usr/lib/nagios/plugins/check_nrpe'

function readLog(folder: TemporaryFolder): string {
  return readFileSync(join(folder.path, 'nrpe.log'), 'utf8')
}

function writeConfig(folder: TemporaryFolder, address: string, port: number, options: NrpeOptions): string {
  // The log is opened by the user nagios.
  chmodSync(folder.path, 0o777)
  mkdirSync(join(folder.path, 'nrpe.d'))
  for (const [name, text] of Object.entries(options.files)) folder.write(join('nrpe.d', name), text)
  const lines = [
    `log_file=${folder.path}/nrpe.log`,
    `pid_file=${folder.path}/nrpe.pid`,
    `server_address=${address}`,
    `server_port=${port}`,
    'nrpe_user=nagios',
    'nrpe_group=nagios',
    `allowed_hosts=${options.allowed ?? '127.0.0.1'}`,
    'command_timeout=30',
    'connection_timeout=60',
    'disable_syslog=1',
    `include_dir=${folder.path}/nrpe.d`,
  ]
  return folder.write('nrpe.cfg', `${lines.join('\n')}\n`)
}
