import { lstatSync, opendirSync } from 'node:fs'
import { headerLimit, mayBeginOurs, readHeader } from './header.ts'
import type { HeldFolders } from './held-folders.ts'
import { isLeftBehind } from './left-behind.ts'
import { readOld, stampOf } from './old-file.ts'
import { Obstacle, type Publication } from './publication.ts'

/** What earlier runs have left in the folder. */
export interface Earlier {
  readonly removals: readonly { readonly path: string; readonly stamp: string }[]
  readonly leftBehind: readonly string[]
  readonly remarks: readonly string[]
}

const entryLimit = 20_000
/** Each is held open while the others are looked into. */
const folderLimit = 800
const depthLimit = 8

/**
 * Looks for files of this cluster and format that are not made any more. Links are not followed, and folders with a
 * dot in front not entered. Only what still has its header, place and checksum is to be removed.
 */
export function findOurs(publication: Publication, held: HeldFolders): Earlier {
  const removals: { path: string; stamp: string }[] = []
  const leftBehind: string[] = []
  const remarks: string[] = []
  const made = new Set(publication.outputs.map(({ path }) => path))
  const { files, closed } = listFiles(held)
  remarks.push(...closed.map(path => `${held.name(path)} cannot be looked into: old files in it would stay.`))
  for (const path of files) {
    if (isLeftBehind(path.slice(path.lastIndexOf('/') + 1))) {
      if (mayBeginOurs(beginningOf(path, held) ?? '-')) leftBehind.push(path)
    } else if (!made.has(path)) {
      const verdict = judgeOld(path, publication, held)
      if (verdict === 'changed')
        remarks.push(
          `${held.name(path)} is not made any more and was changed by hand: it stays until it is moved away.`,
        )
      else if (verdict !== undefined) removals.push({ path, stamp: verdict.stamp })
    }
  }
  return { removals, leftBehind, remarks }
}

function judgeOld(
  path: string,
  { cluster, format }: Publication,
  held: HeldFolders,
): 'changed' | { readonly stamp: string } | undefined {
  const beginning = beginningOf(path, held)
  const hint = beginning === undefined ? undefined : readHeader(beginning)
  if (hint?.cluster !== cluster || hint.format !== format) return undefined
  const old = readOld(path, held)
  const header = old === undefined ? undefined : readHeader(old.text)
  if (old === undefined || header === undefined) return undefined
  if (!header.sound) return 'changed'
  // A copy that somebody keeps under another name is his.
  return header.path === path ? { stamp: stampOf(old.about) } : undefined
}

/** The first bytes of a file, or undefined where this user may not read it: then it is none that we wrote. */
function beginningOf(path: string, held: HeldFolders): string | undefined {
  try {
    return readOld(path, held, headerLimit)?.text
  } catch (error) {
    if (error instanceof Obstacle) return undefined
    throw error
  }
}

/** All regular files below the root, and the folders that this user may not look into. */
function listFiles(held: HeldFolders): { readonly files: string[]; readonly closed: string[] } {
  const files: string[] = []
  const closed: string[] = []
  const folders: string[] = ['']
  let entries = 0
  for (let at = 0; at < folders.length; at += 1) {
    const folder = folders[at] ?? ''
    const names = namesIn(folder, held)
    if (names === undefined) closed.push(folder)
    for (const name of names ?? []) {
      entries += 1
      const path = folder === '' ? name : `${folder}/${name}`
      const about = lstatSync(held.reach(path) ?? '', { throwIfNoEntry: false })
      if (about?.isFile()) files.push(path)
      const isDeep = path.split('/').length > depthLimit
      if (about?.isDirectory() && !name.startsWith('.') && !isDeep) folders.push(path)
      if (entries > entryLimit || folders.length > folderLimit) throw tooMany(held)
    }
  }
  return { files: files.toSorted(), closed }
}

/** Names in a folder; undefined where this user may not look, or the folder has just gone. */
function namesIn(folder: string, held: HeldFolders): string[] | undefined {
  const names: string[] = []
  try {
    const listing = opendirSync(held.reach(folder === '' ? '.' : `${folder}/.`) ?? '')
    try {
      for (let entry = listing.readSync(); entry !== null; entry = listing.readSync()) {
        names.push(entry.name)
        if (names.length > entryLimit) break
      }
    } finally {
      listing.closeSync()
    }
    return names
  } catch {
    return undefined
  }
}

function tooMany(held: HeldFolders): Obstacle {
  return new Obstacle(
    `The folder ${held.name('')} holds more than ${entryLimit} files or ${folderLimit} folders: ours are not looked for among so many.`,
    'Name a folder of its own for the generated files',
  )
}
