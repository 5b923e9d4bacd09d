import { clean, shorten } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { vrrpRules } from '../rules/vrrp.ts'
import type { Statement, Word } from '../tree.ts'
import { type NumberReading, readBoolean } from '../values/numbers.ts'

/** Adds a diagnostic about VRRP. The text must not hold a password. */
export type Report = (
  rule: keyof typeof vrrpRules,
  at: Mark,
  text: string,
  hint?: string,
  /** End of the block that it is about: where keepalived notices it. */
  end?: Mark,
) => void

/** A list of diagnostics and what adds to it. */
export function collect(): { readonly diagnostics: Diagnostic[]; readonly report: Report } {
  const diagnostics: Diagnostic[] = []
  const report: Report = (rule, mark, text, hint, end) => {
    const related = end === undefined ? {} : { related: [{ mark: end, text: 'the block ends here' }] }
    diagnostics.push({ rule, text, mark, ...(hint === undefined ? {} : { hint }), ...related })
  }
  return { diagnostics, report }
}

/** Reads one statement into what a block comes to. */
export type Handler<T> = (statement: Statement, draft: T, report: Report) => void
export type Handlers<T> = Readonly<Record<string, Handler<T>>>

/** Hands each statement of a block to its handler, in the order of the lines. */
export function readStatements<T>(
  statements: readonly Statement[],
  handlers: Handlers<T>,
  draft: T,
  report: Report,
): void {
  for (const statement of statements) {
    if (statement.block?.kind === 'skipped') continue
    if (Object.hasOwn(handlers, statement.keyword)) handlers[statement.keyword]?.(statement, draft, report)
  }
}

/** Where a statement begins. */
export function markOfStatement(statement: Statement): Mark {
  return statement.words[0]?.mark ?? { file: '', line: 0, column: 1, length: 1 }
}

/** A name from the configuration, for a sentence. */
export function nameOf(text: string): string {
  return shorten(clean(text), 60)
}

/** The value that counts: what was read, or what keepalived makes of it where it is lenient. */
export function takenValue(reading: NumberReading): number | undefined {
  return reading.value ?? ('lenient' in reading ? reading.lenient : undefined)
}

interface NumberOptions<T> {
  readonly read: (word: Word) => NumberReading
  /** What becomes of a bad value: `VI_1 keeps 100`. */
  readonly otherwise: (draft: T) => string
  readonly take?: (draft: T, value: number, mark: Mark) => void
  /** keepalived reads `100x` as 100 when it runs. */
  readonly lenient?: boolean
  readonly wanted?: string
}

/** A handler for a keyword with a number. */
export function numberHandler<T>(options: NumberOptions<T>): Handler<T> {
  return (statement, draft, report) => {
    const word = statement.words[1]
    if (word === undefined) return
    const reading = options.read(word)
    const value = options.lenient ? takenValue(reading) : reading.value
    if (reading.problem !== undefined) {
      const effect = value === undefined ? options.otherwise(draft) : `keepalived takes ${value}`
      const hint =
        options.wanted === undefined ? undefined : `Write ${statement.keyword} with ${options.wanted}`
      report('vrrp-value', word.mark, `${statement.keyword} ${reading.problem}: ${effect}`, hint)
    }
    if (value !== undefined) options.take?.(draft, value, word.mark)
  }
}

/** A handler for a keyword that is a switch: alone it is on. */
export function switchHandler<T>(take?: (draft: T, value: boolean, mark: Mark) => void): Handler<T> {
  return (statement, draft, report) => {
    const word = statement.words[1]
    if (word === undefined) return take?.(draft, true, markOfStatement(statement))
    const value = readBoolean(word)
    if (value !== undefined) return take?.(draft, value, word.mark)
    const text = `${statement.keyword} ${quoted(word)} is neither true nor false: keepalived ignores the line`
    report('vrrp-value', word.mark, text, `Write: ${statement.keyword} true or ${statement.keyword} false`)
  }
}

/** A word in quotes, made harmless. */
export function quoted(word: Word): string {
  return `'${nameOf(word.text)}'`
}
