import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  closeSync,
  constants,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'

const named = /^lvs-checks-[0-9a-f]{24}$/

/** A name for the folder that a run verifies in. Nothing is made yet: the lock tells it first. */
export function nameScratch(): string {
  return join(tmpdir(), `lvs-checks-${randomBytes(12).toString('hex')}`)
}

/**
 * Makes the folder, closed to others.
 * @param group the consumer's group, which may pass through it: as root, the consumer reads as its own user
 */
export function makeScratch(path: string, group: number | undefined): void {
  mkdirSync(path, { mode: 0o700 })
  if (group === undefined || process.getuid?.() !== 0) return
  chownSync(path, 0, group)
  chmodSync(path, 0o710)
}

/** Removes the folder with all that is in it. A name that none of our runs gives is left alone. */
export function removeScratch(path: string): void {
  if (!named.test(basename(path))) return
  const place = join(tmpdir(), basename(path))
  try {
    empty(place, 0)
    rmdirSync(place)
  } catch {
    // It is not there, not ours, or the consumer writes still: it is for the system to clean up.
  }
}

/** Name by name through descriptors: the consumer's user may write below, and leads root nowhere else by a link. */
function empty(place: string, depth: number): void {
  const descriptor = openSync(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW)
  try {
    if (depth === 0 && fstatSync(descriptor).uid !== process.getuid?.()) return
    const folder = `/proc/self/fd/${descriptor}`
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = `${folder}/${entry.name}`
      if (!entry.isDirectory()) unlinkSync(path)
      else {
        empty(path, depth + 1)
        rmdirSync(path)
      }
    }
  } finally {
    closeSync(descriptor)
  }
}
