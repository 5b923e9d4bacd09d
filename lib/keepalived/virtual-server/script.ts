import { quote } from '../../core/text.ts'
import type { Statement } from '../tree.ts'
import { splitScript } from '../values/words.ts'
import { type Scope, say } from './setting.ts'

/**
 * The program and arguments of a line such as `misc_path "…"`; undefined where keepalived finds none.
 * @param extra what the words behind the program are: for a notify script user and group, for misc_path nothing
 */
export function readCommand(
  statement: Statement,
  scope: Scope,
  extra: 'user' | 'arguments',
): readonly string[] | undefined {
  const { keyword, raw, words } = statement
  const script = splitScript(raw)
  const mark = (words[1] ?? words[0])?.mark
  if ('problem' in script) {
    remarkUnreadable(statement, script.problem, scope, extra)
    return undefined
  }
  if (extra === 'arguments' && script.user !== undefined) {
    const lost = quote([script.user, script.group ?? ''].join(' ').trim())
    const text = `${keyword} of ${scope.owner} runs ${quote(script.words.join(' '))} alone, keepalived ignores ${lost} and what follows`
    say(scope, 'ignored-words', words[2]?.mark ?? mark, text, {
      hint: 'Put the program and its arguments between one pair of double quotes',
    })
  }
  return script.words
}

/** keepalived 2.2.7 passes over a notify script that it cannot read, and crashes on such a misc_path. */
function remarkUnreadable(
  { keyword, raw, words }: Statement,
  problem: string,
  scope: Scope,
  extra: 'user' | 'arguments',
): void {
  const empty = problem === 'it names no program'
  // The parser has told of a double quote that is missing, and the end of the block tells of a check without program.
  if (extra === 'user' ? raw.split('"').length % 2 === 0 : empty) return
  const effect = extra === 'user' ? 'keepalived runs nothing' : 'keepalived 2.2.7 crashes on it'
  const text = `${keyword} of ${scope.owner} cannot be read: ${problem}; ${effect}`
  say(scope, 'unreadable-script', (words[1] ?? words[0])?.mark, text, {
    hint: 'Put the program and its arguments between double quotes',
  })
}
