import { describe, expect, test } from 'vitest'
import { deduceRate, mayBe, type TimeoutPair } from '../../lib/drift/persistence.ts'

function pairs(...list: readonly (readonly [seconds: number, jiffies: number])[]): TimeoutPair[] {
  return list.map(([seconds, jiffies]) => ({ seconds, jiffies }))
}

describe('the jiffies a second that a table tells', () => {
  const table: readonly (readonly [string, TimeoutPair[], number | undefined])[] = [
    ['one service', pairs([60, 15_000]), 250],
    ['all agree', pairs([60, 6_000], [120, 12_000]), 100],
    ['most agree', pairs([60, 6_000], [120, 12_000], [300, 60_000]), 100],
    ['one each', pairs([60, 6_000], [120, 30_000]), undefined],
    ['no service', [], undefined],
    ['a rate that no kernel has', pairs([60, 9_000]), undefined],
    ['a rate of its own, on which different timeouts agree', pairs([60, 12_000], [120, 24_000]), 200],
    ['a rate of its own, of one timeout only', pairs([60, 12_000], [60, 12_000]), undefined],
    ['no whole number', pairs([7, 1_000]), undefined],
  ]
  test.each(table)('%s', (_, list, rate) => expect(deduceRate(list)).toBe(rate))
})

test.each([100, 250, 300, 1000])('%i is a rate that kernels have', hz => {
  expect(mayBe({ seconds: 360, jiffies: 360 * hz })).toBe(true)
  expect(mayBe({ seconds: 360, jiffies: 360 * hz + 1 })).toBe(false)
})
