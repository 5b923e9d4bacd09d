import type { Statement } from '../tree.ts'
import { type CheckerDraft, commonSettings, drop } from './checker-draft.ts'
import { readCommand } from './script.ts'
import { flag, type Scope, type Setting, type Settings, text, unsigned } from './setting.ts'

const miscPath: Setting<CheckerDraft> = {
  takes: Number.POSITIVE_INFINITY,
  read: (draft, _values, scope, statement) => {
    const words = readCommand(statement, scope, 'arguments')
    if (words !== undefined) draft.subject = words.join(' ')
    return words !== undefined
  },
}

/** MISC_CHECK: keepalived's check_misc.c. */
export const miscSettings: Settings<CheckerDraft> = {
  ...commonSettings,
  misc_path: miscPath,
  misc_timeout: unsigned(0, 4_294, (draft, value) => {
    draft.timeout = value === 0 ? undefined : value
  }),
  misc_dynamic: flag(draft => {
    draft.dynamic = true
  }),
  user: text(2, true),
}

export function endMisc(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  if (draft.subject === undefined)
    drop(draft, scope, statement, 'has no misc_path', 'Add misc_path "PROGRAM ARGUMENTS"')
}
