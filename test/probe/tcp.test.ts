import { describe, expect, test } from 'vitest'
import type { Outcome } from '../../lib/probe/outcome.ts'
import { converse, type TcpReply, type TcpRequest } from '../../lib/probe/tcp.ts'
import { within } from '../support/deadline.ts'
import { countResources, leftBehind } from '../support/process.ts'
import { type Behaviour, behaviours, findRefusingPort, say, startTcp } from '../support/tcp-server.ts'

type Asked = Partial<TcpRequest>

async function talkTo(behaviour: Behaviour, asked: Asked, seconds = 5): Promise<Outcome<TcpReply>> {
  await using server = await startTcp(behaviour)
  return await talk(server.port, asked, seconds)
}

function talk(port: number, asked: Asked, seconds = 5): Promise<Outcome<TcpReply>> {
  const request = {
    target: { host: '127.0.0.1', port },
    expect: [],
    all: false,
    maxBytes: 65_536,
    delay: 0,
    ...asked,
  }
  return within(seconds, deadline => converse(request, deadline))
}

describe('what is read', () => {
  test.each<[keyof typeof behaviours, Asked, object]>([
    [
      'banner',
      { expect: ['220'] },
      { found: [true], ended: 'found', received: '220 vip.example.com ESMTP ready\r\n' },
    ],
    ['banner', {}, { found: [], ended: 'not read', bytes: 0 }],
    ['banner', { expect: ['421', '220'] }, { found: [false, true], ended: 'found' }],
    ['banner', { expect: ['ESMTP', '220'], all: true }, { found: [true, true], ended: 'found' }],
    ['slowBanner', { expect: ['ready'] }, { found: [true], ended: 'found' }],
    ['bannerWithNul', { expect: ['lo'] }, { received: '220 hel\0lo\r\n' }],
    ['bannerNotUtf8', { expect: ['220'] }, { received: '220 \ufffd\ufffd\ufffd(\r\n', bytes: 10 }],
    ['bannerTooLong', { expect: ['y'] }, { found: [false], ended: 'limit', bytes: 65_536 }],
    ['endless', { expect: ['y'], maxBytes: 100 }, { found: [false], ended: 'limit', bytes: 100 }],
    ['echo', { send: 'PING\r\n', expect: ['PING'] }, { found: [true], received: 'PING\r\n' }],
    ['smtp', { send: 'HELO x\r\n', expect: ['220', '250'], all: true }, { found: [true, true] }],
  ])('%s, asked %j: %j', async (name, asked, wanted) => {
    expect(await talkTo(behaviours[name], asked)).toMatchObject({ ok: true, value: wanted })
  })

  test('a text that comes in two pieces is found', async () => {
    const halves: Behaviour = socket => {
      socket.write('220 re')
      setTimeout(() => socket.write('ady\r\n'), 50)
      socket.resume()
    }
    expect(await talkTo(halves, { expect: ['ready'] })).toMatchObject({ ok: true, value: { ended: 'found' } })
  })

  test('a server that says something else and hangs up', async () => {
    const busy: Behaviour = socket => {
      socket.end('421 too busy\r\n')
    }
    const wanted = { found: [false], ended: 'closed', received: '421 too busy\r\n' }
    expect(await talkTo(busy, { expect: ['220'] })).toMatchObject({ ok: true, value: wanted })
  })

  test('a reset in the banner leaves what came before it', async () => {
    const resets: Behaviour = socket => {
      socket.write('220 vip', () => setTimeout(() => socket.resetAndDestroy(), 100))
    }
    const outcome = await talkTo(resets, { expect: ['ready'] })
    expect(outcome).toMatchObject({ ok: true, value: { ended: 'closed', received: '220 vip' } })
  })

  test('something else and then silence ends after the pause, not at the deadline', async () => {
    const outcome = await talkTo(behaviours.banner, { expect: ['421'] }, 20)
    expect(outcome).toMatchObject({ ok: true, value: { found: [false], ended: 'silent' } })
    expect(outcome.ok ? outcome.value.totalMs : 0).toBeLessThan(10_000)
  })

  test('the delay is no time of the peer', async () => {
    const outcome = await talkTo(behaviours.banner, { expect: ['220'], delay: 1 })
    expect(outcome.ok ? outcome.value.totalMs : 1_000).toBeLessThan(900)
  })
})

describe('what is sent', () => {
  test('the text, and the last words before closing', async () => {
    const { promise, resolve } = Promise.withResolvers<string>()
    const listener: Behaviour = socket => {
      let heard = ''
      socket.on('data', (part: Buffer) => {
        heard += part.toString('latin1')
        if (heard === 'HELO\r\n') socket.write('250\r\n')
      })
      socket.once('close', () => resolve(heard))
    }
    await using server = await startTcp(listener)
    const outcome = await talk(server.port, { send: 'HELO\r\n', expect: ['250'], quit: 'QUIT\r\n' })
    expect(outcome.ok).toBe(true)
    expect(await promise).toBe('HELO\r\nQUIT\r\n')
  })

  test('nothing, when nothing is asked for', async () => {
    const { promise, resolve } = Promise.withResolvers<number>()
    await using server = await startTcp(socket => {
      socket.resume()
      socket.once('close', () => resolve(socket.bytesRead))
    })
    await talk(server.port, {})
    expect(await promise).toBe(0)
  })
})

describe('no answer', () => {
  test.each([
    ['closesAtOnce', 'closed', 'connection closed without a word'],
    ['resets', 'closed', 'connection reset by the peer'],
  ] as const)('%s: %s, %s', async (name, kind, text) => {
    expect(await talkTo(behaviours[name], { expect: ['220'] })).toMatchObject({ ok: false, kind, text })
  })

  test('refused', async () => {
    const outcome = await talk(await findRefusingPort(), {})
    expect(outcome).toMatchObject({ ok: false, kind: 'refused', text: 'connection refused' })
  })

  test('silence ends at the deadline', async () => {
    const outcome = await talkTo(behaviours.silent, { expect: ['220'] }, 0.5)
    expect(outcome).toMatchObject({ ok: false, kind: 'timeout', text: 'no answer in 0.5 s' })
  })

  test('a banner without an end is what it is at the deadline', async () => {
    const trickle: Behaviour = socket => {
      const timer = setInterval(() => socket.write('x'), 50)
      socket.once('close', () => clearInterval(timer))
    }
    const outcome = await talkTo(trickle, { expect: ['220'] }, 0.5)
    expect(outcome).toMatchObject({ ok: true, value: { found: [false], ended: 'silent' } })
  })

  test('nothing is left open, however it ended', async () => {
    const before = countResources()
    await talkTo(behaviours.silent, { expect: ['220'] }, 0.5)
    await talkTo(behaviours.endless, { expect: ['220'], quit: 'QUIT\r\n' })
    await talkTo(behaviours.resetsAfterBanner, { expect: ['220'], delay: 0.2 })
    await expect.poll(() => leftBehind(before)).toEqual({})
  })
})

test('a server that takes no last words does not hold us up', async () => {
  await using server = await startTcp(say('220\r\n'))
  const outcome = await talk(server.port, { expect: ['220'], quit: 'Q'.repeat(10_000_000) })
  expect(outcome.ok).toBe(true)
})
