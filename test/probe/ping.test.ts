import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parsePingOutput } from '../../lib/net/ping-output.ts'
import { describeReply, type PingReply, ping } from '../../lib/probe/ping.ts'
import { startDeadline } from '../../lib/runtime/clock.ts'
import { need } from '../support/need.ts'
import { countResources, leftForGood } from '../support/process.ts'

const loopback = { target: '127.0.0.1', packets: 2, interval: 0.2, seconds: 2, size: 56 }

function replyOf(scenario: string, packets: number): PingReply {
  const file = fileURLToPath(new URL(`../fixtures/ping/${scenario}/stdout.txt`, import.meta.url))
  const output = parsePingOutput(readFileSync(file, 'utf8'), packets)
  return describeReply({ ...loopback, packets }, output)
}

describe('round trip times', () => {
  // scenario, packets, number of times, average, shortest, longest
  const table: readonly [string, number, number, number, number, number][] = [
    ['iputils-slow', 5, 4, 366.533, 80.152, 652.708],
    ['busybox-slow', 5, 3, 868.025, 676.212, 1059.828],
    // Of eight packets sent, only the five that were asked for count.
    ['iputils-overrun-slow', 5, 5, 311.613, 0.066, 675],
    ['iputils-killed', 9, 4, 220.016, 0.063, 483],
  ]
  test.each(table)('%s', (scenario, packets, times, rta, rtmin, rtmax) => {
    const reply = replyOf(scenario, packets)
    expect(reply.times).toHaveLength(times)
    expect([reply.rtmin, reply.rtmax]).toEqual([rtmin, rtmax])
    expect(reply.rta).toBeCloseTo(rta, 2)
  })

  test.each(['iputils-silent', 'busybox-silent', 'iputils-too-short-to-time'])('%s: none', scenario => {
    const reply = replyOf(scenario, 5)
    expect(reply.times).toEqual([])
    expect(reply).not.toHaveProperty('rta')
  })
})

need('ping')('the ping of this machine', () => {
  test('answers from the loopback', async () => {
    const deadline = startDeadline(10, new AbortController().signal)
    try {
      const outcome = await ping(loopback, deadline)
      expect(outcome).toMatchObject({ ok: true, value: { address: '127.0.0.1', sent: 2, received: 2 } })
    } finally {
      deadline.stop()
    }
  })

  test('a target cannot pass for an option', async () => {
    const deadline = startDeadline(10, new AbortController().signal)
    try {
      expect(await ping({ ...loopback, target: '-V' }, deadline)).toMatchObject({ ok: false })
    } finally {
      deadline.stop()
    }
  })

  test('200 at the same time leave nothing behind', async () => {
    const before = countResources()
    const deadline = startDeadline(25, new AbortController().signal)
    const request = { ...loopback, seconds: 20 }
    try {
      const outcomes = await Promise.all(Array.from({ length: 200 }, () => ping(request, deadline)))
      expect(outcomes.filter(each => each.ok && each.value.received === 2)).toHaveLength(200)
    } finally {
      deadline.stop()
    }
    expect(await leftForGood(before)).toEqual({})
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    expect(children.trim()).toBe('')
  })

  test('at the deadline ping is killed, and nothing is left behind', async () => {
    const before = countResources()
    const deadline = startDeadline(0.3, new AbortController().signal)
    try {
      const outcome = await ping({ ...loopback, packets: 100, seconds: 30 }, deadline)
      expect(outcome).toMatchObject({ ok: true, value: { received: expect.any(Number) } })
      expect(outcome.ok && 'sent' in outcome.value).toBe(false)
    } finally {
      deadline.stop()
    }
    expect(await leftForGood(before)).toEqual({})
  })
})
