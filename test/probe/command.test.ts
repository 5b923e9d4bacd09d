import { getEventListeners } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { findProgram, runCommand } from '../../lib/probe/command.ts'
import type { Deadline } from '../../lib/probe/deadline.ts'
import { countResources, isAlive, leftBehind } from '../support/process.ts'
import { makeFolder } from '../support/temporary.ts'

/** A deadline that is up when the test says so. */
function deadlineOf(controller = new AbortController()): Deadline {
  return { signal: controller.signal, seconds: 10, elapsed: () => 0, today: () => 0 }
}

/** Taken before any program has run. */
const idle = countResources()
/** The handles that a program has left with us; the timers are the test runner's. */
const handlesLeft = () => Object.keys(leftBehind(idle)).filter(name => name.endsWith('Wrap'))

const sh = (script: string, ...argv: string[]) =>
  runCommand('sh', ['-c', script, 'sh', ...argv], deadlineOf())

describe('a program that ends', () => {
  test('gives its exit code and all that it said', async () => {
    expect(await sh('echo out; echo err >&2; exit 3')).toEqual({
      ok: true,
      value: { exitCode: 3, signal: undefined, stdout: 'out\n', stderr: 'err\n', cut: false },
    })
  })
  test('by a signal has no exit code', async () => {
    expect(await sh('kill -9 $$')).toMatchObject({ value: { exitCode: undefined, signal: 'SIGKILL' } })
  })
  test('gets its words as they are: no shell, no expansion', async () => {
    const words = ['$(id)', '`id`', '*', '$HOME', '; id', "it's", '', '-n', 'a\nb']
    const said = await runCommand('printf', ['%s|', ...words], deadlineOf())
    expect(said).toMatchObject({ value: { stdout: `${words.join('|')}|` } })
  })
  test('finds no stdin to wait for', async () => {
    expect(await runCommand('cat', [], deadlineOf())).toMatchObject({ value: { exitCode: 0, stdout: '' } })
  })
  test('that says no UTF-8 is heard all the same', async () => {
    expect(await sh("printf 'a\\377b'")).toMatchObject({ value: { stdout: 'a\ufffdb' } })
  })
  test('and leaves a child behind is not waited for, and the child ends', async () => {
    const outcome = await sh('sleep 300 & echo $!')
    const pid = Number(outcome.ok ? outcome.value.stdout : 0)
    expect(pid).toBeGreaterThan(1)
    await expect.poll(() => isAlive(pid)).toBe(false)
  })
})

test('the environment is clean and the locale C, whatever ours is', async () => {
  const before = { ...process.env }
  Object.assign(process.env, { LC_ALL: 'de_DE.UTF-8', LD_LIBRARY_PATH: '/tmp', IFS: 'x', SECRET: 'hunter2' })
  try {
    const outcome = await runCommand('env', [], deadlineOf())
    const lines = outcome.ok ? outcome.value.stdout.trim().split('\n').sort() : []
    expect(lines).toEqual(['LANG=C', 'LC_ALL=C', expect.stringMatching(/^PATH=(\/[a-z/]+:?)+$/)])
  } finally {
    process.env = before
  }
})

test('the PATH of the caller is not trusted', async () => {
  using folder = makeFolder()
  folder.write('uname', '#!/bin/sh\necho evil\n', 0o755)
  const before = process.env.PATH
  process.env.PATH = `${folder.path}:${before}`
  try {
    expect(findProgram('uname')).toMatch(/^\/(usr\/)?bin\/uname$/)
    expect(await runCommand('uname', [], deadlineOf())).toMatchObject({ value: { stdout: 'Linux\n' } })
  } finally {
    process.env.PATH = before
  }
})

describe('output', () => {
  test('is bounded, and the program may say the rest to nobody', async () => {
    const outcome = await runCommand('head', ['-c', '5000000', '/dev/zero'], deadlineOf())
    const value = outcome.ok ? outcome.value : undefined
    expect(value).toMatchObject({ exitCode: 0, cut: true })
    expect(value?.stdout).toHaveLength(1_000_000)
  })
  test('of exactly the limit is whole', async () => {
    const outcome = await runCommand('head', ['-c', '1000000', '/dev/zero'], deadlineOf())
    expect(outcome).toMatchObject({ value: { cut: false } })
  })
})

