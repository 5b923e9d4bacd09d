import { quote } from '../core/text.ts'
import type { Line } from './lines.ts'
import type { Report } from './report.ts'

/** How `/proc/net/ip_vs` and `ipvsadm -Ln` of a whole table begin. */
export const greeting = 'IP Virtual Server version'

const columns = 'Prot LocalAddress:Port Scheduler Flags'
const rows: Readonly<Record<string, { readonly tunnels: boolean }>> = {
  '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn': { tunnels: false },
  '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn': { tunnels: false },
  '  -> RemoteAddress:Port           Forward TunnelInfo    Weight ActiveConn InActConn': { tunnels: true },
}

/** Listings with other columns, which show neither scheduler nor forwarding method, by a word of their titles. */
const others: readonly (readonly [string, string])[] = [
  ['OutBytes', '--stats'],
  ['OutBPS', '--rate'],
  ['Uthreshold', '--thresholds'],
  ['PersistConn', '--persistent-conn'],
]

/**
 * Reads the three lines of titles and gives the rest of the lines; undefined, and a problem, when they are not those
 * of a whole table.
 */
export function readTitles(
  lines: Generator<Line>,
  report: Report,
): { readonly rest: Generator<Line>; readonly tunnels: boolean } | undefined {
  const version = lines.next().value
  if (version?.text.startsWith('Prot LocalAddress:Port')) {
    const text = `the table begins with its column titles, as ipvsadm -Ln writes for one virtual server only (-t, -u or -f): the whole one begins with '${greeting}'`
    report.add('table-part', text, version, { hint: 'ipvsadm -Ln' })
    return drain(lines)
  }
  if (
    version === undefined ||
    !/^IP Virtual Server version \d+\.\d+\.\d+ \(size=\d+\)[ \t]*$/.test(version.text)
  ) {
    return refuse(version, `${greeting} 1.2.1 (size=4096)`, lines, report)
  }
  const title = lines.next().value
  const other = others.find(([word]) => title?.text.includes(word))
  if (other !== undefined) {
    const text = `the table was listed with ${other[1]}, which does not show how packets are forwarded: list it with ipvsadm -Ln`
    report.add('not-a-table', text, title, { hint: 'ipvsadm -Ln' })
    return drain(lines)
  }
  if (title?.text.trimEnd() !== columns) return refuse(title, columns, lines, report)
  const row = lines.next().value
  const shape = row?.text.trimEnd() ?? ''
  const found = Object.hasOwn(rows, shape) ? rows[shape] : undefined
  if (found === undefined) return refuse(row, Object.keys(rows)[0] ?? '', lines, report)
  return { rest: lines, ...found }
}

function refuse(line: Line | undefined, right: string, lines: Generator<Line>, report: Report): undefined {
  if (line === undefined) {
    report.addOnce('table-cut', `the text ends where the titles of a table have ${quote(right)}`)
    return drain(lines)
  }
  const text = `the text has ${quote(line.text)} where the titles of a table have ${quote(right)}: its beginning is missing or was changed`
  report.add('table-titles', text, line)
  return drain(lines)
}

/** Goes through the rest, so that a cut at its end is seen. */
function drain(lines: Generator<Line>): undefined {
  while (lines.next().done !== true);
}
