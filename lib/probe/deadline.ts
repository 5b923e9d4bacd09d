/**
 * The one deadline of a check, as probes see it. Probes have no clock of their own: they measure with `elapsed`,
 * stop when `signal` aborts, and say `no answer in ${seconds} s` when it did.
 */
export interface Deadline {
  readonly signal: AbortSignal
  /** The whole time the check was given, in seconds. */
  readonly seconds: number
  /** Milliseconds since the check began, monotonic, with fractions. */
  elapsed(): number
  /** Milliseconds since the epoch, for dates in certificates and headers. */
  today(): number
}

/** Milliseconds that are left, never below 0. */
export function remaining(deadline: Deadline): number {
  return Math.max(0, deadline.seconds * 1000 - deadline.elapsed())
}
