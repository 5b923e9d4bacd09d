import { createHash } from 'node:crypto'
import {
  createReadStream,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

export const program = 'lvs-checks'
const sums = 'SHA256SUMS'
const stamp = '.build.json'
const workPrefix = '.building-'

/** A folder inside DIST, so that what is made in it can be moved to its place at once. */
export function makeWorkFolder(dist: string): string {
  mkdirSync(dist, { recursive: true })
  for (const name of readdirSync(dist)) {
    // Of a build that was killed; one that still runs keeps its own.
    if (name.startsWith(workPrefix) && !isAlive(Number(name.slice(workPrefix.length)))) {
      rmSync(join(dist, name), { recursive: true, force: true })
    }
  }
  const folder = join(dist, `${workPrefix}${process.pid}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  return folder
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

/** Moves the binaries from WORK to DIST, each in one step, and leaves there exactly these checks. */
export async function publish(
  dist: string,
  work: string,
  names: readonly string[],
  separate: boolean,
): Promise<void> {
  const files = separate ? [program, ...names] : [program]
  const lines: string[] = []
  for (const name of files) lines.push(`${await sha256(join(work, name))}  ${name}\n`)
  for (const name of files) renameSync(join(work, name), join(dist, name))
  linkChecks(dist, work, separate ? [] : names)
  for (const name of readdirSync(dist)) {
    if (name.startsWith('check_') && !names.includes(name)) rmSync(join(dist, name), { force: true })
  }
  writeFileSync(join(work, sums), lines.join(''))
  renameSync(join(work, sums), join(dist, sums))
}

function linkChecks(dist: string, work: string, names: readonly string[]): void {
  for (const name of names) {
    symlinkSync(program, join(work, name))
    renameSync(join(work, name), join(dist, name))
  }
}

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

/** Notes what DIST was built from, and how the result looks from outside. */
export function writeStamp(dist: string, key: string, names: readonly string[], separate: boolean): void {
  writeFileSync(join(dist, stamp), `${JSON.stringify({ key, state: describe(dist, names, separate) })}\n`)
}

/** True when DIST holds the result of KEY and nobody has touched it since. */
export function isCurrent(dist: string, key: string, names: readonly string[], separate: boolean): boolean {
  try {
    const noted = JSON.parse(readFileSync(join(dist, stamp), 'utf8')) as { key: string; state: string }
    return noted.key === key && noted.state === describe(dist, names, separate)
  } catch {
    return false
  }
}

function describe(dist: string, names: readonly string[], separate: boolean): string {
  const looks = (name: string) => {
    const { size, mtimeMs, ino } = statSync(join(dist, name))
    return `${name} ${size} ${mtimeMs} ${ino}`
  }
  const links = (name: string) => {
    const path = join(dist, name)
    return `${name} ${lstatSync(path).isSymbolicLink() ? readlinkSync(path) : 'no link'}`
  }
  const checks = readdirSync(dist).filter(name => name.startsWith('check_'))
  return [looks(program), looks(sums), ...checks, ...names.map(separate ? looks : links)].join('; ')
}
