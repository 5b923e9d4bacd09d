import { getEventListeners } from 'node:events'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../lib/core/state.ts'
import { type Failure, failure, failureKinds, isPeersFault } from '../../lib/probe/outcome.ts'
import type { Probes } from '../../lib/probe/probes.ts'
import { startDeadline } from '../../lib/runtime/clock.ts'
import { version } from '../../lib/runtime/version.ts'
import { runCheck } from '../../plugins/index.ts'
import {
  type Call,
  checks,
  examples,
  firstExamples,
  readCall,
  variants,
  withOption,
} from '../support/contract.ts'
import { type Output, parseOutput } from '../support/output.ts'
import { deafProbes, probesThat, probesThatAnswer } from '../support/probes.ts'

// What every check promises, those of tomorrow too: they are taken from the registry.

/** Lower case, but for check_http's --IP-address. */
const kebabCase = /^(IP|[a-z0-9]+)(-[a-z0-9]+)*$/

const never = new AbortController().signal

/** A failure as hostile peers and odd file names make it. */
const hostile = 'it said |load=99 <b>\x1b[31m\u202e\n\0 and hung up'
const failures: readonly Failure[] = failureKinds.map(kind => failure(kind, hostile, `try this: ${hostile}`))

async function call(name: string, argv: readonly string[], probes = deafProbes, signal = never) {
  const result = await runCheck([name, ...argv], signal, { probes, colour: false })
  return { ...result, output: () => parseOutput(result.stdout) }
}

const ask = ({ variant, argv }: Call, probes: Probes) => call(variant.check.name, argv, probes)

/** Expects one line, UNKNOWN, exit 3, and gives back what it says. */
async function refusal(name: string, argv: readonly string[]): Promise<Output> {
  const { exitCode, output } = await call(name, argv)
  expect(exitCode).toBe(3)
  expect(output()).toMatchObject({ state: 'UNKNOWN', perfdata: [], more: [] })
  return output()
}

describe.each(checks)('$name', check => {
  test.each(['-h', '--help'])('%s prints the help and exits 3', async word => {
    const { exitCode, stdout } = await call(check.name, [word])
    expect(exitCode).toBe(3)
    expect(stdout.startsWith(`${check.name} ${version} - ${check.summary}\n`)).toBe(true)
    for (const rule of Object.keys(check.rules)) expect(stdout).toContain(`\n  ${rule}`)
    for (const { mode } of variants.filter(each => each.check === check)) {
      for (const name of Object.keys(mode.options)) expect(stdout).toContain(`--${name}`)
    }
  })
  test('-4 and -6 together are refused in every mode', async () => {
    for (const { mode } of variants.filter(each => each.check === check)) {
      const { sentence } = await refusal(check.name, [...(mode.examples[0]?.argv ?? []), '-4', '-6'])
      expect(sentence).toBe('-4 and -6 contradict each other, give one of them or none for both')
    }
  })
  test.each(['-V', '--version'])('%s prints the version and exits 3', async word => {
    expect(await call(check.name, [word])).toMatchObject({
      exitCode: 3,
      stdout: `${check.name} ${version}\n`,
    })
  })
  test('without any argument says what is missing, or that its defaults find nothing', async () => {
    const nothing = probesThatAnswer(failure('missing', 'there is nothing'))
    const { exitCode, output } = await call(check.name, [], nothing)
    expect(exitCode).toBe(3)
    expect(output().state).toBe('UNKNOWN')
    expect(output().sentence).not.toContain('internal error')
  })
  test('its name, its word and its rules are in the usual form', () => {
    expect(check.name).toMatch(/^check_[a-z0-9]+(_[a-z0-9]+)*$/)
    expect(check.service).toMatch(/^[A-Z0-9]+( [A-Z0-9]+)*$/)
    expect(check.summary).toMatch(/^[A-Z][^\n|<>]{10,100}[^.]$/)
    expect(Object.keys(check.rules).length).toBeGreaterThan(0)
    for (const rule of Object.keys(check.rules)) expect(rule).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })
})

