import { describe, expect, test } from 'vitest'
import {
  isAlive,
  isStopped,
  parseCommandLine,
  parseProcessStat,
  parseProcessStatus,
  parseUptime,
} from '../../lib/host/processes.ts'

const stat = (name: string, state = 'S') =>
  `25222 (${name}) ${state} 25214 25211 20372 0 -1 4194560 758 0 24 0 0 0 0 0 20 0 1 0 1092132 29720576 2509 18446744073709551615 1 1 0 0\n`

describe('/proc/PID/stat', () => {
  test.each(['keepalived', 'a b', 'x) S 1 (y', '((', ')', ''])('a process named %j', name => {
    expect(parseProcessStat(stat(name))).toEqual({
      pid: 25_222,
      parent: 25_214,
      name,
      state: 'S',
      started: 10_921.32,
    })
  })
  test.each(['', 'x', '1 (a', '1 (a) S', '1 (a) ?? 1 2', stat('a').replace('25214', '-'), ')1 (a'])(
    'not %j',
    text => {
      expect(parseProcessStat(text)).toBeUndefined()
    },
  )
  test('what has ended is not alive, what was stopped is', () => {
    const of = (state: string) => parseProcessStat(stat('keepalived', state)) ?? { state: '?' }
    expect(['S', 'R', 'D', 'T', 't'].map(each => isAlive(of(each)))).toEqual([true, true, true, true, true])
    expect(['Z', 'X'].map(each => isAlive(of(each)))).toEqual([false, false])
    expect(['S', 'T', 't'].map(each => isStopped(of(each)))).toEqual([false, true, true])
  })
})

test.each([
  ['Uid:\t0\t0\t0\t0\nNSpid:\t25222\n', { user: 0, depth: 1 }],
  ['Name:\tkeepalived\nUid:\t100000\t0\t0\t0\nNSpid:\t25222\t14\n', { user: 100_000, depth: 2 }],
  ['Uid:\t33\t33\t33\t33\n', { user: 33, depth: 1 }],
  ['', { user: undefined, depth: 1 }],
])('/proc/PID/status %j', (text, expected) => {
  expect(parseProcessStatus(text)).toEqual(expected)
})

test.each([
  ['keepalived\0-n\0-f\0/etc/a b.conf\0', ['keepalived', '-n', '-f', '/etc/a b.conf']],
  ['keepalived\0\0-n\0', ['keepalived', '', '-n']],
  ['keepalived', ['keepalived']],
  ['', []],
])('/proc/PID/cmdline %j', (text, expected) => {
  expect(parseCommandLine(text)).toEqual(expected)
})

test.each([
  ['15.94 12.36\n', 15.94],
  ['123456\n', 123_456],
  ['x', undefined],
  ['', undefined],
])('/proc/uptime %j', (text, expected) => {
  expect(parseUptime(text)).toBe(expected)
})
