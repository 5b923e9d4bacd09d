import type { LogLine, Reload } from './event.ts'

/** Starts, reloads and stops of keepalived's parent process, in the order of the log. */
export function findReloads(_lines: readonly LogLine[]): readonly Reload[] {
  return []
}
