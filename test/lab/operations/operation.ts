import type { State } from '../../../lib/core/state.ts'
import type { Step } from '../fault.ts'
import type { HostName } from '../network.ts'

/** Work on a pair of directors during which every client is served. */
export interface Operation {
  /** A heading: what is done. */
  readonly title: string
  /** What to know before the first step. */
  readonly intro: string
  readonly steps: readonly OperationStep[]
}

export interface OperationStep {
  /** Where it is typed. */
  readonly on: readonly HostName[]
  /** A sentence: what is done, and why now. */
  readonly does: string
  /** How the lines of keepalived.conf look afterwards, where they are changed. */
  readonly writes?: string
  /** The commands that an operator types, as root. */
  readonly types: readonly string[]
  /** The same in the lab, where no systemd is, and no editor. */
  readonly plays: readonly Step[]
  readonly asks: readonly Ask[]
}

/** What a watch says at this step, as soon as keepalived and the health checks have done their part. */
export interface Ask {
  /** A name of `watches`, or of the operations' own. */
  readonly by: string
  readonly state: State
  /** The rule that speaks first; left out where none speaks. */
  readonly rule?: string
}

/** What must not be done, and is, to show how it looks. */
export interface Mistake {
  readonly title: string
  /** Why it hurts, and what to do instead. */
  readonly why: string
  readonly types: readonly string[]
  readonly on: readonly HostName[]
  readonly plays: readonly Step[]
  readonly asks: readonly Ask[]
  readonly mends: readonly Step[]
}

/** A watch that has nothing to say. */
export function isOk(by: string): Ask {
  return { by, state: 'OK' }
}

/** Commands that the lab runs as an operator types them. */
export function typed(
  on: readonly HostName[],
  types: readonly string[],
): Pick<OperationStep, 'on' | 'types' | 'plays'> {
  return { on, types, plays: on.map(host => ({ on: host, run: types.join('\n') })) }
}
