import { lstatSync, readlinkSync, renameSync, statSync, symlinkSync, unlinkSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { renderLine } from '../core/render.ts'
import { exitCodes } from '../core/state.ts'
import { quote } from '../core/text.ts'
import type { Result } from './run.ts'

/**
 * `lvs-checks install DIR`: a link for each check in DIR, to this very binary. A file that is not a link of ours
 * is never touched; all places are looked at before the first link is made.
 */
export function installLinks(
  words: readonly string[],
  names: readonly string[],
  target = process.execPath,
): Result {
  const [folder, ...rest] = words
  if (folder === undefined || rest.length > 0)
    return refuse('install takes one folder: lvs-checks install DIR')
  if (basename(target) === 'node') {
    return refuse(
      'only the built binary can be linked to: run npm run build, then dist/lvs-checks install DIR',
    )
  }
  if (!isFolder(folder))
    return refuse(`there is no folder ${quote(folder)}, make it with: mkdir -p ${folder}`)
  const taken = names.find(name => !isOurs(join(folder, name), target))
  if (taken !== undefined) {
    return refuse(
      `${quote(join(folder, taken))} is there already and is not a link to lvs-checks, nothing was changed`,
    )
  }
  try {
    for (const name of names) replaceLink(join(folder, name), target)
  } catch (error) {
    return refuse(`the links could not be made: ${error instanceof Error ? error.message : String(error)}`)
  }
  return {
    exitCode: 0,
    stdout: renderLine('LVS', 'OK', `${names.length} links made in ${folder}: ${names.join(', ')}`),
  }
}

function refuse(text: string): Result {
  return { exitCode: exitCodes.UNKNOWN, stdout: renderLine('LVS', 'UNKNOWN', text) }
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}

/** True when nothing is there, or a link to a program of our name (an older version, a moved folder). */
function isOurs(path: string, target: string): boolean {
  const about = lstatSync(path, { throwIfNoEntry: false })
  if (about === undefined) return true
  return about.isSymbolicLink() && basename(readlinkSync(path)) === basename(target)
}

/** Makes the link beside its place and moves it there: a check that runs at this moment always finds one. */
function replaceLink(path: string, target: string): void {
  const temporary = `${path}.${process.pid}.new`
  symlinkSync(resolve(target), temporary)
  try {
    renameSync(temporary, path)
  } catch (error) {
    unlinkSync(temporary)
    throw error
  }
}
