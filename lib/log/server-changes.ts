import type { LogLine, ServerChange } from './event.ts'

/** What keepalived's checkers did to virtual and real servers, in the order of the log. */
export function findServerChanges(_lines: readonly LogLine[]): readonly ServerChange[] {
  return []
}
