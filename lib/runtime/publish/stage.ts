import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  unlinkSync,
  writeSync,
} from 'node:fs'
import type { HeldFolders } from './held-folders.ts'
import { besideOf } from './left-behind.ts'
import { stampNow } from './old-file.ts'
import { Obstacle } from './publication.ts'
import type { Change, Survey } from './survey.ts'
import { errorCode, explainError } from './system-error.ts'

/**
 * Writes the new texts beside their places, with the mode and owner they will have. What the consumer is then asked to
 * verify are these very files. Throws an Obstacle; discard() removes what was written until then.
 */
export function stage(changes: readonly Change[], held: HeldFolders): void {
  for (const change of changes) {
    try {
      held.make(change.path)
      writeBeside(change, held)
    } catch (error) {
      if (error instanceof Obstacle) throw error
      throw new Obstacle(
        `${held.name(change.path)} cannot be written: ${explainError(error)}. Nothing was changed.`,
        hintFor(error),
      )
    }
  }
}

function writeBeside({ path, text, mode, owner }: Change, held: HeldFolders): void {
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW
  const descriptor = openSync(held.reach(besideOf(path, 'new')) ?? '', flags, 0o600)
  try {
    const bytes = Buffer.from(text)
    for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at)
    const { uid, gid } = owner ?? held.ownerOf(path)
    if (process.getuid?.() === 0) fchownSync(descriptor, uid, gid)
    fchmodSync(descriptor, mode)
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Removes what stage() has written, and the folders it has made. */
export function discard(changes: readonly Change[], held: HeldFolders): void {
  for (const { path } of changes) remove(besideOf(path, 'new'), held)
  held.unmake()
}

/**
 * Puts the new texts in their places and takes the old files away, one rename after the other. Nothing waits between
 * them. When one fails, those before it are taken back.
 */
export function commit({ changes, removals }: Pick<Survey, 'changes' | 'removals'>, held: HeldFolders): void {
  const stale = [...changes, ...removals].find(({ path, stamp }) => stampNow(path, held) !== stamp)
  if (stale !== undefined)
    throw new Obstacle(
      `${held.name(stale.path)} was changed by somebody else meanwhile: nothing was changed.`,
      'Run it again',
    )
  const paths = [...changes, ...removals].map(({ path }) => path)
  const done: string[] = []
  try {
    for (const path of paths) keepOld(path, held)
    for (const { path } of changes) {
      renameSync(held.reach(besideOf(path, 'new')) ?? '', held.reach(path) ?? '')
      done.push(path)
    }
    for (const { path } of removals) {
      unlinkSync(held.reach(path) ?? '')
      done.push(path)
    }
    held.sync()
  } catch (error) {
    for (const path of done.toReversed()) takeBack(path, held)
    const failed = paths[done.length] ?? ''
    throw new Obstacle(
      `${held.name(failed)} cannot be replaced: ${explainError(error)}. Nothing was changed.`,
      hintFor(error),
    )
  } finally {
    for (const path of paths) remove(besideOf(path, 'old'), held)
  }
}

/** A second name for the old file, by which it can be brought back. */
function keepOld(path: string, held: HeldFolders): void {
  try {
    linkSync(held.reach(path) ?? '', held.reach(besideOf(path, 'old')) ?? '')
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error
  }
}

function takeBack(path: string, held: HeldFolders): void {
  const place = held.reach(path) ?? ''
  try {
    renameSync(held.reach(besideOf(path, 'old')) ?? '', place)
  } catch (error) {
    // There was none before.
    if (errorCode(error) === 'ENOENT') unlinkSync(place)
  }
}

function remove(path: string, held: HeldFolders): void {
  try {
    unlinkSync(held.reach(path) ?? '')
  } catch {
    // It is in its place by now, or never was.
  }
}

/** Removes what a run that was killed has left. */
export function sweep(leftBehind: readonly string[], held: HeldFolders): void {
  for (const path of leftBehind) remove(path, held)
}

function hintFor(error: unknown): string | undefined {
  const code = errorCode(error)
  if (code === 'EACCES' || code === 'EPERM') return 'Run it as a user who may, such as root'
  return code === 'ENOSPC' || code === 'EDQUOT'
    ? 'Make room on the file system, then run it again'
    : undefined
}
