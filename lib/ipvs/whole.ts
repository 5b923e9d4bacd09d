import { quote } from '../core/text.ts'
import { recogniseForeign } from './foreign.ts'
import { eachLine, firstLine, type Line } from './lines.ts'
import type { Report } from './report.ts'

/**
 * The lines of a text that begins with these titles and is whole; undefined, and a problem, when it does not. Blanks
 * at the ends of titles do not count.
 */
export function expectTitles(
  text: string,
  titles: readonly string[],
  report: Report,
): Generator<Line> | undefined {
  if (firstLine(text) === undefined) {
    report.add(
      'table-empty',
      `the text is empty: it begins with ${quote(titles[0] ?? '')} where there is anything`,
    )
    return undefined
  }
  expectEnd(text, report)
  const lines = eachLine(text)
  for (const title of titles) {
    const line = lines.next().value
    if (line?.text.trimEnd() === title.trimEnd()) continue
    const foreign = recogniseForeign(text)
    const seen = line === undefined ? 'the text ends' : `the text has ${quote(line.text)}`
    const other = `${seen} where ${quote(title)} is right`
    report.add('not-a-table', foreign?.rule === 'not-a-table' ? other : (foreign?.text ?? other), line)
    return undefined
  }
  return lines
}

/** A text without an end of its last line was cut off. */
export function expectEnd(text: string, report: Report): void {
  if (!text.endsWith('\n')) report.add('table-cut', 'the text breaks off in the middle of its last line')
}
