import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { LogLine } from '../../lib/log/event.ts'
import { parseText } from '../../lib/log/parse-text.ts'

export const clock = { now: Date.parse('2026-11-30T00:00:00Z'), offsets: [0] }

/** The lines of `test/fixtures/log/SCENARIO/DIRECTOR.log`. */
export function linesOf(scenario: string, director = 'd1'): readonly LogLine[] {
  const path = new URL(`../fixtures/log/${scenario}/${director}.log`, import.meta.url)
  return parseText(readFileSync(fileURLToPath(path), 'utf8'), clock).lines
}

/** A line that says this. */
export function line(text: string, more: Partial<LogLine> = {}): LogLine {
  return { time: clock.now, source: 'keepalived', pid: undefined, priority: undefined, text, ...more }
}
