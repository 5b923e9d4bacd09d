import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { joinHearings, parseNdisc } from '../../lib/arp/ndisc6.ts'
import { explainTrouble } from '../../lib/arp/trouble.ts'

const capture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/arp/ndisc6/${name}.txt`, import.meta.url)), 'utf8')

test('both of two holders are heard', () => {
  expect(parseNdisc(capture('two-holders'))).toEqual({
    sent: 1,
    answers: [{ mac: '00:00:5e:00:53:02' }, { mac: '00:00:5e:00:53:01' }],
    replies: 2,
  })
})

test('nobody is a hearing without answers', () => {
  expect(parseNdisc(capture('nobody'))).toEqual({ sent: 1, answers: [], replies: 0 })
})

test('who may not ask has asked nothing', () => {
  expect(parseNdisc(capture('not-permitted'))).toBeUndefined()
  expect(explainTrouble(capture('not-permitted'), 'eth0')?.kind).toBe('denied')
})

test('three calls count as one that has asked three times', () => {
  const one = parseNdisc(capture('two-holders'))
  expect(one === undefined ? undefined : joinHearings([one, one, one])).toMatchObject({ sent: 3, replies: 6 })
})
