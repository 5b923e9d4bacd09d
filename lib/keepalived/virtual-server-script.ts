import { quote } from '../core/text.ts'
import type { Statement } from './tree.ts'
import { type Scope, say } from './virtual-server-setting.ts'
import { splitScript } from './words.ts'

/**
 * The program and arguments of a line such as `misc_path "…"`; undefined where keepalived finds none.
 * @param extra what the words behind the program are: for a notify script user and group, for misc_path nothing
 */
export function readCommand(
  { keyword, raw, words }: Statement,
  scope: Scope,
  extra: 'user' | 'arguments',
): readonly string[] | undefined {
  const script = splitScript(raw)
  const mark = (words[1] ?? words[0])?.mark
  if ('problem' in script) {
    const text = `${keyword} of ${scope.owner} cannot be read: ${script.problem}; keepalived runs nothing`
    say(scope, 'unreadable-script', mark, text, {
      hint: 'Put the program and its arguments between double quotes',
    })
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
