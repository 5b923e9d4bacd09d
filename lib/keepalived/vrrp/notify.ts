import type { Script } from '../model.ts'
import type { Statement } from '../tree.ts'
import { argumentForUser, readScript } from '../values/scripts.ts'
import { type Handler, markOfStatement, nameOf, type Report } from './report.ts'

/** What may have notify scripts: a vrrp_instance or a vrrp_sync_group. */
export interface Notifying {
  readonly title: string
  readonly scripts: Script[]
  /** Notify keywords that have been taken. */
  readonly given: Set<string>
}

export const groupNotifies = ['notify_backup', 'notify_master', 'notify_fault', 'notify_stop', 'notify']
export const instanceNotifies = [...groupNotifies, 'notify_deleted', 'notify_master_rx_lower_pri']

/** A handler for a keyword with a notify script, of which only the first of a kind counts. */
export function notifyHandler(statement: Statement, draft: Notifying, report: Report): void {
  const { keyword, words } = statement
  const mark = words[1]?.mark ?? markOfStatement(statement)
  if (draft.given.has(keyword)) {
    report(
      'given-twice',
      mark,
      `${keyword} of ${draft.title} is given again: keepalived ignores this one`,
      `Write ${keyword} once`,
    )
    return
  }
  if (keyword === 'notify_deleted') draft.given.add(keyword)
  if (words[1] === undefined) return
  const script = readScript(statement)
  if ('problem' in script) {
    report(
      'script-refused',
      mark,
      `${keyword} of ${draft.title} is no script line, ${script.problem}: nothing is run`,
      'Put program and arguments in double quotes',
    )
    return
  }
  draft.given.add(keyword)
  draft.scripts.push(script)
  const user = argumentForUser(statement)
  if (user === undefined) return
  report(
    'script-arguments',
    words[2]?.mark ?? mark,
    `${keyword} of ${draft.title} is not run: '${nameOf(user)}' stands outside of the quotes and is taken for a user`,
    'Put program and arguments into one pair of double quotes',
  )
}

/** Handlers for some notify keywords. */
export function notifyHandlers(names: readonly string[]): Readonly<Record<string, Handler<Notifying>>> {
  return Object.fromEntries(names.map(name => [name, notifyHandler]))
}
