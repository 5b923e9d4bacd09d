import type { Failure, Outcome } from '../probe/outcome.ts'
import type { Mark } from '../text/mark.ts'

/** Something to be said, with the lines it is said of. Holds no secrets. */
export interface Remark {
  readonly rule: string
  readonly text: string
  readonly mark?: Mark
  readonly hint?: string
  /** The line with a caret, and the other places that belong to it. */
  readonly details: readonly string[]
}

/** What a keepalived.conf came to. */
export interface Reading {
  readonly configId: string
  /** Words behind `@` and `@^` in it, and whether a line of theirs was taken. */
  readonly conditions: Readonly<Record<string, boolean>>
  /** How many files there are, and lines in them that are no comments. */
  readonly files: number
  readonly lines: number
  readonly instances: number
  readonly virtualServers: number
  readonly realServers: number
  readonly remarks: readonly Remark[]
  /** Remarks that are left out, by their rules. */
  readonly left: Readonly<Record<string, number>>
}

/** What is known of a backup of one file. */
export interface BackupFact {
  readonly path: string
  readonly backup: string
  /** Failure where there is no backup or it cannot be read. */
  readonly answer: Outcome<{
    readonly verdict: 'equal' | 'line ends' | 'differs'
    /** The first line that differs, where the content does. */
    readonly line?: number
    /** Seconds since the backup was written. */
    readonly age: number
  }>
}

/** What `keepalived -t` came to. */
export interface TestFacts {
  readonly exitCode: number | undefined
  readonly signal: string | undefined
  /** Whom it was to look at a script as, where that is not root: keepalived 2.2.7 then ends itself. */
  readonly scriptUser?: string
  /** What it says and we do not. */
  readonly remarks: readonly Remark[]
  /** How many different things it says in all. */
  readonly messages: number
}

export interface ConfigFacts {
  readonly path: string
  readonly reading: Outcome<Reading>
  readonly peer?: {
    readonly path: string
    readonly reading: Outcome<Reading>
    /** Undefined where one of the two could not be compared. */
    readonly differences?: readonly Remark[]
    /** Both are one file, read with one id. */
    readonly same?: true
    /** The id lines of the other director are of: several could be. */
    readonly ids?: readonly string[]
  }
  readonly backup?: Failure | readonly BackupFact[]
  readonly test?: Outcome<TestFacts>
}
