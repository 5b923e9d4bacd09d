import { findOurs } from './earlier.ts'
import { ownerOf, readHeader, withHeader } from './header.ts'
import type { HeldFolders } from './held-folders.ts'
import { readOld, stampOf } from './old-file.ts'
import { Obstacle, type Output, type Publication, type PublishSettings, type Refusal } from './publication.ts'

/** A file to be written, with what is in its place now. */
export interface Change {
  readonly path: string
  readonly text: string
  readonly mode: number
  /** The old file's owner; undefined where there is none. */
  readonly owner: { readonly uid: number; readonly gid: number } | undefined
  /** By which it is seen that nobody else has written meanwhile. */
  readonly stamp: string
}

/** What a run has to do, as the folder is now. */
export interface Survey {
  readonly changes: readonly Change[]
  readonly unchanged: readonly string[]
  /** Files of an earlier run that are not made any more, with their stamps. */
  readonly removals: readonly { readonly path: string; readonly stamp: string }[]
  /** What a run that was killed has left. */
  readonly leftBehind: readonly string[]
  readonly refused: readonly Refusal[]
  readonly remarks: readonly string[]
}

/** Compares the folder with what it is to hold. Nothing is changed. */
export function survey(publication: Publication, settings: PublishSettings, held: HeldFolders): Survey {
  const changes: Change[] = []
  const unchanged: string[] = []
  const refused: Refusal[] = []
  for (const output of publication.outputs) {
    try {
      const change = compare(output, publication, settings, held)
      if (change === undefined) unchanged.push(output.path)
      else changes.push(change)
    } catch (error) {
      if (!(error instanceof Obstacle)) throw error
      refused.push(error.refusal)
    }
  }
  const earlier = findOurs(publication, held)
  return { changes, unchanged, refused, ...earlier }
}

function compare(
  output: Output,
  publication: Publication,
  settings: PublishSettings,
  held: HeldFolders,
): Change | undefined {
  const { path } = output
  const text = withHeader(output, publication)
  const old = readOld(path, held)
  const usual = publication.format === 'sudoers' ? 0o440 : 0o644
  if (old === undefined)
    return { path, text, mode: output.mode ?? usual, owner: undefined, stamp: stampOf(undefined) }
  refuseOthers(old.text, output, publication, settings, held)
  const { uid, gid, mode } = old.about
  const is = Number(mode) & 0o7777
  const wanted = output.mode ?? is
  if (old.text === text && is === wanted) return undefined
  return {
    path,
    text,
    mode: wanted,
    owner: { uid: Number(uid), gid: Number(gid) },
    stamp: stampOf(old.about),
  }
}

/** Only a file that a run for this cluster and format wrote in this place may be written over. */
function refuseOthers(
  old: string,
  { path, isShared }: Output,
  { cluster, format }: Publication,
  { replace = false }: PublishSettings,
  held: HeldFolders,
): void {
  const name = held.name(path)
  const header = readHeader(old)
  if (header === undefined)
    throw new Obstacle(
      `${name} is there already and was not made by lvs-checks objects: nothing was changed.`,
      'Move it away, or name another folder',
    )
  const owner = isShared === true ? undefined : cluster
  if (header.cluster !== owner || header.format !== format)
    throw new Obstacle(
      `${name} was made for ${ownerOf(header.cluster)} (${header.format}), not for ${ownerOf(owner)} (${format}): nothing was changed.`,
      'Give the clusters different names in their site files, or name another folder',
    )
  if (replace || (header.sound && header.path === path)) return
  const text = header.sound
    ? `was made as ${header.path} and moved here`
    : 'was changed by hand since it was made'
  throw new Obstacle(
    `${name} ${text}: nothing was changed.`,
    'Bring the change into the site file and move this file away, or have it replaced: --replace',
  )
}
