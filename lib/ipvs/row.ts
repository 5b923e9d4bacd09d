import { quote } from '../core/text.ts'
import type { Protocol } from '../net/service.ts'
import { type Line, splitWords } from './lines.ts'
import type { Report } from './report.ts'
import type { Forward } from './table.ts'

/** What the rows of `/proc/net/ip_vs` and of `ipvsadm -L` have in common, and what is wrong with them. */

const forwards: Readonly<Record<string, Forward>> = {
  Route: 'DR',
  Masq: 'NAT',
  Tunnel: 'TUN',
  Local: 'Local',
}

/** The forwarding method by the kernel's name of it, or undefined. */
export function readForward(word: string): Forward | undefined {
  return Object.hasOwn(forwards, word) ? forwards[word] : undefined
}

/** A protocol that IPVS balances, or undefined. */
export function readProtocol(word: string): Protocol | undefined {
  return word === 'TCP' || word === 'UDP' || word === 'SCTP' ? word : undefined
}

export function badWord(line: Line, word: number, text: string, report: Report): undefined {
  report.add('table-line', text, line, { word })
}

/** A line that is none of the table's. */
export function unknownLine(line: Line, report: Report): undefined {
  const seen =
    splitWords(line.text.slice(0, 200)).length === 0 ? 'a blank line' : `the line ${quote(line.text)}`
  const text = `${seen} does not belong in the table: TCP, UDP, SCTP, FWM or -> is right at its beginning`
  report.add('table-line', text, line)
}

/** A real server before any virtual server: what is before it was cut off. */
export function strayServer(line: Line, report: Report): void {
  const text = `the real server ${quote(splitWords(line.text)[1] ?? '')} belongs to no virtual server: the lines before it are missing`
  report.add('table-line', text, line)
}

/** A real server with a column that cannot be read. `tunnel` when the listing has a column for it. */
export function badServer(line: Line, words: readonly string[], report: Report, tunnel = false): void {
  const columns = [
    '->',
    'address',
    'forwarding method',
    ...(tunnel ? ['tunnel'] : []),
    'weight',
    'active connections',
    'inactive connections',
  ]
  const right = [
    '',
    '',
    'Route, Masq, Tunnel or Local',
    ...(tunnel ? ['n/a, ipip, gre:FLAG or gue:PORT:FLAG'] : []),
    'a number',
    'a number',
    'a number',
  ]
  const at = columns.findIndex((_, index) => index >= 2 && !isRight(index, words[index], tunnel))
  if (at >= 0 && words[at] !== undefined) {
    const text = `the ${columns[at]} of the real server ${quote(words[1] ?? '')} is ${quote(words[at])}: ${right[at]} is right`
    report.add('table-line', text, line, { word: at })
    return
  }
  const text = `the line of the real server ${quote(words[1] ?? '')} has ${words.length - 1} columns: ${columns.length - 1} are right`
  report.add('table-line', text, line)
}

function isRight(index: number, word: string | undefined, tunnel: boolean): boolean {
  if (word === undefined) return false
  if (index === 2) return readForward(word) !== undefined
  if (tunnel && index === 3) return /^(?:n\/a|ipip|gre:\S+|gue:\d+:\S+)$/.test(word)
  return /^-?\d{1,10}$/.test(word) && Number(word) < 2 ** 32
}
