import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ConfigCase, ConfigFile } from './keepalived.ts'

const fixtures = fileURLToPath(new URL('../fixtures/keepalived/', import.meta.url))

/** Configurations that keepalived has nothing to say against. */
export const validCases: readonly ConfigCase[] = casesIn('valid')

/** Small ones that each show one thing keepalived does, good or bad. */
export const probeCases: readonly ConfigCase[] = casesIn('probes')

/** One case for each `*.conf` of a folder; what is in the folders below goes with each of them. */
function casesIn(folder: string): ConfigCase[] {
  const files = readFolder(join(fixtures, folder), '')
  const mains = [...files.keys()].filter(path => /^[^/]+\.conf$/.test(path))
  const shared = [...files].filter(([path]) => path.includes('/'))
  return mains.map(main => ({
    name: main.slice(0, -'.conf'.length),
    files: new Map([...shared, ...[...files].filter(([path]) => path === main)]),
    main,
  }))
}

function readFolder(root: string, under: string): Map<string, ConfigFile> {
  const found = new Map<string, ConfigFile>()
  for (const entry of readdirSync(join(root, under), { withFileTypes: true })) {
    const path = join(under, entry.name)
    if (entry.isDirectory()) for (const each of readFolder(root, path)) found.set(...each)
    else found.set(path, readFixture(join(root, path)))
  }
  return found
}

function readFixture(file: string): ConfigFile {
  return { text: readFileSync(file, 'latin1'), executable: (statSync(file).mode & 0o111) !== 0 }
}
