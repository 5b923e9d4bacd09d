import type { Diagnostic } from '../text/diagnostic.ts'
import type { RootKeywords } from './keyword.ts'
import { rootKeywords } from './keywords/root.ts'
import { mergeDiagnostics } from './merge.ts'
import type { IncludeRequest, Sources } from './sources.ts'
import { expand } from './syntax/expand.ts'
import { type Reading, readAs } from './syntax/reading.ts'
import { explainStructure } from './syntax/structure.ts'
import { reread, wordsFor } from './syntax/word-line.ts'
import type { Process, Tree } from './tree.ts'

export interface ParseOptions {
  /** What `@id` lines are compared with: keepalived's -i, by default the host's name up to the first dot. */
  readonly configId: string
  /** keepalived's version, `2.2.7`: keywords that came later are unknown then. Default: all that are known here. */
  readonly version?: string
  readonly keywords?: RootKeywords
}

/** What parsing gives, whatever is in the files: trees as far as they go, and everything there is to say. */
export interface Parsed {
  readonly trees: Readonly<Record<Process, Tree>>
  /** All of them, those that several processes have in common once, in the order of the lines. */
  readonly diagnostics: readonly Diagnostic[]
  /** Includes that the sources have no entry for: look for them and parse again. */
  readonly wanted: readonly IncludeRequest[]
  /** Lines with `@id` and `@^id` by what is written, and whether any of them was taken. */
  readonly conditions: ReadonlyMap<string, boolean>
  /** How many statements and braces there are, includes and sequences counted. */
  readonly lines: number
}

const processes = ['parent', 'vrrp', 'checker', 'bfd'] as const

/** Reads a configuration as keepalived's processes do. Never throws; linear in the length of what is read. */
export function parse(sources: Sources, options: ParseOptions): Parsed {
  const { lines, diagnostics, wanted, conditions } = expand(sources, options.configId)
  const keywords = options.keywords ?? rootKeywords
  const written = wordsFor(lines)
  const copied = reread(written)
  const readings = processes.map(process =>
    readAs(process, process === 'parent' ? written : copied, keywords, options.version),
  )
  const trees = Object.fromEntries(readings.map(reading => [reading.process, toTree(reading)]))
  const remarks = readings.flatMap(reading => reading.remarks.map(({ diagnostic }) => diagnostic))
  const all = [...diagnostics, ...explainStructure(lines, readings, keywords), ...remarks]
  return {
    trees: trees as Record<Process, Tree>,
    diagnostics: mergeDiagnostics(all),
    wanted,
    conditions,
    lines: lines.length,
  }
}

function toTree({ process, statements }: Reading): Tree {
  return { process, statements }
}
