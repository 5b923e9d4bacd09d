import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { exitCodes } from '../../lib/core/state.ts'
import { version } from '../../lib/runtime/version.ts'
import { type Run, type RunOptions, runBinary } from '../support/binary.ts'
import { checks, firstExamples, readCall, variants, withOption } from '../support/contract.ts'
import { need } from '../support/need.ts'
import { makeNamespace, type Namespace } from '../support/netns.ts'
import { type Output, parseOutput } from '../support/output.ts'

// The part of the contract that only the built program can keep: exit code, stdout and stderr of a process.

/** Expects what every daemon expects of a run: an exit code of ours, output that parses, silence on stderr. */
function outputOf({ exitCode, signal, stdout, stderr }: Run): Output {
  expect(stderr).toBe('')
  expect(signal).toBeNull()
  const output = parseOutput(stdout)
  expect(exitCode).toBe(exitCodes[output.state])
  return output
}

async function refusal(name: string, argv: readonly string[], options?: RunOptions): Promise<string> {
  const output = outputOf(await runBinary(name, argv, options))
  expect(output).toMatchObject({ state: 'UNKNOWN', perfdata: [], more: [] })
  return output.sentence
}

need('binaries')('the built checks', () => {
  describe.each(checks)('$name', check => {
    const { name } = check
    const silence = { exitCode: 3, signal: null, stderr: '' }

    test.each(['-h', '--help'])('%s goes to stdout', async word => {
      const run = await runBinary(name, [word])
      expect(run).toMatchObject(silence)
      expect(run.stdout.startsWith(`${name} ${version} - ${check.summary}\n`)).toBe(true)
    })
    test.each(['-V', '--version'])('%s goes to stdout', async word => {
      expect(await runBinary(name, [word])).toEqual({ ...silence, stdout: `${name} ${version}\n` })
    })
    test('without any argument', async () => {
      // A check that has defaults for all may find what it looks for.
      expect(outputOf(await runBinary(name, [])).sentence).not.toContain('internal error')
    })
    test('the link and the word after lvs-checks are the same check', async () => {
      expect(await runBinary('lvs-checks', [name, '--bogus'])).toEqual(await runBinary(name, ['--bogus']))
    })
    test('whatever the environment holds', async () => {
      const env = {
        NODE_OPTIONS: '--bogus',
        NODE_EXTRA_CA_CERTS: '/no/such/file',
        LC_ALL: 'xx_XX',
        TERM: 'xterm',
      }
      expect(await refusal(name, ['--bogus'], { env })).toMatch(/^unknown option '--bogus'/)
    })
  })

  describe.each(variants)('$title', ({ check, table, choice }) => {
    const refuse = (...words: string[]) => refusal(check.name, [...choice, ...words])
    const valued = Object.entries(table).flatMap(([name, option]) =>
      'kind' in option && option.type !== 'maybe' ? [{ typed: `--${name}`, option }] : [],
    )
    test.concurrent.each(valued)('$typed without a value, and with a bad one', async ({ typed, option }) => {
      expect(await refuse(typed)).toContain(`${typed} needs a value: `)
      if (option.kind.parse('') === undefined) expect(await refuse(`${typed}=`)).toContain(`${typed}: `)
    })
    test.concurrent.each(valued.filter(({ option }) => option.type === 'single'))(
      '$typed given twice',
      async ({ typed, option }) => {
        const { example } = option.kind
        expect(await refuse(typed, example, typed, example)).toContain(`${typed} is given 2 times`)
      },
    )
    test('an unknown option names the known one', async () => {
      expect(await refuse('--tiemout=5')).toBe("unknown option '--tiemout', did you mean --timeout?")
    })
  })
})

need('binaries', 'netns')('the built checks on a host without a network', () => {
  let namespace: Namespace | undefined
  beforeAll(() => {
    namespace = makeNamespace()
  })
  afterAll(() => namespace?.[Symbol.dispose]())

  test.concurrent.each(firstExamples)('$title', async example => {
    const timeouts = ['1', '2', '4'].map(seconds => withOption(example, 'timeout', '-t', seconds))
    const short = timeouts.find(each => !('problem' in readCall(each))) ?? example
    const run = await runBinary(example.variant.check.name, short.argv, { netns: namespace?.name ?? '' })
    const output = outputOf(run)
    expect(output.service).toBe(example.variant.check.service)
    expect(output.state).not.toBe('OK')
    expect(output.sentence).not.toContain('internal error')
  })
})
