import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { file, range, text } from '../../lib/cli/kind.ts'
import { flag, many, single } from '../../lib/cli/option.ts'
import { group, measure, state } from '../../lib/core/finding.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { type Check, defineMode } from '../../lib/runtime/check.ts'
import { run, unknownCheck } from '../../lib/runtime/run.ts'
import { version } from '../../lib/runtime/version.ts'
import { parseOutput } from '../support/output.ts'
import { deafProbes, probesThat, probesThatAnswer } from '../support/probes.ts'

/** A check of file sizes, with a second mode that says how it was called. */
const check: Check = {
  name: 'check_example',
  service: 'EXAMPLE',
  summary: 'Watches the size of files',
  rules: {
    'too-big': { state: 'range', when: 'a file is bigger than -w or -c allow' },
    unreadable: { state: 'UNKNOWN', when: 'a file cannot be read' },
  },
  remedies: async () => ({}),
  modes: [
    defineMode({
      flag: 'size',
      options: {
        file: many(file, { short: 'F', help: 'The file.' }),
        critical: single(range('bytes', '100'), { short: 'c', help: 'Critical range.' }),
      },
      positional: 'file',
      declined: { '--follow': 'links are always followed' },
      examples: [{ argv: ['/etc/hosts'], about: 'the size of a file' }],
      validate: ({ file }) => (file.length === 0 ? 'no file is given, say -F FILE' : undefined),
      gather: async ({ file }, probes) => {
        const path = file[0] ?? ''
        const outcome = await probes.readFile(path, 1000)
        return { path, outcome: outcome.ok ? success(outcome.value.length) : outcome }
      },
      judge: ({ path, outcome }, { critical }) => {
        if (!outcome.ok) return state('UNKNOWN', `${path}: ${outcome.text}`, { rule: 'unreadable' })
        const size = { label: 'size', value: outcome.value, unit: 'B', critical } as const
        return group('no file is too big', [
          measure(`${path} is ${outcome.value} bytes`, size, { rule: 'too-big' }),
        ])
      },
    }),
    defineMode({
      flag: 'tell',
      options: {
        word: single(text('WORD', 'hello'), { short: 'F', help: 'What to tell.' }),
        loud: flag({ help: 'Louder.' }),
      },
      examples: [],
      gather: options => Promise.resolve({ word: options.word ?? 'nothing' }),
      judge: facts => state('OK', `told ${facts.word}`),
    }),
  ],
}

const size = (bytes: number): Probes => ({
  ...deafProbes,
  readFile: () => Promise.resolve(success(Buffer.alloc(bytes))),
})

function call(argv: readonly string[], probes = size(50), signal = new AbortController().signal) {
  return run(check, argv, signal, { probes, colour: false })
}

