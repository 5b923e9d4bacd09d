import type { State } from '../../lib/core/state.ts'
import { type Item, parsePerfdata } from './perfdata.ts'

/** Plugin output, taken apart as a monitoring daemon does it. */
export interface Output {
  readonly service: string
  readonly state: State
  /** What stands between the state and the perfdata. */
  readonly sentence: string
  readonly perfdata: readonly Item[]
  /** The lines after the first. */
  readonly more: readonly string[]
}

/** What no line may hold: control, format and bidi characters, line separators, and what would be markup. */
export const harmful = /[<>\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u

/**
 * Reads plugin output and throws where one of Nagios, Icinga, NRPE or NSCA would read something else than we
 * meant: more than one `|`, perfdata after the first line, control characters, 60 KB.
 */
export function parseOutput(stdout: string): Output {
  if (!stdout.endsWith('\n')) throw new Error('the output does not end with a newline')
  if (Buffer.byteLength(stdout) > 61_440) throw new Error('the output is longer than 60 KB')
  const [first = '', ...more] = stdout.slice(0, -1).split('\n')
  for (const line of [first, ...more]) {
    const found = harmful.exec(line)
    if (found !== null) throw new Error(`${JSON.stringify(found[0])} is in the line ${JSON.stringify(line)}`)
    if (line.trim() === '') throw new Error('a line is empty')
  }
  if (more.some(line => line.includes('|'))) throw new Error('a line after the first one holds a |')
  const [head = '', perfdata, ...others] = first.split(' | ')
  if (others.length > 0 || /\|/.test(head + perfdata)) throw new Error(`a second | is in ${first}`)
  const [, service = '', state = '', sentence = ''] =
    /^([A-Z][A-Z0-9 ]*?) (OK|WARNING|CRITICAL|UNKNOWN) - (\S.*)$/.exec(head) ?? []
  if (sentence === '') throw new Error(`the first line does not begin with SERVICE STATE: ${first}`)
  const items = perfdata === undefined ? [] : parsePerfdata(perfdata)
  return { service, state: state as State, sentence, perfdata: items, more }
}
