import { afterAll, describe, expect, test } from 'vitest'
import { need } from '../support/need.ts'
import { type Case, idOf, type Peer } from './case.ts'
import { cases } from './cases.ts'
import { differences } from './differences.ts'
import { openRunner } from './run.ts'

// Nobody changes a monitoring that works. Who puts one of our checks in the place of a peer, with the arguments
// that are in the command definition already, must get the same state, or find the reason in docs/peers.md.

const calls = cases.flatMap(each =>
  each.peers.map(peer => [`${peer} ${idOf(each)}`, peer, each] satisfies [string, Peer, Case]),
)
const rows = differences.flatMap(each => each.cases)

describe('the table of differences', () => {
  test('every case is there once', () => {
    const titles = calls.map(([title]) => title)
    expect(titles.filter((title, at) => titles.indexOf(title) !== at)).toEqual([])
  })

  test('every difference is about a case, and named once', () => {
    const named = rows.flatMap(([id, theirs]) => Object.keys(theirs).map(peer => `${peer} ${id}`))
    expect(named.filter(title => !calls.some(call => call[0] === title))).toEqual([])
    expect(named.filter((title, at) => named.indexOf(title) !== at)).toEqual([])
  })

  test('every reason is a sentence', () => {
    for (const { why } of differences) expect(why).toMatch(/^\S.*[^.]\.$/)
  })
})

need(
  'peers',
  'binaries',
  'ping',
  'ipv6',
)('beside the peer', () => {
  const runner = openRunner()
  afterAll(() => runner[Symbol.asyncDispose]())

  test.concurrent.for(calls)('%s', async ([, peer, each], { expect }) => {
    const theirs = await runner.runPeer(peer, each)
    const ours = await runner.runOurs(peer, each)
    const row = rows.find(([id, exits]) => id === idOf(each) && exits[peer] !== undefined)
    const wanted = row === undefined ? [theirs.exitCode, theirs.exitCode] : [row[1][peer], row[2]]
    expect([theirs.exitCode, ours.exitCode], `${theirs.stdout}\n${ours.stdout}`).toEqual(wanted)
    expect(ours.stderr).toBe('')
  })
})
