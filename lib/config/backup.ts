import { posix } from 'node:path'
import type { BackupFact } from './facts.ts'

/** How a backup compares with what is in use. */
export type Comparison = Pick<
  Extract<BackupFact['answer'], { readonly ok: true }>['value'],
  'verdict' | 'line'
>

/** Compares bytes, then text without what an editor on Windows changes: line ends and a byte order mark. */
export function compareBackup(used: Buffer, backup: Buffer): Comparison {
  if (used.equals(backup)) return { verdict: 'equal' }
  const [a, b] = [used, backup].map(each => each.toString('latin1'))
  if (a === undefined || b === undefined) return { verdict: 'differs' }
  const [ours, theirs] = [a, b].map(plainLines)
  const line = ours?.findIndex((each, at) => each !== theirs?.[at]) ?? -1
  if (line < 0 && ours?.length === theirs?.length) return { verdict: 'line ends' }
  return { verdict: 'differs', line: (line < 0 ? (ours?.length ?? 0) : line) + 1 }
}

function plainLines(text: string): string[] {
  const lines = text.replace(/^\xef\xbb\xbf/, '').split(/\r\n|\n|\r/)
  // A last line end more or less is what an editor does, too.
  if (lines.at(-1) === '') lines.pop()
  return lines
}

/**
 * Where the backup of a file is: in a folder by its path relative to the main file, or by its whole path below the
 * folder where it is not beneath it, as rsync -R and tar leave it.
 * @param folder of the main file, absolute
 */
export function backupPathOf(file: string, folder: string, backupFolder: string): string {
  const relative = posix.relative(folder, file)
  return posix.join(backupFolder, relative.startsWith('..') ? file : relative)
}
