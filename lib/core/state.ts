/** The four states a Nagios plugin can report. They are words, so nobody compares them with `<`. */
export type State = 'OK' | 'WARNING' | 'CRITICAL' | 'UNKNOWN'

/** Exit code of each state (Monitoring Plugins Development Guidelines, "Plugin Return Codes"). */
export const exitCodes: Readonly<Record<State, 0 | 1 | 2 | 3>> = {
  OK: 0,
  WARNING: 1,
  CRITICAL: 2,
  UNKNOWN: 3,
}

/**
 * Worst first. A certain outage outranks what could not be read, and that outranks a warning:
 * an UNKNOWN must never hide a CRITICAL, and a WARNING must never hide that half the facts are missing.
 */
const worstFirst: readonly State[] = ['CRITICAL', 'UNKNOWN', 'WARNING', 'OK']

/** Rank of a state for sorting, 0 is the worst. */
export function severity(state: State): number {
  return worstFirst.indexOf(state)
}

/** The worst of the states. None at all is UNKNOWN: a check that looked at nothing has not found it well. */
export function worst(states: readonly State[]): State {
  return worstFirst.find(state => states.includes(state)) ?? 'UNKNOWN'
}

/** A state from what a user types (`critical`, `Critical`, `CRITICAL`), or undefined. */
export function parseState(text: string): State | undefined {
  const upper = text.toUpperCase()
  return worstFirst.find(state => state === upper)
}
