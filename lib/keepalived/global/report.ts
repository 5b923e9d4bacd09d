import { clean, shorten } from '../../core/text.ts'
import type { Mark } from '../../text/mark.ts'
import type { Account, GlobalModel, Script, Sourced, SyncDaemon } from '../model.ts'
import type { globalRules } from '../rules/global.ts'
import type { Statement, Word } from '../tree.ts'

/** Adds a diagnostic about global_defs. */
export type GlobalReport = (
  rule: keyof typeof globalRules,
  at: Mark,
  text: string,
  hint?: string,
  /** End of the block that it is about: where keepalived notices it. */
  end?: Mark,
) => void

/** The global definitions while they are read. */
export interface GlobalDraft {
  routerId: Sourced<string> | undefined
  strict: boolean
  version: 2 | 3
  security: boolean
  scriptUser: Account | undefined
  syncDaemon: Sourced<SyncDaemon> | undefined
  nftablesIpvs: boolean
  nftablesStart: number
  netNamespace: string | undefined
  dynamicInterfaces: boolean
  ipvsNamespace: string | undefined
  groups: NonNullable<GlobalModel['multicastGroups']>
  vmacPrefix: string | undefined
  readonly scripts: Script[]
  /** Keywords that have been given and count once. */
  readonly given: Set<string>
}

export type GlobalHandler = (statement: Statement, draft: GlobalDraft, report: GlobalReport) => void
export type GlobalHandlers = Readonly<Record<string, GlobalHandler>>

/** Where to point at: the value, or the keyword without one. */
export function valueMark({ words: [keyword, value] }: Statement): Mark {
  return (value ?? keyword)?.mark ?? { file: '', line: 0, column: 1, length: 1 }
}

/** A word in quotes, made harmless. */
export function quotedWord(word: Word): string {
  return `'${shorten(clean(word.text), 60)}'`
}

/** Says that a keyword lacks its value, when it does. */
export function lacksValue(statement: Statement, report: GlobalReport): boolean {
  if (statement.words[1] !== undefined) return false
  report(
    'global-value',
    valueMark(statement),
    `${statement.keyword} has no value: keepalived ignores the line`,
  )
  return true
}

/** True the first time; reports any further. */
export function isFirst(statement: Statement, draft: GlobalDraft, report: GlobalReport): boolean {
  if (!draft.given.has(statement.keyword)) {
    draft.given.add(statement.keyword)
    return true
  }
  const text = `${statement.keyword} is given again: keepalived ignores this one`
  report('global-twice', valueMark(statement), text, `Write ${statement.keyword} once`)
  return false
}
