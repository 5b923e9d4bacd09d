import type { State } from '../../lib/core/state.ts'
import type { HostName } from './network.ts'
import type { Watch, WatchName } from './watches.ts'

/** What is done on a host, as root: lines of dash, run with -e. `lab` is the guest itself, where the switches are. */
export interface Step {
  readonly on: HostName | 'lab'
  readonly run: string
}

export type Kind = 'director' | 'configuration' | 'real server' | 'table' | 'address' | 'service'

/** What one of the watches has to say of a fault. */
export interface Seen {
  /** A name of `watches`, or of the fault's own `watch`. */
  readonly by: string
  readonly rule: string
  /** Rules that say the same, where the moment decides which of them speaks. */
  readonly or?: readonly string[]
  readonly state: State
  /** All of these are in the first line: who is to blame, and what it is about. */
  readonly names: readonly (string | RegExp)[]
  /** Seconds after the fault at most. They hold what it takes keepalived to notice, and the check's own run. */
  readonly within: number
  /** What its hint has to say: a command, which `mend` does well to follow. */
  readonly advice?: string
  /** Rules that may be said for a moment before, on the way there; the rule itself, where it may not name all of it yet. */
  readonly before?: readonly string[]
}

/** One way for a cluster to be broken. Whatever of `watches` is not in `seen` has to stay OK. */
export interface Fault {
  /** One sentence, as the table has it: what was done. */
  readonly title: string
  readonly kind: Kind
  /** Done in this order, before the clock starts with the last one's end. */
  readonly cause: readonly Step[]
  /** Who says what of it: the first one is who detects it, the others have to speak as well. */
  readonly seen: readonly Seen[]
  /** May speak too or not, as the moment falls: rules of each, by watch. */
  readonly maySpeak?: Readonly<Partial<Record<WatchName, readonly string[]>>>
  /** Makes all well again; after it all that spoke is quiet. */
  readonly mend: readonly Step[]
  /** Seconds that this takes at most. Default: 60. */
  readonly recovers?: number
  /** Watches of its own, beside those of all faults. */
  readonly watch?: Readonly<Record<string, Watch>>
  /** The TCP port at which the peers look, on the VIP for IPv4. Default: 80. */
  readonly port?: number
}
