import type { State } from '../../core/state.ts'

/** A rule about keepalived.conf: what `--state`, the docs and the comparison with `keepalived -t` know of it. */
export interface ConfigRule {
  readonly state: State
  /** When it speaks, as a clause. */
  readonly when: string
  /**
   * undefined: `keepalived -t` reports it too. Otherwise why keepalived's silence is dangerous, as a sentence; the
   * comparison test and the docs show it.
   */
  readonly silence?: string
}
export type ConfigRules = Readonly<Record<string, ConfigRule>>
