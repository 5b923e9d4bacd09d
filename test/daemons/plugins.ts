import { mkdirSync, readdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import type { TemporaryFolder } from '../support/temporary.ts'
import { builtChecks } from './nagios.ts'

/** A folder with our checks and check_nrpe, as that of a monitoring host is; answers its path. */
export function linkPlugins(folder: TemporaryFolder): string {
  const plugins = join(folder.path, 'plugins')
  mkdirSync(plugins)
  for (const name of readdirSync(builtChecks)) symlinkSync(join(builtChecks, name), join(plugins, name))
  symlinkSync('/usr/lib/nagios/plugins/check_nrpe', join(plugins, 'check_nrpe'))
  return plugins
}
