import type { Account, Script } from '../model.ts'
import type { Statement } from '../tree.ts'
import { type ScriptWords, splitEscaped, splitScript } from './words.ts'

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
  const common = { keyword: statement.keyword, words: split.words, mark }
  return name === undefined ? { ...common, ...ranAs(accountBehind(statement)) } : { ...common, name }
}

/** The part of a script that says whom it is run as. */
export function ranAs(account: Account | undefined): Pick<Script, 'account'> {
  return account === undefined ? {} : { account }
}

/** A user and perhaps a group in the words of a line, from the second one on. */
export function accountIn({ words: [, user, group] }: Statement): Account | undefined {
  if (user === undefined) return undefined
  return { user: user.text, ...(group === undefined ? {} : { group: group.text }), mark: user.mark }
}

/** User and group behind the program of a notify or quorum script. */
export function accountBehind(statement: Statement): Account | undefined {
  const [user, group] = wordsBehind(statement)
  // What was meant for an argument is told of as such.
  if (user === undefined || argumentForUser(statement) !== undefined) return undefined
  const mark = statement.words[2]?.mark
  return { user, ...(group === undefined ? {} : { group }), ...(mark === undefined ? {} : { mark }) }
}

/** Words of a script line behind the program: a vrrp_script drops them, for the others they are user and group. */
export function wordsBehind({ raw }: Statement): readonly string[] {
  const split = splitEscaped(raw)
  return 'words' in split ? split.words.slice(2) : []
}

/** States of VRRP and of real servers, as scripts take them for arguments: hardly a user has such a name. */
const states = ['master', 'backup', 'fault', 'stop', 'up', 'down']

/** True for what is no name of a user, so that it must have been meant for an argument. */
function isArgument(word: string): boolean {
  return !/^[a-z_][a-z0-9_.-]*\$?$/.test(word) || states.includes(word)
}

/**
 * The first word behind the program of a notify or quorum script, where it was meant for an argument: keepalived takes it
 * for a user that does not exist and does not run the script. A user and a group alone are well.
 */
export function argumentForUser(statement: Statement): string | undefined {
  const [user, , ...more] = wordsBehind(statement)
  return user !== undefined && (isArgument(user) || more.length > 0) ? user : undefined
}
