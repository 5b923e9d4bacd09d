import { readdirSync, realpathSync, statSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { quote } from '../../core/text.ts'
import { Obstacle } from './publication.ts'

/** A line of nagios.cfg: a variable and its value, or anything else as it stands. */
interface MainLine {
  readonly text: string
  readonly name: string
  readonly value: string
}

/** What Nagios is to read instead of the files that are there. Paths without links. */
export interface Exchange {
  /** The place of a file, and where its new text is. */
  readonly replaced: ReadonlyMap<string, string>
  readonly removed: ReadonlySet<string>
}

const fileLimit = 100_000

/** What Nagios resolves against the folder of its main file (4.4.6, measured). */
const relative = ['cfg_file', 'cfg_dir', 'resource_file']

/**
 * The main file of a Nagios that would read the new files: each `cfg_dir` that holds one of them becomes `cfg_file`
 * lines of what Nagios finds in it. undefined when Nagios reads none of them.
 * @param main the path of the main file, against which relative paths are resolved
 */
export function exchangeFiles(text: string, main: string, exchange: Exchange): string | undefined {
  let isRead = false
  const lines = text.split('\n').flatMap(line => {
    const known = readLine(line, dirname(main))
    if (known === undefined) return [line]
    const exchanged = exchangeLine(known, exchange)
    if (exchanged !== undefined) isRead = true
    return exchanged ?? [known.text]
  })
  return isRead ? lines.join('\n') : undefined
}

/** The value of a variable of the main file, the last one given. */
export function readVariable(text: string, name: string): string | undefined {
  const found = text.split('\n').flatMap(line => new RegExp(`^\\s*${name}\\s*=(.*)$`).exec(line)?.[1] ?? [])
  return found.at(-1)?.trim()
}

function readLine(line: string, folder: string): MainLine | undefined {
  const [, name, value] = /^\s*(\w+)\s*=(.*)$/.exec(line) ?? []
  if (name === undefined || value === undefined || !relative.includes(name)) return undefined
  const path = resolve(folder, value.trim())
  return { text: `${name}=${path}`, name, value: path }
}

function exchangeLine({ name, value }: MainLine, exchange: Exchange): string[] | undefined {
  if (name === 'cfg_file') {
    const real = realPath(value)
    const replacement = exchange.replaced.get(real)
    if (replacement !== undefined) return [`cfg_file=${replacement}`]
    return exchange.removed.has(real) ? [] : undefined
  }
  if (name !== 'cfg_dir') return undefined
  const found = listConfigFolder(value)
  const added = [...exchange.replaced].filter(([path]) => found.folders.has(dirname(path)))
  const isTouched = added.length > 0 || found.files.some(({ real }) => exchange.removed.has(real))
  if (!isTouched) return undefined
  const kept = found.files.filter(({ real }) => !exchange.replaced.has(real) && !exchange.removed.has(real))
  return [...kept.map(({ path }) => path), ...added.map(([, path]) => path)].map(path => `cfg_file=${path}`)
}

interface Listing {
  readonly files: { readonly path: string; readonly real: string }[]
  /** Folders that Nagios looks into, without links on the way. */
  readonly folders: Set<string>
}

/**
 * What Nagios reads for a `cfg_dir` (4.4.6, measured): regular files *.cfg and folders without a dot in front, both also by
 * links. An entry that leads nowhere is an error of its own there, so it is kept.
 */
function listConfigFolder(top: string): Listing {
  const listing: Listing = { files: [], folders: new Set() }
  const waiting = [top]
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    const real = realPath(folder)
    // A link that leads back would have Nagios read for ever.
    if (listing.folders.has(real)) continue
    listing.folders.add(real)
    for (const name of namesIn(folder)) {
      if (name.startsWith('.')) continue
      const path = join(folder, name)
      const about = statSync(path, { throwIfNoEntry: false })
      if (about?.isDirectory()) waiting.push(path)
      else if (about === undefined || name.endsWith('.cfg'))
        listing.files.push({ path, real: realPath(path) })
    }
    if (listing.files.length > fileLimit)
      throw new Obstacle(`The folder ${quote(top, 300)} holds more than ${fileLimit} files.`)
  }
  return listing
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    return path
  }
}
