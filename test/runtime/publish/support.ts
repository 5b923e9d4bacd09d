import { spawnSync } from 'node:child_process'
import { chmodSync, lstatSync, mkdirSync, readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { join } from 'node:path'
import type {
  Output,
  Publication,
  PublishSettings,
  Report,
} from '../../../lib/runtime/publish/publication.ts'
import { publish } from '../../../lib/runtime/publish/publish.ts'
import { within } from '../../support/deadline.ts'
import { makeFolder, type TemporaryFolder } from '../../support/temporary.ts'

/** Publishes with time enough. */
export function run(publication: Publication, settings?: PublishSettings): Promise<Report> {
  return within(25, deadline => publish(publication, deadline, settings))
}

/** Files by their paths as a publication; NRPE's, which no program verifies, unless told otherwise. */
export function publicationOf(
  folder: string,
  files: Readonly<Record<string, string>>,
  more: Partial<Publication> = {},
): Publication {
  const outputs: Output[] = Object.entries(files).map(([path, text]) => ({ path, text }))
  return { folder, cluster: 'web', format: 'nrpe', comment: '#', outputs, ...more }
}

/** All that is below a folder, also what is hidden: texts, `-> target`, `folder`. */
export function contentOf(path: string): Record<string, string> {
  const entry = (name: string): string => {
    const about = lstatSync(join(path, name))
    if (about.isSymbolicLink()) return `-> ${readlinkSync(join(path, name))}`
    if (about.isDirectory()) return 'folder'
    return about.isFile() ? readFileSync(join(path, name), 'utf8') : 'neither'
  }
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).toSorted()
  return Object.fromEntries(names.map(name => [name, entry(name)]))
}

/** A place of its own for what is temporary, so that it is seen what stays there. */
export function ownTemporary(): Disposable & { list(): string[] } {
  const folder = makeFolder()
  chmodSync(folder.path, 0o711)
  const before = process.env.TMPDIR
  process.env.TMPDIR = folder.path
  return {
    list: () => readdirSync(folder.path),
    [Symbol.dispose]: () => {
      if (before === undefined) delete process.env.TMPDIR
      else process.env.TMPDIR = before
      folder[Symbol.dispose]()
    },
  }
}

/** A host for Nagios. */
export function host(name: string, more: Readonly<Record<string, string>> = {}): string {
  const lines = {
    host_name: name,
    address: '192.0.2.1',
    max_check_attempts: '1',
    check_period: 'always',
    notification_period: 'always',
    contacts: 'on-call',
    ...more,
  }
  return define('host', lines)
}

export function service(name: string, on: string, more: Readonly<Record<string, string>> = {}): string {
  const lines = {
    service_description: name,
    host_name: on,
    check_command: 'ok',
    max_check_attempts: '1',
    check_period: 'always',
    notification_period: 'always',
    ...more,
  }
  return define('service', lines)
}

function define(kind: string, lines: Readonly<Record<string, string>>): string {
  const text = Object.entries(lines).map(([name, value]) => `  ${name} ${value}\n`)
  return `define ${kind} {\n${text.join('')}}\n`
}

/** A configuration of Nagios that is good, with a folder conf.d that it reads. */
export interface LiveNagios extends TemporaryFolder {
  readonly main: string
  readonly folder: string
  /** What a reload would meet. */
  verify(): { readonly exitCode: number | null; readonly stdout: string }
}

export function makeNagios(): LiveNagios {
  const folder = makeFolder()
  chmodSync(folder.path, 0o755)
  mkdirSync(join(folder.path, 'conf.d'))
  folder.write('base.cfg', base)
  // Relative paths, as Nagios takes them.
  const main = folder.write(
    'nagios.cfg',
    `log_file=${folder.path}/nagios.log
cfg_file=base.cfg
cfg_dir=conf.d
nagios_user=nagios
nagios_group=nagios
lock_file=${folder.path}/nagios.pid
temp_path=/tmp
illegal_object_name_chars=\`~!$%^&*|'"<>?,()=
illegal_macro_output_chars=\`~$&|'"<>
`,
  )
  const verify = () => {
    const { status, stdout } = spawnSync('nagios4', ['-v', main], { encoding: 'utf8' })
    return { exitCode: status, stdout }
  }
  return { ...folder, main, folder: join(folder.path, 'conf.d'), verify }
}

const base = `define command {
  command_name ok
  command_line /bin/true
}
define timeperiod {
  timeperiod_name always
  alias always
  monday 00:00-24:00
}
define contact {
  contact_name on-call
  host_notification_period always
  service_notification_period always
  host_notification_commands ok
  service_notification_commands ok
}
${host('base')}${service('base', 'base')}`

/** Files for the folder that this Nagios reads. */
export function nagiosFilesOf(live: LiveNagios, files: Readonly<Record<string, string>>): Publication {
  return publicationOf(live.folder, files, { format: 'nagios', main: live.main })
}
