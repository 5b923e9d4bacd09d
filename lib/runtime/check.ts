import type { CommonValues } from '../cli/common.ts'
import type { Table, Values } from '../cli/option.ts'
import type { Finding } from '../core/finding.ts'
import type { State } from '../core/state.ts'
import type { SourceId } from '../objects/sources.ts'
import type { Deadline } from '../probe/deadline.ts'
import type { Probes } from '../probe/probes.ts'
import type { Remedy } from './remedy.ts'

/** Something a check can say, by a stable id that `--state`, the docs and the JSON use. */
export interface Rule {
  /** The state it has by default; `range` when thresholds decide. */
  readonly state: State | 'range'
  /** When it speaks, as a clause: `no packet came back`. */
  readonly when: string
  /** Why it is said although the program that is watched says nothing of it, as a sentence; for the docs. */
  readonly silence?: string
  /** What it has to read, for docs/permissions.md; nothing for what the options alone tell. */
  readonly reads?: readonly SourceId[]
}
export type Rules = Readonly<Record<string, Rule>>

/** A call for the help text and for tests: what is typed after the program name, and what it is for. */
export interface Example {
  readonly argv: readonly string[]
  readonly about: string
}

/**
 * One way of running a check, with options of its own. Most checks have one; check_vip_service has one for HTTP
 * and one for TCP, because the letters of check_http and check_tcp mean different things.
 */
export interface Mode<T extends Table, Facts> {
  /** The flag that chooses this mode (`tcp` for `--tcp`). The first mode of a check is also the default. */
  readonly flag?: string
  readonly options: T
  /** Name of the option that takes words without a letter, as check_icmp takes its hosts. */
  readonly positional?: string
  /** Options of other plugins that we do not have, by the letter or name, with what to do instead. */
  readonly declined?: Readonly<Record<string, string>>
  readonly examples: readonly Example[]
  /** A sentence when options contradict each other, undefined when they agree. */
  validate?(options: Given<T>): string | undefined
  /** Asks, never judges. What it returns is plain JSON. */
  gather(options: Given<T>, probes: Probes, deadline: Deadline): Promise<Facts>
  /** Judges, never asks: no clock, no I/O. */
  judge(facts: Facts, options: Given<T>): Finding
}

/** The values of a mode's own options and of those every check has. */
export type Given<T extends Table> = Values<T> & CommonValues

/** A mode whose types the registry need not know. */
export type AnyMode = Mode<Table, unknown>

/** A check: all there is to know about it, as data and two pure-or-probing functions a mode. */
export interface Check {
  readonly name: string
  /** The word before the state on the first line. */
  readonly service: string
  /** What it watches, in one line. */
  readonly summary: string
  readonly rules: Rules
  /** What each rule means and how to mend it, read for `lvs-checks explain` and the docs alone: no check pays for it. */
  readonly remedies: () => Promise<Readonly<Record<string, Remedy>>>
  /** What its rules read that do not say so themselves. */
  readonly reads?: readonly SourceId[]
  /** Flags for what a user may look for here and we do not have yet, each with the sentence that says so. */
  readonly unsupported?: Readonly<Record<string, string>>
  readonly modes: readonly [AnyMode, ...AnyMode[]]
}

/** Checks the types of a mode against its own option table, then forgets them. */
export function defineMode<const T extends Table, Facts>(mode: Mode<T, Facts>): AnyMode {
  return mode as unknown as AnyMode
}
