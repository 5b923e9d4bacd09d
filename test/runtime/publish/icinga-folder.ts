import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { Publication } from '../../../lib/runtime/publish/publication.ts'
import { makeFolder, type TemporaryFolder } from '../../support/temporary.ts'
import { publicationOf } from './support.ts'

/** A configuration of Icinga 2 that is good. Its user, which is not root, may read it. */
export function makeIcinga(): TemporaryFolder {
  const folder = makeFolder()
  chmodSync(folder.path, 0o755)
  for (const name of ['conf.d', 'zones.d', 'features-available', 'features-enabled'])
    mkdirSync(join(folder.path, name))
  folder.write('icinga2.conf', main)
  folder.write(
    'constants.conf',
    'const NodeName = "node1"\nconst ZoneName = NodeName\nconst PluginDir = "/usr/lib/nagios/plugins"\n',
  )
  folder.write(
    'zones.conf',
    'object Endpoint NodeName { }\nobject Zone ZoneName { endpoints = [ NodeName ] }\n',
  )
  folder.write('features-available/checker.conf', 'object CheckerComponent "checker" { }\n')
  symlinkSync('../features-available/checker.conf', join(folder.path, 'features-enabled/checker.conf'))
  folder.write('conf.d/mine.conf', host('mine'))
  return folder
}

/** Its main file, as Debian's without the plugins of others. */
export const main = `include "constants.conf"
include "zones.conf"
include <itl>
include "features-enabled/*.conf"
include_recursive "conf.d"
`

export function host(name: string, command = 'dummy'): string {
  return `object Host "${name}" { check_command = "${command}" }\n`
}

export function icingaFiles(icinga: TemporaryFolder, files: Readonly<Record<string, string>>): Publication {
  return publicationOf(icinga.path, files, {
    format: 'icinga2',
    comment: '//',
    main: join(icinga.path, 'icinga2.conf'),
  })
}
