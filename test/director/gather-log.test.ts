import { describe, expect, test } from 'vitest'
import { digest } from '../../lib/director/gather-log.ts'
import type { LogLine, LogReading } from '../../lib/log/event.ts'

const now = 1_700_000_000_000
const minutes = 60_000
const line = (minutesAgo: number | undefined, text: string): LogLine => ({
  time: minutesAgo === undefined ? undefined : now - minutesAgo * minutes,
  source: 'keepalived',
  pid: 31,
  priority: undefined,
  text,
})
const reading = (...lines: readonly LogLine[]): LogReading => ({
  from: '/var/log/syslog',
  lines,
  completeSince: now - 600 * minutes,
  knowsKeepalived: true,
  unread: [],
})
/** Of a keepalived that was started two hours ago, with the window of --since 15m. */
const digestOf = (...lines: readonly LogLine[]) =>
  digest(reading(...lines), now - 15 * minutes, now - 120 * minutes)

describe('the last role of an instance', () => {
  test('is that of the whole log, changes count within the window', () => {
    expect(
      digestOf(
        line(119, '(VI_1) Entering BACKUP STATE (init)'),
        line(118, '(VI_1) Entering MASTER STATE'),
        line(10, '(VI_1) Entering BACKUP STATE'),
        line(9, '(VI_1) Entering MASTER STATE'),
        line(118, '(VI_2) Entering FAULT STATE'),
      ).instances,
    ).toEqual([
      { instance: 'VI_1', last: { to: 'MASTER', time: now - 9 * minutes }, changes: 2 },
      { instance: 'VI_2', last: { to: 'FAULT', time: now - 118 * minutes }, changes: 0 },
    ])
  })
  test('is not that of a keepalived before this one', () => {
    expect(digestOf(line(150, '(VI_1) Entering MASTER STATE')).instances).toEqual([])
  })
  test('is not told by a line without a time', () => {
    expect(digestOf(line(undefined, '(VI_1) Entering MASTER STATE')).instances).toEqual([])
  })
  test('at the start it is no change', () => {
    expect(
      digestOf(
        line(3, 'Starting Keepalived v2.2.7 (01/16,2022)'),
        line(3, '(VI_1) Entering BACKUP STATE (init)'),
      ).instances,
    ).toMatchObject([{ changes: 0 }])
  })
})

test('real servers that were taken out more than once within the window', () => {
  const removed = 'Removing service [192.0.2.12]:tcp:80 from VS [192.0.2.10]:tcp:80'
  const added = 'Adding service [192.0.2.12]:tcp:80 to VS [192.0.2.10]:tcp:80'
  const other = 'Removing service [192.0.2.13]:tcp:80 from VS [192.0.2.10]:tcp:80'
  expect(
    digestOf(
      line(60, removed),
      line(50, added),
      line(14, removed),
      line(13, other),
      line(12, added),
      line(5, removed),
    ).restless,
  ).toEqual([{ server: '[192.0.2.12]:tcp:80', virtualServer: '[192.0.2.10]:tcp:80', removals: 2 }])
  expect(digestOf(line(60, removed), line(5, removed)).restless).toEqual([])
  // One that is away stays away through restarts of keepalived.
  expect(digestOf(line(14, removed), line(10, removed), line(5, removed)).restless).toEqual([])
})

test('reloads are those of the whole log', () => {
  expect(digestOf(line(100, 'Reloading ...'), line(100, 'Reload complete')).reloads).toMatchObject([
    { kind: 'reload', time: now - 100 * minutes },
  ])
})
