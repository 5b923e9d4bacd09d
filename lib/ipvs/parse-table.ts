import type { Diagnostic } from '../text/diagnostic.ts'
import { type Builder, createBuilder } from './build.ts'
import { recogniseForeign, unknownText } from './foreign.ts'
import { eachLine, firstLine, type Line } from './lines.ts'
import { readListLines } from './parse-list.ts'
import { readProcLines } from './parse-proc.ts'
import { readSaveLines } from './parse-save.ts'
import { createReport, type Report } from './report.ts'
import { commandOf } from './save-options.ts'
import type { Table } from './table.ts'
import { greeting, readTitles } from './titles.ts'

export interface TableOptions {
  /** What was asked for, where the caller knows: only then is an empty answer of `ipvsadm -Sn` an empty table. */
  readonly source?: Table['source']
  /** What the reader knows the text by, a path or a command, for the marks. By default that of the source. */
  readonly file?: string
  /** Jiffies a second of the kernel that wrote a `/proc/net/ip_vs`: 100, 250, 300 or 1000. */
  readonly hz?: number
}

export interface TableReading {
  /** The whole table, and only when there is no problem: what was read of half a table is not handed out. */
  readonly table: Table | undefined
  /** Why the table cannot be relied on: `table-cut`, `table-line`, `table-duplicate`, `table-names`, `not-a-table`, … */
  readonly problems: readonly Diagnostic[]
  /** What is odd and does no harm: line ends of Windows. */
  readonly notes: readonly Diagnostic[]
}

/** What a source is called where people read it. */
const commands = { proc: '/proc/net/ip_vs', save: 'ipvsadm -Sn', list: 'ipvsadm -Ln' } as const

/**
 * Reads the IPVS table from what `/proc/net/ip_vs`, `ipvsadm -Sn` or `ipvsadm -Ln` holds, and recognises which it is.
 * Never throws, takes time linear in the length of the text, and keeps no part of it alive.
 *
 * None of the three has an end of its own: a text that was cut off exactly at the end of a line is a shorter table
 * that nothing can tell from a whole one. Any other cut is a problem.
 */
export function parseTable(text: string, options: TableOptions = {}): TableReading {
  const bare = text.startsWith('\ufeff') ? text.slice(1) : text
  const report = createReport(
    options.file ?? (options.source === undefined ? 'table' : commands[options.source]),
  )
  const table = readTable(bare, options, report)
  const problems = report.list()
  return {
    table: problems.length === 0 ? table : undefined,
    problems,
    notes: bare.includes('\r\n') ? [carriageReturns(report.file)] : [],
  }
}

function readTable(text: string, options: TableOptions, report: Report): Table | undefined {
  const first = firstLine(text)
  if (first === undefined) return readEmpty(text, options, report)
  const known = recogniseForeign(text)
  const source = known === undefined ? recogniseSource(text, first) : undefined
  if (known !== undefined || source === undefined) {
    const { rule, text: sentence, hint } = known ?? unknownText(first.text)
    report.add(rule, sentence, first, hint === undefined ? {} : { hint })
    return undefined
  }
  if (options.source !== undefined && options.source !== source) {
    const sentence = `the text is that of ${commands[source]}, and ${commands[options.source]} was asked for`
    report.add('not-a-table', sentence, first)
    return undefined
  }
  const builder = createBuilder(source, report)
  readBody(text, source, options, builder, report)
  return builder.finish()
}

/** Nothing at all is what `ipvsadm -Sn` says of an empty table, and what everything else says when it has failed. */
function readEmpty(text: string, { source }: TableOptions, report: Report): Table | undefined {
  if (source === 'save' && text.trim() === '') return { source, services: new Map() }
  const sentence =
    source === undefined
      ? 'the text is empty: that is an empty table if it is from ipvsadm -Sn, and a failure if it is from anything else'
      : `the text is empty: ${commands[source]} begins with '${greeting}' even where the table is empty`
  report.add('table-empty', sentence)
  return undefined
}

function recogniseSource(text: string, first: Line): Table['source'] | undefined {
  if (first.text.startsWith('IP Virtual Server') || first.text.startsWith('Prot LocalAddress:Port')) {
    return text.slice(0, 1_000).includes('  -> RemoteAddress:Port Forward Weight') ? 'proc' : 'list'
  }
  for (const { text: line } of eachLine(text)) {
    const word = /^[ \t]*([^ \t]{1,40})/.exec(line)?.[1]
    if (word !== undefined && !word.startsWith('#')) return commandOf(word) === undefined ? undefined : 'save'
  }
  return undefined
}

function readBody(
  text: string,
  source: Table['source'],
  options: TableOptions,
  builder: Builder,
  report: Report,
): void {
  const lines = readableLines(text, report)
  if (source === 'save') {
    readSaveLines(lines, builder, report)
    return
  }
  const titles = readTitles(lines, report)
  if (titles === undefined) return
  if (source === 'proc') readProcLines(titles.rest, options.hz, builder, report)
  else readListLines(titles.rest, titles.tunnels, builder, report)
}

/** No line of a table is as long; one that is goes no further. */
const lineLimit = 2_000

/** The lines that are there whole. One without its end was cut off, and what is left of it may mean something else. */
function* readableLines(text: string, report: Report): Generator<Line> {
  const whole = text.lastIndexOf('\n') + 1
  let last = 0
  for (const line of eachLine(whole === text.length ? text : text.slice(0, whole))) {
    last = line.number
    if (line.text.length <= lineLimit) yield line
    else report.add('table-line', `the line has ${line.text.length} characters, no line of a table has`, line)
  }
  if (whole === text.length) return
  const rest = { text: text.slice(whole, whole + lineLimit), number: last + 1 }
  const sentence = 'the text breaks off in the middle of its last line: more may be missing'
  report.add('table-cut', sentence, rest, {
    hint: 'Save the table again, and compare the sizes after copying it: wc -c FILE',
  })
}

function carriageReturns(file: string): Diagnostic {
  return {
    rule: 'table-crlf',
    text: `the lines of ${file} end as on Windows: the table is read all the same`,
  }
}
