import type { Span } from '../core/finding.ts'

/** A stretch of one line of a text file: where it begins, counted from 1, and how many characters it has. */
export interface Mark extends Span {
  readonly length: number
}