describe.each(variants)('$title', ({ check, mode, table, choice }) => {
  const valued = Object.entries(table).flatMap(([name, option]) =>
    'kind' in option ? [{ name, option, typed: `--${name}` }] : [],
  )
  const refuse = (...words: string[]) => refusal(check.name, [...choice, ...words])

  test('options are described, in kebab-case, each letter once', () => {
    const letters = Object.values(table).flatMap(option => option.short ?? [])
    expect(letters).toEqual([...new Set(letters)])
    for (const letter of letters) expect(letter).toMatch(/^[A-Za-z0-9]$/)
    for (const [name, option] of Object.entries(mode.options)) {
      expect(name).toMatch(kebabCase)
      expect.soft(option.help, name).toMatch(/^[A-Z-][^\n]*\.$/)
    }
  })
  test.each(valued)('$typed has an example that it takes', ({ option }) => {
    expect(option.kind.parse(option.kind.example)).toBeDefined()
  })
  test.each(valued.filter(({ option }) => option.type !== 'maybe'))(
    '$typed without a value',
    async ({ typed, option }) => {
      expect((await refuse(typed)).sentence).toContain(`${typed} needs a value: `)
      if (option.short !== undefined) {
        expect((await refuse(`-${option.short}`)).sentence).toContain(`-${option.short} needs a value: `)
      }
    },
  )
  test.each(valued)('$typed with a bad value', async ({ typed, option }) => {
    const garbage = ['', '\0', '| <b>\n', '-1e999', '\ud800', 'x'.repeat(100_000)]
    for (const value of garbage.filter(each => option.kind.parse(each) === undefined)) {
      expect((await refuse(`${typed}=${value}`)).sentence).toContain(`${typed}: `)
    }
  })
  test.each(valued.filter(({ option }) => option.type === 'single'))(
    '$typed given twice',
    async ({ typed, option }) => {
      const { example } = option.kind
      expect((await refuse(typed, example, typed, example)).sentence).toContain(`${typed} is given 2 times`)
    },
  )
  test('an unknown option, and the one that was meant', async () => {
    for (const name of Object.keys(table).filter(each => each.length > 6)) {
      const mistyped = `--${name.slice(0, -2)}${name.at(-1)}${name.at(-2)}x`
      expect((await refuse(mistyped)).sentence).toMatch(/^unknown option '--.*', did you mean --[\w-]+\?$/)
    }
    expect((await refuse('--qqqqqqqqqq')).sentence).toBe("unknown option '--qqqqqqqqqq', see --help")
  })
})

describe.each(examples)('$title', example => {
  const { check, mode, choice } = example.variant

  test('is a good call', () => {
    expect(readCall(example)).not.toHaveProperty('problem')
    for (const word of choice) expect(example.argv).toContain(word)
  })

  test.each(failures)('when every probe answers: $kind', async given => {
    const { exitCode, output } = await ask(example, probesThatAnswer(given))
    const { state, service, perfdata } = output()
    expect(service).toBe(check.service)
    expect(exitCode).toBe(exitCodes[state])
    expect(state).not.toBe('OK')
    if (!isPeersFault(given.kind)) expect(state).toBe('UNKNOWN')
    const labels = perfdata.map(item => item.label)
    expect(labels).toEqual([...new Set(labels)])
  })

  test.each(failures)('as JSON, when every probe answers: $kind', async given => {
    const asText = await ask(example, probesThatAnswer(given))
    const { exitCode, stdout } = await ask(
      withOption(example, 'output', '--output=json'),
      probesThatAnswer(given),
    )
    expect(exitCode).toBe(asText.exitCode)
    const result = JSON.parse(stdout)
    expect(result).toMatchObject({ check: check.name, state: asText.output().state, exitCode })
    const declared = Object.keys(check.rules)
    const spoken = rulesIn(result.finding)
    expect(spoken).not.toEqual([])
    for (const rule of spoken) expect(declared).toContain(rule)
  })

  test('-vvv shows the facts, and from them alone the verdict can be had again', async () => {
    const verbose = withOption(example, 'verbose', '-vvv')
    for (const given of failures) {
      const { output } = await ask(verbose, probesThatAnswer(given))
      const last = output().more.at(-1) ?? ''
      expect(last).toMatch(/^facts: /)
      const facts: unknown = JSON.parse(last.slice('facts: '.length))
      const read = readCall(example)
      if ('problem' in read) throw new Error(read.problem)
      const deadline = startDeadline(1, never)
      const gathered = await mode.gather(read.values, probesThatAnswer(given), deadline)
      deadline.stop()
      expect(mode.judge(facts, read.values)).toEqual(mode.judge(gathered, read.values))
    }
  })

  test.each([
    ['rejects', () => Promise.reject(new Error(hostile))],
    [
      'throws',
      () => {
        throw new TypeError(hostile)
      },
    ],
  ])('a probe that %s is a bug of ours', async (_, act) => {
    const { exitCode, output } = await ask(example, probesThat(act))
    expect(exitCode).toBe(3)
    expect(output()).toMatchObject({ state: 'UNKNOWN', more: [], perfdata: [] })
    expect(output().sentence).toMatch(/^internal error: /)
  })

  test('every rule can be restated', async () => {
    for (const rule of Object.keys(check.rules)) {
      const restated = withOption(example, 'state', '--state', `${rule}=warning`)
      expect(readCall(restated)).not.toHaveProperty('problem')
      const { output } = await ask(restated, probesThatAnswer(failure('refused', 'connection refused')))
      expect(output().sentence).not.toContain('--state')
    }
  })
})

