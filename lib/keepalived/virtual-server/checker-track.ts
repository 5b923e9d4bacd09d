import { quote } from '../../core/text.ts'
import type { Statement } from '../tree.ts'
import { readInt } from '../values/numbers.ts'
import { type CheckerDraft, drop } from './checker-draft.ts'
import { type Scope, type Setting, type Settings, say, switchable, takeNumber } from './setting.ts'

const weightMax = 2_147_483_647

/** FILE_CHECK: keepalived's check_file.c. */
export const fileSettings: Settings<CheckerDraft> = {
  track_file: {
    takes: 1,
    read: (draft, [word], scope) => {
      if (word === undefined) return false
      if (draft.known.files.has(word.text)) {
        draft.subject = word.text
        return true
      }
      const text = `track_file of ${scope.owner} is ${quote(word.text)}, and no complete track_file block of that name stands above it`
      say(scope, 'invalid-setting', word.mark, text, {
        hint: 'Put the track_file block above the virtual servers',
      })
      return false
    },
  },
  weight: {
    takes: 2,
    read: (_draft, [word, option], scope, { words }) => {
      if (word === undefined) {
        say(scope, 'invalid-setting', words[0]?.mark, `weight of ${scope.owner} has no value`)
        return false
      }
      const value = takeNumber(scope, 'weight', word, readInt(word, -weightMax, weightMax), {})
      if (option === undefined || ['reverse', 'noreverse'].includes(option.text)) return value !== undefined
      const text = `weight of ${scope.owner} has ${quote(option.text)}, which is none of reverse, noreverse, keepalived ignores the line`
      say(scope, 'invalid-setting', option.mark, text)
      return false
    },
  },
}

export function endFile(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  draft.dynamic = true
  if (draft.subject === undefined) drop(draft, scope, statement, 'has no track_file', 'Add track_file NAME')
}

const alpha: Setting<CheckerDraft> = switchable((draft, value) => {
  draft.alpha = value
})

/** BFD_CHECK: keepalived's check_bfd.c. */
export const bfdSettings: Settings<CheckerDraft> = {
  name: {
    takes: Number.POSITIVE_INFINITY,
    several: true,
    read: (draft, values, scope, statement) => {
      const [word] = values
      if (draft.dropped) return false
      const why =
        word === undefined || values.length !== 1
          ? 'has not one name'
          : !draft.known.bfds.has(word.text)
            ? `names ${quote(word.text)}, and no bfd_instance of that name for the checkers stands above it`
            : draft.subject !== undefined
              ? `has a second name ${quote(word.text)}`
              : draft.server.bound.has(word.text)
                ? `names ${quote(word.text)}, which the real server follows already`
                : undefined
      if (why === undefined) draft.subject = word?.text
      else {
        draft.dropped = true
        const mark = (word ?? statement.words[0])?.mark
        say(scope, 'dropped-checker', mark, `${scope.owner} ${why}, keepalived drops the whole check`, {
          hint: 'Name one bfd_instance that stands above the virtual servers',
        })
      }
      return why === undefined
    },
  },
  alpha: {
    ...alpha,
    read: (draft, ...rest) => !draft.dropped && alpha.read(draft, ...rest),
  },
}

export function endBfd(draft: CheckerDraft, scope: Scope, statement: Statement): void {
  if (draft.subject === undefined)
    drop(draft, scope, statement, 'has no name', 'Add name NAME of a bfd_instance')
  else if (!draft.dropped) draft.server.bound.add(draft.subject)
}
