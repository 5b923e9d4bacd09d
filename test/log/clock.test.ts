import { describe, expect, test } from 'vitest'
import { resolveTime, type WrittenTime } from '../../lib/log/clock.ts'

const at = (text: string) => Date.parse(text)
const written = (month: number, day: number, hour: number, minute: number): WrittenTime => ({
  month,
  day,
  hour,
  minute,
  second: 0,
})

describe('a time without a year and zone', () => {
  test.each<readonly [string, WrittenTime, string, readonly number[], string]>([
    ['of today', written(11, 25, 9, 0), '2026-11-25T10:00:00Z', [0], '2026-11-25T09:00:00Z'],
    ['of last year', written(12, 31, 23, 59), '2027-01-01T00:01:00Z', [0], '2026-12-31T23:59:00Z'],
    ['of months ago', written(11, 26, 9, 0), '2026-11-25T08:59:00Z', [0], '2025-11-26T09:00:00Z'],
    ['a little ahead', written(11, 25, 10, 1), '2026-11-25T10:00:00Z', [0], '2026-11-25T10:01:00Z'],
    [
      'before the clock was put back',
      written(11, 25, 11, 0),
      '2026-11-25T10:00:00Z',
      [0],
      '2026-11-25T11:00:00Z',
    ],
    ['east of UTC', written(11, 25, 11, 0), '2026-11-25T10:05:00Z', [60], '2026-11-25T10:00:00Z'],
    [
      'a new year that UTC has not',
      written(1, 1, 0, 30),
      '2026-12-31T23:35:00Z',
      [60],
      '2026-12-31T23:30:00Z',
    ],
    ['a leap day', written(2, 29, 12, 0), '2029-03-01T00:00:00Z', [0], '2028-02-29T12:00:00Z'],
    // Summer time ends at 01:00 UTC: 02:00 to 03:00 are there twice.
    ['after summer time', written(10, 25, 2, 3), '2026-10-25T01:05:00Z', [60, 120], '2026-10-25T01:03:00Z'],
    ['before its end', written(10, 25, 2, 55), '2026-10-25T01:05:00Z', [60, 120], '2026-10-25T00:55:00Z'],
    // It begins at 01:00 UTC: 02:00 to 03:00 are left out.
    [
      'before its beginning',
      written(3, 29, 1, 55),
      '2026-03-29T01:05:00Z',
      [120, 60],
      '2026-03-29T00:55:00Z',
    ],
    ['after its beginning', written(3, 29, 3, 2), '2026-03-29T01:05:00Z', [120, 60], '2026-03-29T01:02:00Z'],
  ])('%s', (_, time, now, offsets, expected) => {
    expect(resolveTime(time, { now: at(now), offsets })).toBe(at(expected))
  })
})

test('a zone and a year that are written are believed', () => {
  const time = { ...written(11, 25, 11, 0), year: 2024, offset: 60 }
  expect(resolveTime(time, { now: at('2026-11-25T10:00:00Z'), offsets: [300] })).toBe(
    at('2024-11-25T10:00:00Z'),
  )
})

test.each([
  written(2, 30, 1, 0),
  written(0, 1, 1, 0),
  written(13, 1, 1, 0),
  written(1, 0, 1, 0),
  written(1, 1, 24, 0),
])('a date that does not exist has no time: %o', time => {
  expect(
    resolveTime({ ...time, year: 2026 }, { now: at('2026-11-25T10:00:00Z'), offsets: [0] }),
  ).toBeUndefined()
})
