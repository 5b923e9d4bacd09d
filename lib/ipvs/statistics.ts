import { quote } from '../core/text.ts'
import { parseHex } from './field.ts'
import { type Line, splitWords } from './lines.ts'
import { createReport, type Reading, type Report } from './report.ts'
import { expectTitles } from './whole.ts'

/** Counters since they were last zeroed, or rates a second. */
export interface Traffic {
  readonly connections: number
  readonly packetsIn: number
  readonly packetsOut: number
  readonly bytesIn: number
  readonly bytesOut: number
}

export interface Statistics {
  readonly totals: Traffic
  /** A second; all zero where sysctl net.ipv4.vs.run_estimation is 0. */
  readonly rates: Traffic
  /** Of each processor, by its number, from `/proc/net/ip_vs_stats_percpu`. */
  readonly processors?: ReadonlyMap<number, Traffic>
}

const titles = [
  '   Total Incoming Outgoing         Incoming         Outgoing',
  '   Conns  Packets  Packets            Bytes            Bytes',
]
const rateTitle = ' Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s'
const processorTitles = [
  '       Total Incoming Outgoing         Incoming         Outgoing',
  'CPU    Conns  Packets  Packets            Bytes            Bytes',
]
const processorRateTitle = '     Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s'

/**
 * Reads `/proc/net/ip_vs_stats`: everything in hexadecimal (ip_vs_ctl.c, ip_vs_stats_show). A count over 2^53 is
 * rounded.
 */
export function parseStatistics(text: string, file = '/proc/net/ip_vs_stats'): Reading<Statistics> {
  const report = createReport(file)
  const lines = expectTitles(text, titles, report)
  const value = lines === undefined ? undefined : readTotals(lines, rateTitle, report)
  return finish(value, report)
}

/** Reads `/proc/net/ip_vs_stats_percpu`: a line a processor in hexadecimal, and their sums behind `~`. */
export function parseProcessorStatistics(
  text: string,
  file = '/proc/net/ip_vs_stats_percpu',
): Reading<Statistics> {
  const report = createReport(file)
  const lines = expectTitles(text, processorTitles, report)
  if (lines === undefined) return finish(undefined, report)
  const processors = new Map<number, Traffic>()
  for (const line of lines) {
    const [name = '', ...words] = splitWords(line.text)
    const traffic = readTraffic(words, line, report)
    if (traffic === undefined) break
    if (name === '~') {
      const rates = readRates(lines, processorRateTitle, report)
      return finish(rates === undefined ? undefined : { totals: traffic, rates, processors }, report)
    }
    // The kernel writes "%3X".
    const number = parseHex(name, 8)
    if (number === undefined || processors.has(number)) {
      report.add('table-line', `the processor ${quote(name)} is not a new number or ~`, line, { word: 0 })
    } else processors.set(number, traffic)
  }
  report.addOnce('table-cut', 'the text ends before the sums of all processors')
  return finish(undefined, report)
}

function finish(value: Statistics | undefined, report: Report): Reading<Statistics> {
  const problems = report.list()
  return { value: problems.length === 0 ? value : undefined, problems }
}

function readTotals(lines: Generator<Line>, title: string, report: Report): Statistics | undefined {
  const line: Line | undefined = lines.next().value
  const totals = readTraffic(splitWords(line?.text ?? ''), line, report)
  const rates = totals === undefined ? undefined : readRates(lines, title, report)
  return totals === undefined || rates === undefined ? undefined : { totals, rates }
}

/** A blank line, the title, the rates, and nothing more. */
function readRates(lines: Generator<Line>, title: string, report: Report): Traffic | undefined {
  for (const right of ['', title]) {
    const line: Line | undefined = lines.next().value
    if (line?.text.trimEnd() === right) continue
    const seen = line === undefined ? 'the text ends' : `the text has ${quote(line.text)}`
    report.add('table-line', `${seen} where ${right === '' ? 'a blank line' : quote(right)} is right`, line)
    return undefined
  }
  const line: Line | undefined = lines.next().value
  const rates = readTraffic(splitWords(line?.text ?? ''), line, report)
  const extra: Line | undefined = lines.next().value
  if (extra !== undefined) report.add('table-line', 'there is a line more than the file has', extra)
  return rates
}

function readTraffic(words: readonly string[], line: Line | undefined, report: Report): Traffic | undefined {
  const numbers = words.map(word => parseHex(word, 16))
  const [connections, packetsIn, packetsOut, bytesIn, bytesOut, extra] = numbers
  const known = connections !== undefined && packetsIn !== undefined && packetsOut !== undefined
  if (
    known &&
    bytesIn !== undefined &&
    bytesOut !== undefined &&
    numbers.length === 5 &&
    extra === undefined
  ) {
    return { connections, packetsIn, packetsOut, bytesIn, bytesOut }
  }
  const seen = line === undefined ? 'the text ends' : `the text has ${quote(line.text)}`
  report.add('table-line', `${seen} where five hexadecimal numbers are right`, line)
  return undefined
}
