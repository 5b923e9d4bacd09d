import { type BigIntStats, closeSync, constants, fstatSync, lstatSync, openSync, readSync } from 'node:fs'
import type { HeldFolders } from './held-folders.ts'
import { Obstacle } from './publication.ts'
import { errorCode, explainError } from './system-error.ts'

const fileLimit = 64 * 1024 * 1024

/** What is in the place of a file now. */
export interface Old {
  readonly text: string
  readonly about: BigIntStats
}

/** A regular file in its place; undefined where nothing is. Anything else stands in the way. */
export function readOld(path: string, held: HeldFolders, limit = fileLimit): Old | undefined {
  const place = held.reach(path)
  if (place === undefined) return undefined
  let descriptor: number | undefined
  try {
    descriptor = openSync(
      place,
      constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY,
    )
    const about = fstatSync(descriptor, { bigint: true })
    if (!about.isFile()) throw notRegular(path, held)
    if (about.size > BigInt(fileLimit))
      throw new Obstacle(`${held.name(path)} is longer than ${fileLimit} bytes.`)
    return { text: readBeginning(descriptor, Math.min(limit, Number(about.size))), about }
  } catch (error) {
    const code = errorCode(error)
    if (code === 'ENOENT') return undefined
    if (code === 'ELOOP' || code === 'ENXIO') throw notRegular(path, held)
    if (error instanceof Obstacle) throw error
    throw new Obstacle(`${held.name(path)} cannot be read: ${explainError(error)}.`)
  } finally {
    if (descriptor !== undefined) closeSync(descriptor)
  }
}

function notRegular(path: string, held: HeldFolders): Obstacle {
  return new Obstacle(
    `${held.name(path)} is not a regular file but a link, a folder or a device: nothing was changed.`,
    'Move it away, or name another folder',
  )
}

function readBeginning(descriptor: number, length: number): string {
  const bytes = Buffer.alloc(length)
  let at = 0
  while (at < length) {
    const size = readSync(descriptor, bytes, at, length - at, at)
    if (size === 0) break
    at += size
  }
  return bytes.toString('utf8', 0, at)
}

/** What a place is now: the same stamp later means that nobody has written there. */
export function stampNow(path: string, held: HeldFolders): string {
  const place = held.reach(path)
  return stampOf(place === undefined ? undefined : lstatSync(place, { bigint: true, throwIfNoEntry: false }))
}

export function stampOf(about: BigIntStats | undefined): string {
  return about === undefined ? 'none' : `${about.ino} ${about.size} ${about.mtimeNs} ${about.ctimeNs}`
}
