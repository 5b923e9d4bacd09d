import { chmodSync, mkdirSync, readdirSync, readlinkSync, realpathSync, statSync, symlinkSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { quote } from '../../core/text.ts'
import { readFile } from '../../probe/file.ts'
import { isLeftBehind } from './left-behind.ts'
import { Obstacle } from './publication.ts'

const entryLimit = 20_000
const readLimit = 4 * 1024 * 1024

/** Where the files of a configuration folder are to lead. Paths are relative to it. */
export interface Farm {
  /** The configuration folder without links on the way. */
  readonly from: string
  readonly to: string
  /** New files, and where their texts are. */
  readonly replaced: ReadonlyMap<string, string>
  readonly removed: ReadonlySet<string>
}

/**
 * Makes a folder that looks like the configuration folder, of links to its files: nothing secret is copied, and Icinga
 * reads each file with the rights it has. Icinga resolves a relative include against the link (2.13.6, measured).
 */
export function plantFarm(farm: Farm): void {
  const waiting = ['']
  let entries = 0
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    makeOpenFolder(join(farm.to, folder))
    for (const entry of entriesOf(join(farm.from, folder))) {
      entries += 1
      if (entries > entryLimit) throw tooMany(farm.from)
      const path = join(folder, entry.name)
      if (entry.isDirectory()) waiting.push(path)
      else if (entry.isSymbolicLink()) plantLink(path, farm)
      else if (!farm.replaced.has(path) && !farm.removed.has(path) && !isLeftBehind(entry.name))
        symlinkSync(join(farm.from, path), join(farm.to, path))
    }
  }
  // Their folders are there: the new files lie in the same ones, under other names.
  for (const [path, text] of farm.replaced) symlinkSync(text, join(farm.to, path))
}

/** Icinga's user is to pass through it, whatever umask we were started with. */
function makeOpenFolder(path: string): void {
  mkdirSync(path)
  chmodSync(path, 0o755)
}

/** A link to what is in the folder leads to what will be in it; any other to where it leads now. */
function plantLink(path: string, { from, to }: Farm): void {
  const place = join(from, path)
  const about = statSync(place, { throwIfNoEntry: false })
  const real = about === undefined ? undefined : realpathSync(place)
  const within = real === undefined ? '..' : relative(from, real)
  const isWithin = !within.startsWith('..') && !isAbsolute(within)
  const target = isWithin ? join(to, within) : (real ?? readlinkSync(place))
  symlinkSync(target, join(to, path))
}

/** Includes by an absolute path into the configuration folder: they lead to the old files, also in the farm. */
export function findAbsoluteIncludes({ from }: Pick<Farm, 'from'>, names: readonly string[]): string[] {
  const wanted = /^\s*include(?:_recursive|_zones)?\s+(?:"[^"]*",\s*)?"(\/[^"]*)"/gm
  const found: string[] = []
  for (const name of new Set(names)) {
    const content = readFile(join(from, name), readLimit)
    const text = content.ok ? content.value.toString('utf8') : ''
    for (const [, path = ''] of text.matchAll(wanted)) if (isBelow(path, from)) found.push(`${name}: ${path}`)
  }
  return found
}

/** True for a path in the folder, or for the folder itself. */
export function isBelow(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`)
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    // Icinga says of itself what it may not read; it does not read /etc/icinga2/pki.
    return []
  }
}

function tooMany(folder: string): Obstacle {
  return new Obstacle(
    `The configuration folder ${quote(folder, 300)} holds more than ${entryLimit} files: it cannot be verified whole.`,
    'Keep what Icinga does not read elsewhere',
  )
}
