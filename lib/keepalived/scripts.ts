import type { Script } from './model.ts'
import type { Statement } from './tree.ts'
import { type ScriptWords, splitScript } from './words.ts'

/**
 * The program of a script line (`notify_master`, `quorum_up`, `misc_path`, `script`), or why keepalived has none.
 * Pure: whether the file is there and may be run is for who can look.
 */
export function readScript(
  statement: Statement,
  name?: string,
): Script | Extract<ScriptWords, { problem: string }> {
  const split = splitScript(statement.raw)
  if ('problem' in split) return split
  const mark = (statement.words[1] ?? statement.words[0])?.mark
  if (mark === undefined) return { problem: 'it names no program' }
  return { keyword: statement.keyword, words: split.words, mark, ...(name === undefined ? {} : { name }) }
}
