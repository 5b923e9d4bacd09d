import type { LogChild, LogLine } from './event.ts'

/** What a line must look like to be a trouble, and what is said of it. */
export interface TroubleKind {
  readonly id: string
  readonly state: 'warning' | 'critical'
  /** By default keepalived's. */
  readonly source?: LogLine['source']
  /** Of this child of keepalived alone; a line that does not tell its child is of the VRRP one. */
  readonly child?: LogChild
  /** Any of them. Anchored or bounded: each runs in linear time. */
  readonly patterns: readonly RegExp[]
  /** The sentence, made of what the pattern has found; `again` is the line that says the same again, see `once`. */
  text(found: RegExpExecArray, again?: RegExpExecArray): string
  readonly hint?: string | ((found: RegExpExecArray) => string)
  /** Whom it concerns: lines of one id and subject are one trouble. By default what the first group has found. */
  subject?(found: RegExpExecArray): string
  /** Lines of one trouble that say the same again under this name are counted once: a process that has ended. */
  once?(found: RegExpExecArray): string
  /** Fewer lines than this are no trouble. */
  readonly atLeast?: number
  /** No trouble unless such a line of the same source follows within two seconds. */
  readonly confirmedBy?: RegExp
  /** So many lines are critical: what mended itself once does not go on mending itself. */
  readonly criticalFrom?: number
  /**
   * A line of keepalived after which it is over and no trouble any more; of the subject that its first group names,
   * or of any where it has no group.
   */
  readonly until?: RegExp
  /** The first line says what is wrong, and those after it follow from it. */
  readonly tellsFirst?: boolean
  /**
   * Says nothing where a trouble of one of these ids has the same subject, or `*` for any subject, or `at once` for any
   * at the same time: then this follows from that.
   */
  readonly after?: Readonly<Record<string, 'same' | '*' | 'at once'>>
}
