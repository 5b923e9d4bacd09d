import type { LogLine, Trouble } from './event.ts'

/**
 * What the log says is wrong, grouped by what it is and whom it concerns, critical ones first. A start, stop, reload,
 * failover, and real servers that come and go give none.
 */
export function findTroubles(_lines: readonly LogLine[]): readonly Trouble[] {
  return []
}
