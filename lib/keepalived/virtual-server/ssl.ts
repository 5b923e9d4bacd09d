import type { Statement } from '../tree.ts'
import { type Scope, say } from './setting.ts'

/** The SSL block: the last counts, and the last of each of its lines; keepalived says so (check_parser.c). */
export function readSsl(statement: Statement, before: Statement | undefined, scope: Scope): void {
  if (before !== undefined) {
    say(
      scope,
      'second-ssl',
      statement.words[0]?.mark,
      'SSL is there twice, keepalived takes the second alone',
      {
        hint: 'Put all lines into one block',
        ...related(before),
      },
    )
  }
  const seen = new Map<string, Statement>()
  for (const line of statement.block?.statements ?? []) {
    const { keyword, words } = line
    const first = seen.get(keyword)
    if (words.length < 2) say(scope, 'invalid-setting', words[0]?.mark, `${keyword} of SSL has no value`)
    else if (first !== undefined) {
      say(
        scope,
        'second-ssl',
        words[0]?.mark,
        `${keyword} of SSL is there twice, keepalived takes the second`,
        {
          hint: 'Take one of the two lines out',
          ...related(first),
        },
      )
    }
    if (words.length >= 2) seen.set(keyword, line)
  }
}

function related({ words }: Statement) {
  const mark = words[0]?.mark
  return mark === undefined ? {} : { related: [{ mark, text: 'the first' }] }
}
