import { expect, test } from 'vitest'
import { exitCodes, parseState, type State, severity, worst } from '../../lib/core/state.ts'

test('exit codes are those of the guidelines', () => {
  expect(exitCodes).toEqual({ OK: 0, WARNING: 1, CRITICAL: 2, UNKNOWN: 3 })
})

const cases: readonly [string, readonly State[], State][] = [
  ['nothing was looked at', [], 'UNKNOWN'],
  ['all is well', ['OK', 'OK'], 'OK'],
  ['a warning among the well', ['OK', 'WARNING', 'OK'], 'WARNING'],
  ['missing facts outrank a warning', ['WARNING', 'UNKNOWN'], 'UNKNOWN'],
  ['missing facts never hide an outage', ['UNKNOWN', 'CRITICAL', 'WARNING'], 'CRITICAL'],
]
test.each(cases)('worst: %s', (_, states, wanted) => {
  expect(worst(states)).toBe(wanted)
  expect(worst(states.toReversed())).toBe(wanted)
})

test('severity sorts worst first', () => {
  const states: State[] = ['OK', 'WARNING', 'UNKNOWN', 'CRITICAL']
  expect(states.sort((a, b) => severity(a) - severity(b))).toEqual(['CRITICAL', 'UNKNOWN', 'WARNING', 'OK'])
})

test.each([
  ['critical', 'CRITICAL'],
  ['Warning', 'WARNING'],
  ['OK', 'OK'],
  ['unknown', 'UNKNOWN'],
  ['', undefined],
  ['2', undefined],
  ['crit', undefined],
  [' ok', undefined],
])('state from %j', (text, wanted) => {
  expect(parseState(text)).toBe(wanted)
})
