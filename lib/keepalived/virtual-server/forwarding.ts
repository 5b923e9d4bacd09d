import { quote } from '../../core/text.ts'
import type { Method } from '../model.ts'
import type { Statement, Word } from '../tree.ts'
import { readUnsigned } from '../values/numbers.ts'
import { type Scope, say } from './setting.ts'

const methods: Readonly<Record<string, Method>> = { NAT: 'NAT', DR: 'DR', TUN: 'TUN' }

/** The forwarding method a line sets; undefined where keepalived does not know it. Says what is wrong behind it too. */
export function readMethod(
  [word, ...options]: readonly Word[],
  scope: Scope,
  { keyword }: Statement,
): Method | undefined {
  if (word === undefined) return undefined
  const method = Object.hasOwn(methods, word.text) ? methods[word.text] : undefined
  if (method === undefined) {
    const upper = word.text.toUpperCase()
    const hint = Object.hasOwn(methods, upper) ? `Write ${upper}, in capitals` : 'Write NAT, DR or TUN'
    const text = `${keyword} of ${scope.owner} is ${quote(word.text)}, which keepalived does not know: it stays at what it was, NAT without another`
    say(scope, 'unknown-forwarding', word.mark, text, { hint })
    return undefined
  }
  const problem = findTunnelProblem(options)
  if (problem !== undefined) {
    const text = `${keyword} of ${scope.owner} is ${method}, and what is behind it is wrong: ${problem}; keepalived takes ${method} alone`
    say(scope, 'invalid-setting', options[0]?.mark ?? word.mark, text, {
      hint: `Write ${method} alone, or correct what is behind it`,
    })
  }
  return method
}

/** What is wrong with the words behind the method: svr_forwarding_handler() of keepalived's check_parser.c. */
function findTunnelProblem(options: readonly Word[]): string | undefined {
  let [type, port, sum] = ['ipip', 0, 'nocsum']
  for (let at = 0; at < options.length; at++) {
    const [option, value] = [options[at]?.text ?? '', options[at + 1]]
    if (option === 'type' || option === 'port') {
      if (value === undefined) return `${option} has no value`
      at++
      if (option === 'type') {
        if (!['ipip', 'gue', 'gre'].includes(value.text)) return `${quote(value.text)} is no type of tunnel`
        type = value.text
      } else {
        const reading = readUnsigned(value, 1, 65_535)
        if (reading.value === undefined) return `port ${reading.problem}`
        port = reading.value
      }
    } else if (['nocsum', 'csum', 'remcsum'].includes(option)) sum = option
    else return `${quote(option)} is none of type, port, nocsum, csum, remcsum`
  }
  if ((type === 'gue') !== (port !== 0)) return type === 'gue' ? 'gue needs a port' : `${type} takes no port`
  if (type === 'ipip' && sum !== 'nocsum') return `ipip takes no ${sum}`
  return type === 'gre' && sum === 'remcsum' ? 'gre takes no remcsum' : undefined
}
