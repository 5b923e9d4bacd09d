import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { macsOf } from '../../lib/arp/answer.ts'
import { arpingArguments, identifyArping, parseArping } from '../../lib/arp/arping.ts'
import { explainTrouble } from '../../lib/arp/trouble.ts'

// What the programs printed on a LAN of namespaces.
const capture = (name: string) =>
  readFileSync(fileURLToPath(new URL(`../fixtures/arp/${name}.txt`, import.meta.url)), 'utf8')

const kinds = ['iputils', 'habets', 'busybox'] as const
const [lvs1, lvs2] = ['00:00:5e:00:53:01', '00:00:5e:00:53:02']

describe.each(kinds)('arping of %s', kind => {
  test('is told from the others by its help', () => {
    expect(identifyArping(capture(`${kind}/help`))).toBe(kind)
  })

  test('both of two holders are heard, each answer counted', () => {
    const heard = parseArping(capture(`${kind}/two-holders`))
    expect(heard).toMatchObject({ sent: 3, replies: 6 })
    expect(heard === undefined ? [] : macsOf(heard)).toEqual([lvs2, lvs1])
  })

  test('nobody is a hearing without answers', () => {
    expect(parseArping(capture(`${kind}/nobody`))).toEqual({ sent: 3, answers: [], replies: 0 })
  })

  test('who may not ask has asked nothing', () => {
    const said = capture(`${kind}/not-permitted`)
    expect(parseArping(said)).toBeUndefined()
    expect(explainTrouble(said, 'eth0')?.kind).toBe('denied')
  })
})

test.each([
  ['iputils', false, '-b -c 3 -I eth0 192.0.2.10'],
  ['iputils', true, '-b -c 3 -s 0.0.0.0 -I eth0 192.0.2.10'],
  ['habets', false, '-c 3 -i eth0 192.0.2.10'],
  ['habets', true, '-c 3 -0 -i eth0 192.0.2.10'],
  ['busybox', false, '-b -c 3 -I eth0 192.0.2.10'],
  ['busybox', true, '-b -c 3 -D -I eth0 192.0.2.10'],
] as const)('%s, quiet %s: %s', (kind, quiet, words) => {
  // Every request a broadcast; quiet ones name no sender, as who asks with its own address announces it.
  const request = { address: '192.0.2.10', interface: 'eth0', count: 3, quiet }
  expect(arpingArguments(kind, request).join(' ')).toBe(words)
})

test('an interface that is not there is no lack of rights', () => {
  expect(explainTrouble(capture('iputils/no-interface'), 'eth9')).toEqual({
    kind: 'no-interface',
    text: 'there is no interface eth9 on this host',
  })
})

test.each(['', 'pong', 'usage: arping HOST', '\0'.repeat(50)])('%j is no arping', text => {
  expect(identifyArping(text)).toBeUndefined()
  expect(parseArping(text)).toBeUndefined()
})