describe('a probe that never answers does not hold', () => {
  test.concurrent.each(firstExamples)('$title', async example => {
    const timeouts = ['0.2', '1', '2', '4'].map(seconds => withOption(example, 'timeout', '-t', seconds))
    const short = timeouts.find(each => !('problem' in readCall(each)))
    if (short === undefined) throw new Error('no short deadline is taken')
    const { exitCode, output } = await ask(short, deafProbes)
    expect(exitCode).toBe(3)
    expect(output().sentence).toMatch(/ did not finish in [\d.]+ s$/)
  })
})

describe('a signal that has aborted already stops it', () => {
  test.concurrent.each(examples)('$title', async ({ variant, argv }) => {
    const { check } = variant
    const controller = new AbortController()
    controller.abort()
    const { exitCode, output } = await call(check.name, argv, deafProbes, controller.signal)
    expect(exitCode).toBe(3)
    expect(output().sentence).toBe(`${check.name} was stopped before it was done`)
    expect(getEventListeners(controller.signal, 'abort')).toEqual([])
  })
})

describe('secrets are never shown', () => {
  const secrets = firstExamples.flatMap(example =>
    Object.entries(example.variant.table).flatMap(([name, option]) =>
      option.secret === true && 'kind' in option
        ? [{ example, name, title: `${example.variant.title} --${name}` }]
        : [],
    ),
  )
  const secret = 'monitor:hunter2'
  const traces = new RegExp(`hunter2|${Buffer.from(secret).toString('base64').slice(12)}`)

  test.each(secrets)('$title', async ({ example, name }) => {
    const given = withOption(example, name, `--${name}`, secret)
    const calls = [
      given,
      withOption(given, 'verbose', '-vvv'),
      withOption(given, 'output', '--output=json', '-vvv'),
    ]
    calls.push(
      { ...given, argv: [...given.argv, `--${name}`, secret] },
      { ...given, argv: [...given.argv, '--bogus'] },
    )
    for (const each of calls) {
      for (const answer of failures)
        expect((await ask(each, probesThatAnswer(answer))).stdout).not.toMatch(traces)
      expect(
        (
          await ask(
            each,
            probesThat(() => Promise.reject(new Error('boom'))),
          )
        ).stdout,
      ).not.toMatch(traces)
    }
  })
})

/** The ids of all rules that speak in a finding as JSON has it. */
function rulesIn(finding: { rule?: string; children: [] }): string[] {
  return [...(finding.rule === undefined ? [] : [finding.rule]), ...finding.children.flatMap(rulesIn)]
}
