import { getEventListeners } from 'node:events'
import { expect, test } from 'vitest'
import { remaining } from '../../lib/probe/deadline.ts'
import { startDeadline } from '../../lib/runtime/clock.ts'

/** Order of events, as none of these tests may depend on how long something takes. */
async function orderOf(events: Readonly<Record<string, Promise<unknown>>>): Promise<string[]> {
  const order: string[] = []
  await Promise.all(Object.entries(events).map(([name, event]) => event.then(() => order.push(name))))
  return order
}

function aborted(signal: AbortSignal): Promise<unknown> {
  return signal.aborted
    ? Promise.resolve()
    : new Promise(resolve => signal.addEventListener('abort', resolve, { once: true }))
}

test('first the probes are told, then, after a grace, they are given up', async () => {
  const deadline = startDeadline(0.1, new AbortController().signal)
  expect(await orderOf({ overdue: deadline.overdue, aborted: aborted(deadline.signal) })).toEqual([
    'aborted',
    'overdue',
  ])
  expect(deadline.elapsed()).toBeGreaterThan(100)
  expect(remaining(deadline)).toBe(0)
  deadline.stop()
})

test('an outer signal ends it early, and its reason for waiting', async () => {
  const outer = new AbortController()
  const deadline = startDeadline(3600, outer.signal)
  expect(deadline.signal.aborted).toBe(false)
  outer.abort()
  expect(deadline.signal.aborted).toBe(true)
  await deadline.overdue
  deadline.stop()
})

test('an outer signal that has aborted already ends it at once', () => {
  const outer = new AbortController()
  outer.abort()
  const deadline = startDeadline(3600, outer.signal)
  expect(deadline.signal.aborted).toBe(true)
  deadline.stop()
})

test('the deadline of one check does not abort the others', async () => {
  const outer = new AbortController()
  const [short, long] = [startDeadline(0.05, outer.signal), startDeadline(3600, outer.signal)]
  await aborted(short.signal)
  expect([long.signal.aborted, outer.signal.aborted]).toEqual([false, false])
  short.stop()
  long.stop()
})

test('a stopped one never fires and holds nothing', async () => {
  const outer = new AbortController()
  const deadline = startDeadline(0.01, outer.signal)
  deadline.stop()
  await new Promise(resolve => setTimeout(resolve, 50))
  outer.abort()
  expect(deadline.signal.aborted).toBe(false)
  expect(getEventListeners(outer.signal, 'abort')).toEqual([])
})

test('elapsed time runs forwards and today is today', () => {
  const deadline = startDeadline(10, new AbortController().signal)
  const readings = Array.from({ length: 1000 }, () => deadline.elapsed())
  expect(readings).toEqual(readings.toSorted((a, b) => a - b))
  expect(remaining(deadline)).toBeLessThanOrEqual(10_000)
  expect(new Date(deadline.today()).getUTCFullYear()).toBe(new Date().getUTCFullYear())
  deadline.stop()
})
