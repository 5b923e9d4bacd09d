import type { IncludeRequest, Sources } from './sources.ts'
import type { Process, Tree } from './tree.ts'

export interface ParseOptions {
  /** What `@id` lines are compared with: keepalived's -i, by default the host's name up to the first dot. */
  readonly configId: string
  /** keepalived's version, `2.2.7`: keywords that came later are unknown then. Default: all that are known here. */
  readonly version?: string
}

/** What parsing gives, whatever is in the files: trees as far as they go, and everything there is to say. */
export interface Parsed {
  readonly trees: Readonly<Record<Process, Tree>>
  /** Includes that the sources have no entry for: look for them and parse again. */
  readonly wanted: readonly IncludeRequest[]
}

export function parse(_sources: Sources, _options: ParseOptions): Parsed {
  throw new Error('not there yet')
}
