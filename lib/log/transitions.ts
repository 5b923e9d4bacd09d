import type { LogLine, Transition } from './event.ts'

/** Every role that an instance or a sync group took, in the order of the log. Count those that are not `initial` for flapping. */
export function findTransitions(_lines: readonly LogLine[]): readonly Transition[] {
  return []
}
