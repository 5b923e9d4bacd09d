import type { Mark } from './mark.ts'

/** Something a reader of a text has to say about it. What state it makes is known to the check that reports it. */
export interface Diagnostic {
  /** Stable id of the rule that spoke, such as `unknown-keyword`. */
  readonly rule: string
  /** One sentence, subject first, no full stop. */
  readonly text: string
  readonly mark?: Mark
  /** What to do, with the exact text or command. */
  readonly hint?: string
  /** Other places that belong to it, each with what it is: the block that was swallowed, the first of two. */
  readonly related?: readonly { readonly mark: Mark; readonly text: string }[]
  /** Where its effect begins: what is said of the lines from here on may only follow from it. */
  readonly from?: Mark
}