describe('what cannot be run', () => {
  test.each(['no-such-program', '/no/such/program', ''])('%j is missing', async program => {
    const outcome = await runCommand(program, [], deadlineOf())
    expect(outcome).toMatchObject({ ok: false, kind: program === '' ? 'denied' : 'missing' })
  })
  test('a file that may not be executed is denied, with the command that shows why', async () => {
    using folder = makeFolder()
    const path = folder.write('ping', '#!/bin/sh\n', 0o644)
    expect(await runCommand(path, [], deadlineOf())).toEqual({
      ok: false,
      kind: 'denied',
      text: `this user may not run ${path}`,
      hint: `See who may: ls -l ${path}`,
    })
  })
  test('a folder is denied', async () => {
    expect(await runCommand('/usr', [], deadlineOf())).toMatchObject({ ok: false, kind: 'denied' })
  })
  test.each([
    ['a NUL in a word', ['a\0b']],
    ['words that are too long', ['x'.repeat(3_000_000)]],
  ])('%s is a failure, not a crash', async (_, argv) => {
    expect(await runCommand('true', argv, deadlineOf())).toMatchObject({ ok: false, kind: 'malformed' })
  })
})

describe('at the deadline', () => {
  /** Runs a script that writes the ids of its processes, and lets the deadline pass when they are there. */
  async function overrun(script: string): Promise<{ outcome: unknown; pids: number[] }> {
    using folder = makeFolder()
    const controller = new AbortController()
    const file = `${folder.path}/pids`
    const running = runCommand('sh', ['-c', script, 'sh', file], deadlineOf(controller))
    await expect.poll(() => existsSync(file) && readFileSync(file, 'utf8').includes('ready')).toBe(true)
    const pids = [...readFileSync(file, 'utf8').matchAll(/\d+/g)].map(Number)
    controller.abort()
    return { outcome: await running, pids }
  }

  test('the whole group is killed, also a grandchild that ignores SIGTERM', async () => {
    const stubborn = "trap '' TERM HUP INT; sh -c 'trap \"\" TERM HUP INT; sleep 300; sleep 300' & "
    const { outcome, pids } = await overrun(`${stubborn} echo $$ $! ready > "$1"; sleep 300; sleep 300`)
    const text = 'sh did not end in 10 s and was killed'
    expect(outcome).toMatchObject({ ok: false, kind: 'timeout', text })
    expect(pids).toHaveLength(2)
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
  })

  test('a program that talks without end is stopped, and what it said is kept', async () => {
    const { outcome, pids } = await overrun('echo $$ ready > "$1"; exec yes')
    expect(outcome).toMatchObject({ kind: 'timeout', said: { stdout: expect.stringMatching(/^(y\n)*y?$/) } })
    await expect.poll(() => pids.filter(isAlive)).toEqual([])
  })

  test('nothing of ours waits for a grandchild that has left the group', async () => {
    const { outcome, pids } = await overrun(
      `setsid sh -c 'echo $$ ready > "$0"; exec sleep 300' "$1"; sleep 300`,
    )
    expect(outcome).toMatchObject({ kind: 'timeout' })
    await expect.poll(handlesLeft).toEqual([])
    for (const pid of pids) process.kill(pid, 'SIGKILL')
  })

  test('that has passed already, nothing is started', async () => {
    using folder = makeFolder()
    const controller = new AbortController()
    controller.abort()
    const outcome = await runCommand('touch', [`${folder.path}/started`], deadlineOf(controller))
    expect(outcome).toMatchObject({ ok: false, kind: 'timeout' })
    expect(existsSync(`${folder.path}/started`)).toBe(false)
  })
})

test('two hundred side by side on one deadline get their own answers and leave nothing behind', async () => {
  const warnings: string[] = []
  const note = (warning: Error) => warnings.push(warning.message)
  process.on('warning', note)
  const deadline = deadlineOf()
  const numbers = Array.from({ length: 200 }, (_, at) => String(at))
  const outcomes = await Promise.all(numbers.map(number => runCommand('echo', [number], deadline)))
  expect(outcomes.map(each => (each.ok ? each.value.stdout.trim() : each.text))).toEqual(numbers)
  expect(getEventListeners(deadline.signal, 'abort')).toEqual([])
  await expect.poll(handlesLeft).toEqual([])
  process.off('warning', note)
  expect(warnings).toEqual([])
})
