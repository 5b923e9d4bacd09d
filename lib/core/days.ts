import { count } from './text.ts'

/** `3 days`, and in hours when less than two days are left. */
export function describeDays(days: number): string {
  return days >= 2 ? count(Math.floor(days), 'day') : count(Math.max(1, Math.floor(days * 24)), 'hour')
}
