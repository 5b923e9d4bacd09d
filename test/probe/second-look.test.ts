import { expect, test } from 'vitest'
import type { Deadline } from '../../lib/probe/deadline.ts'
import { readSettled } from '../../lib/probe/second-look.ts'

/** What one reading after the other gives, each of which takes so many milliseconds of the deadline. */
async function look(values: readonly string[], { seconds = 10, takes = 0 } = {}): Promise<string> {
  let elapsed = 0
  let at = 0
  const deadline: Deadline = {
    signal: new AbortController().signal,
    seconds,
    elapsed: () => elapsed,
    today: () => 0,
  }
  const read = () => {
    elapsed += takes
    return Promise.resolve(values[at++] ?? 'read too often')
  }
  return readSettled(read, first => first === 'on its way', 20, deadline)
}

test('what is settled is read once', async () => {
  expect(await look(['settled'])).toBe('settled')
})

test('what is on its way is read a second time, and no third', async () => {
  expect(await look(['on its way', 'arrived'])).toBe('arrived')
  expect(await look(['on its way', 'on its way', 'arrived'])).toBe('on its way')
})

test('without the time for a second look there is none', async () => {
  expect(await look(['on its way', 'arrived'], { seconds: 1, takes: 480 })).toBe('arrived')
  expect(await look(['on its way', 'arrived'], { seconds: 1, takes: 500 })).toBe('on its way')
})
