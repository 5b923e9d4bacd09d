import { join } from 'node:path'
import { configRules } from '../../lib/config/rules.ts'
import { lintFiles } from '../../lib/keepalived/file/lint.ts'
import { type ReadConfig, readConfig } from '../../lib/keepalived/read.ts'
import { readConfigFiles } from '../../lib/probe/config-files.ts'
import type { Ours } from './compare.ts'
import { configId } from './keepalived.ts'

/** Reads a configuration from disk as the check does, and says all there is to say without looking at the host. */
export function readOurs(folder: string, main: string): Ours & { readonly config: ReadConfig } {
  const deadline = { signal: new AbortController().signal, seconds: 60, elapsed: () => 0, today: () => 0 }
  const files = readConfigFiles(join(folder, main), configId, deadline)
  if (!files.ok) throw new Error(files.text)
  const { sources } = files.value
  const config = readConfig(sources, { configId, version: '2.2.7' })
  return {
    config,
    diagnostics: [...files.value.diagnostics, ...lintFiles(sources), ...config.diagnostics],
    isSilent: rule => {
      const known = Object.hasOwn(configRules, rule) ? configRules[rule] : undefined
      if (known === undefined) throw new Error(`${rule} is in no table of rules`)
      return known.silence !== undefined
    },
  }
}