describe('a run', () => {
  test.each([
    ['well', ['/a', '-c', '100'], 0, /^EXAMPLE OK - no file is too big \| size=50B;;100\n\\_ \[OK\] no file/],
    [
      'critical',
      ['/a', '-c10'],
      2,
      /^EXAMPLE CRITICAL - \/a is 50 bytes, wanted at most 10 B \| size=50B;;10\n/,
    ],
    ['restated', ['/a', '-c10', '--state', 'too-big=warning'], 1, /^EXAMPLE WARNING - \/a is 50 bytes/],
    ['restated as well', ['/a', '-c10', '--state=too-big=ok'], 0, /^EXAMPLE OK - /],
    ['the other mode', ['--tell', '-F', 'x', '--loud'], 0, /^EXAMPLE OK - told x\n$/],
    ['a shortened mode', ['--tel', '-F', 'x'], 0, /^EXAMPLE OK - told x\n$/],
    ['a mode named in a value', ['-F', '--tell'], 0, /^EXAMPLE OK - no file is too big/],
  ])('%s', async (_, argv, exitCode, stdout) => {
    expect(await call(argv)).toEqual({ exitCode, stdout: expect.stringMatching(stdout) })
  })

  test('as JSON has the same verdict', async () => {
    const result = await call(['/a', '-c10', '--output', 'json'])
    expect(result.exitCode).toBe(2)
    expect(JSON.parse(result.stdout)).toMatchObject({
      check: 'check_example',
      version,
      state: 'CRITICAL',
      exitCode: 2,
    })
  })

  test('-vvv shows the facts, -vv does not', async () => {
    const facts = 'facts: {"path":"/a","outcome":{"ok":true,"value":50}}\n'
    expect((await call(['/a', '-vvv'])).stdout).toContain(facts)
    expect((await call(['/a', '-vv'])).stdout).not.toContain('facts')
    expect(JSON.parse((await call(['/a', '-vvv', '--output=json'])).stdout)).toMatchObject({
      facts: { path: '/a' },
    })
  })

  test('is coloured only where the front end says so', async () => {
    const surroundings = { probes: size(1), colour: true }
    const { stdout } = await run(check, ['/a'], new AbortController().signal, surroundings)
    expect(stdout).toMatch(/^EXAMPLE \x1b\[1;32mOK\x1b\[0m - /)
  })
})

describe('help and version', () => {
  test.each([
    ['-h'],
    ['--help'],
    ['--hel'],
    ['-vh'],
    ['/a', '-h'],
    ['--bogus', '--help'],
    ['-c', 'bad', '-h'],
  ])('%s %s %s shows the help', async (...argv) => {
    const result = await call(argv.filter(word => word !== undefined))
    expect(result.exitCode).toBe(3)
    expect(result.stdout).toMatch(/^check_example [\d.]+ - Watches the size of files\n/)
  })
  test.each([['-V'], ['--version'], ['--versi'], ['-vV'], ['/a', '-V']])(
    '%s %s shows the version',
    async (...argv) => {
      const result = await call(argv.filter(word => word !== undefined))
      expect(result).toEqual({ exitCode: 3, stdout: `check_example ${version}\n` })
    },
  )
})

test.each(['-h', '--help', '-V', '--version'])('%s as the value of an option is that value', async word => {
  const result = await call(['--tell', '-F', word])
  expect(result).toMatchObject({ exitCode: 0, stdout: expect.stringContaining(`told ${word}`) })
})

describe('bad input is one line, UNKNOWN, and named', () => {
  test.each([
    [[], 'no file is given, say -F FILE'],
    [['-c', 'x', '/a'], "-c: 'x' is not a range in bytes such as 100, 10:20, ~:10 or @10:20"],
    [['--fiel', '/a'], "unknown option '--fiel', did you mean --file?"],
    [['--follow', '/a'], '--follow is not supported: links are always followed'],
    [['--loud', '/a'], '--loud belongs to --tell, which is not given'],
    [['--tell', '--file=/a'], '--file belongs to --size, which is not given'],
    [['--tell', '--size', '-F', 'a'], '--size and --tell exclude each other'],
    [['--state', 'to-big=ok', '/a'], "--state: check_example has no rule 'to-big', did you mean too-big?"],
    [
      ['--state', 'zzzzzz=ok', '/a'],
      "--state: check_example has no rule 'zzzzzz', one of too-big, unreadable is right",
    ],
    [['-t', '0', '/a'], "-t: '0' is not a time in seconds from 0.1 to 3600"],
    [['--bo|gus\n<b>'], "unknown option '--bo¦gus\\n‹b›', see --help"],
  ])('%j', async (argv, wanted) => {
    expect(await call(argv)).toEqual({ exitCode: 3, stdout: `EXAMPLE UNKNOWN - ${wanted}\n` })
  })
})

describe('what goes wrong inside', () => {
  test('a failure of a probe is data for the judge', async () => {
    const result = await call(['/a'], probesThatAnswer(failure('denied', 'cannot be read by this user')))
    expect(result).toEqual({
      exitCode: 3,
      stdout: 'EXAMPLE UNKNOWN - /a: cannot be read by this user\nmore: lvs-checks explain unreadable\n',
    })
  })

  test.each([
    ['rejects', () => Promise.reject(new Error('boom|\n'))],
    [
      'throws',
      () => {
        throw new RangeError('boom|\n')
      },
    ],
    ['throws what is no error', () => Promise.reject('boom|\n')],
  ])('a probe that %s is a bug of ours, on one line', async (_, act) => {
    const result = await call(['/a'], probesThat(act))
    expect(result.exitCode).toBe(3)
    const output = parseOutput(result.stdout)
    expect(output).toMatchObject({ state: 'UNKNOWN', more: [] })
    expect(output.sentence).toMatch(/^internal error: .*boom¦\\n.*This is a bug in check_example/)
  })
})

describe('the deadline', () => {
  test('ends a check whose probes do not answer', async () => {
    const result = await call(['/a', '-t', '0.1'], deafProbes)
    expect(result).toEqual({
      exitCode: 3,
      stdout: 'EXAMPLE UNKNOWN - check_example did not finish in 0.1 s\n',
    })
  })

  test('is handed to the probes, which may still say what they know', async () => {
    const honest: Probes = {
      ...deafProbes,
      readFile: () =>
        new Promise(resolve => setTimeout(resolve, 200, failure('timeout', 'no answer in 0.1 s'))),
    }
    expect((await call(['/a', '-t', '0.1'], honest)).stdout).toBe(
      'EXAMPLE UNKNOWN - /a: no answer in 0.1 s\nmore: lvs-checks explain unreadable\n',
    )
  })

  test('a probe that fails after the end disturbs nobody', async () => {
    const late: Probes = {
      ...deafProbes,
      readFile: () => new Promise((_, reject) => setTimeout(reject, 700, new Error('too late'))),
    }
    expect((await call(['/a', '-t', '0.1'], late)).exitCode).toBe(3)
    await new Promise(resolve => setTimeout(resolve, 200))
  })

  test.each(['before', 'while'])('a signal %s it runs stops it, and is let go of', async when => {
    const controller = new AbortController()
    if (when === 'before') controller.abort()
    const running = call(['/a'], deafProbes, controller.signal)
    controller.abort()
    expect(await running).toEqual({
      exitCode: 3,
      stdout: 'EXAMPLE UNKNOWN - check_example was stopped before it was done\n',
    })
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})

test('a name that is no check', () => {
  expect(unknownCheck('check_vip_pnig', ['check_vip_ping', 'check_vip_service'])).toEqual({
    exitCode: 3,
    stdout: "LVS UNKNOWN - there is no check 'check_vip_pnig', did you mean check_vip_ping?\n",
  })
  expect(unknownCheck('', ['check_vip_ping']).stdout).toContain('one of check_vip_ping is right')
})
