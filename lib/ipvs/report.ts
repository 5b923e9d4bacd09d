import { count } from '../core/text.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { columnOfWord, type Line } from './lines.ts'

/** What was read from a text. There is a value only where there is no problem: half of a table is no table. */
export interface Reading<T> {
  readonly value: T | undefined
  /** Why the text cannot be relied on, in its order, never all of a thousand. */
  readonly problems: readonly Diagnostic[]
}

/** What a problem may carry besides its sentence. */
interface Details {
  /** Which word of the line it is about, counted from 0. */
  readonly word?: number
  readonly hint?: string
  /** The line of the first of two. */
  readonly first?: Line
}

/** Gathers what is wrong with a text. */
export interface Report {
  readonly file: string
  add(rule: string, text: string, line?: Line, details?: Details): void
  /** Once for the whole text, however often it is met. */
  addOnce(rule: string, text: string, line?: Line, details?: Details): void
  list(): readonly Diagnostic[]
}

const limit = 20

/** A report about a text that the reader knows by this name: a path, or a command. */
export function createReport(file: string): Report {
  const problems: Diagnostic[] = []
  const rules = new Set<string>()
  let more = 0
  const markOf = (line: Line, word?: number) => {
    const column = word === undefined ? 1 : columnOfWord(line.text, word)
    const end = word === undefined ? line.text.length + 1 : endOf(line.text, column)
    return { file, line: line.number, column, length: Math.max(1, end - column) }
  }
  const add: Report['add'] = (rule, text, line, { word, hint, first } = {}) => {
    rules.add(rule)
    if (problems.length >= limit) {
      more++
      return
    }
    problems.push({
      rule,
      text,
      ...(line === undefined ? {} : { mark: markOf(line, word) }),
      ...(hint === undefined ? {} : { hint }),
      ...(first === undefined ? {} : { related: [{ mark: markOf(first), text: 'the first of the two' }] }),
    })
  }
  return {
    file,
    add,
    addOnce: (rule, ...rest) => {
      if (!rules.has(rule)) add(rule, ...rest)
    },
    list: () =>
      more === 0
        ? problems
        : [...problems, { rule: 'table-line', text: `${count(more, 'more problem')} of the same text` }],
  }
}

function endOf(text: string, column: number): number {
  const blank = text.slice(column - 1).search(/[ \t]/)
  return blank < 0 ? text.length + 1 : column + blank
}
