import { commonOptions, validateCommon } from '../cli/common.ts'
import { renderHelp } from '../cli/help.ts'
import type { Table, Values } from '../cli/option.ts'
import { asksFor, type Parsed, parseOptions } from '../cli/parse.ts'
import { type Finding, override, state } from '../core/finding.ts'
import { renderJson, renderLine, renderText } from '../core/render.ts'
import { exitCodes } from '../core/state.ts'
import { quote } from '../core/text.ts'
import type { Probes } from '../probe/probes.ts'
import { advise } from '../text/nearest.ts'
import type { AnyMode, Check } from './check.ts'
import { startDeadline } from './clock.ts'
import { version } from './version.ts'

/** What a check comes to. Nothing else leaves it: no print, no exit, no module state. */
export interface Result {
  readonly exitCode: 0 | 1 | 2 | 3
  readonly stdout: string
}

/** What a front end decides for all its checks. */
export interface Surroundings {
  readonly probes: Probes
  /** True when stdout is a terminal that may be coloured. */
  readonly colour: boolean
}

/**
 * Runs one check. Re-entrant: any number of them may run at the same time in one process.
 * @param argv the words after the program name
 * @param signal stops the check early; the result is then UNKNOWN
 */
export async function run(
  check: Check,
  argv: readonly string[],
  signal: AbortSignal,
  surroundings: Surroundings,
): Promise<Result> {
  try {
    const { mode, table, parsed } = readWords(check, argv)
    if (!parsed.ok) {
      // Whatever else is wrong. In words that can be read, `-h` may be the value of another option.
      if (asksFor(table, argv, 'help')) return showHelp(check)
      if (asksFor(table, argv, 'version')) return showVersion(check)
      return unknown(check, elsewhere(check, mode, argv) ?? parsed.problem)
    }
    const values = parsed.values as Values<typeof commonOptions & Table>
    if (values.help) return showHelp(check)
    if (values.version) return showVersion(check)
    const problem =
      twoModes(check, values) ??
      unknownRule(check, values) ??
      validateCommon(values) ??
      mode.validate?.(values)
    if (problem !== undefined) return unknown(check, problem)
    return await evaluate(check, mode, values, signal, surroundings)
  } catch (error) {
    return unknown(
      check,
      `internal error: ${describeError(error)}. This is a bug in ${check.name}, not in what it watches`,
    )
  }
}

/** The words as one mode of the check reads them. */
interface Reading {
  readonly mode: AnyMode
  readonly table: Table
  readonly parsed: Parsed<Table>
}

/**
 * Which mode is meant is known for certain only after parsing: its flag may be shortened (`--tc`), and what
 * looks like it may be the value of another option. Where the first guess was wrong the words are read again.
 */
function readWords(check: Check, argv: readonly string[]): Reading {
  const named = check.modes.find(mode => mode.flag !== undefined && argv.includes(`--${mode.flag}`))
  const guess = readAs(check, named ?? check.modes[0], argv)
  if (!guess.parsed.ok) return guess
  const meant = modesGiven(check, guess.parsed.values)[0] ?? check.modes[0]
  return meant === guess.mode ? guess : readAs(check, meant, argv)
}

function readAs(check: Check, mode: AnyMode, argv: readonly string[]): Reading {
  const table = { ...commonOptions, ...modeFlags(check), ...mode.options }
  return { mode, table, parsed: parseOptions(table, argv, mode.positional) }
}

function modesGiven(check: Check, values: Readonly<Record<string, unknown>>): AnyMode[] {
  return check.modes.filter(mode => mode.flag !== undefined && values[mode.flag] === true)
}

function twoModes(check: Check, values: Readonly<Record<string, unknown>>): string | undefined {
  const given = modesGiven(check, values).map(mode => `--${mode.flag}`)
  return given.length > 1 ? `${given.join(' and ')} exclude each other` : undefined
}

function showHelp(check: Check): Result {
  return { exitCode: exitCodes.UNKNOWN, stdout: renderHelp(check, version) }
}

function showVersion(check: Check): Result {
  return { exitCode: exitCodes.UNKNOWN, stdout: `${check.name} ${version}\n` }
}

function modeFlags(check: Check): Table {
  const flags = check.modes.flatMap(mode => (mode.flag === undefined ? [] : [mode.flag]))
  return Object.fromEntries(flags.map(name => [name, { type: 'flag', help: '' } as const]))
}

/** Advice for an option that another plugin, or another mode of this check, has and this one has not. */
function elsewhere(check: Check, mode: AnyMode, argv: readonly string[]): string | undefined {
  const missing = Object.entries(check.unsupported ?? {}).find(([name]) => argv.includes(`--${name}`))
  if (missing !== undefined) return missing[1]
  for (const word of argv) {
    const written = word.startsWith('--')
      ? word.split('=', 1)[0]
      : word.startsWith('-')
        ? word.slice(0, 2)
        : undefined
    if (written === undefined || hasOption({ ...commonOptions, ...mode.options }, written)) continue
    const declined = mode.declined?.[written]
    if (declined !== undefined) return `${written} is not supported: ${declined}`
    const other = check.modes.find(each => each !== mode && hasOption(each.options, written))
    if (other?.flag !== undefined && !hasOption(modeFlags(check), written)) {
      return `${written} belongs to --${other.flag}, which is not given`
    }
  }
  return undefined
}

function hasOption(table: Table, written: string): boolean {
  if (written.startsWith('--')) return Object.hasOwn(table, written.slice(2))
  return Object.values(table).some(option => option.short === written.slice(1))
}

function unknownRule(check: Check, values: Values<typeof commonOptions>): string | undefined {
  const names = Object.keys(check.rules)
  const stranger = values.state.find(each => !names.includes(each.rule))
  if (stranger === undefined) return undefined
  return `--state: ${check.name} has no rule ${quote(stranger.rule)}, ${advise(stranger.rule, names)}`
}

async function evaluate(
  check: Check,
  mode: AnyMode,
  values: Values<typeof commonOptions & Table>,
  signal: AbortSignal,
  surroundings: Surroundings,
): Promise<Result> {
  const deadline = startDeadline(values.timeout, signal)
  let facts: unknown
  let finding: Finding
  try {
    const gathered = mode.gather(values, surroundings.probes, deadline).then(found => ({ found }))
    const first = await Promise.race([gathered, deadline.overdue])
    if (first === undefined) {
      gathered.catch(() => undefined)
      finding = state('UNKNOWN', `${check.name} did not finish in ${values.timeout} s`)
    } else {
      facts = first.found
      finding = mode.judge(facts, values)
    }
  } finally {
    deadline.stop()
  }
  if (signal.aborted) finding = state('UNKNOWN', `${check.name} was stopped before it was done`)
  const overridden = override(finding, new Map(values.state.map(each => [each.rule, each.state])))
  return present(check, overridden, values, values.verbose > 2 ? facts : undefined, surroundings)
}

function present(
  check: Check,
  finding: Finding,
  values: Values<typeof commonOptions>,
  facts: unknown,
  surroundings: Surroundings,
): Result {
  const exitCode = exitCodes[finding.state]
  if (values.output === 'json') {
    return { exitCode, stdout: renderJson(finding, { check: check.name, version }, facts) }
  }
  const style = { service: check.service, verbosity: values.verbose, colour: surroundings.colour }
  return { exitCode, stdout: renderText(finding, style, facts) }
}

/** The result for a name that is not a check. */
export function unknownCheck(name: string, names: readonly string[]): Result {
  const text = `there is no check ${quote(name)}, ${advise(name, names)}`
  return { exitCode: exitCodes.UNKNOWN, stdout: renderLine('LVS', 'UNKNOWN', text) }
}

function unknown(check: Check, text: string): Result {
  return { exitCode: exitCodes.UNKNOWN, stdout: renderLine(check.service, 'UNKNOWN', text) }
}

/** What went wrong, and the first place in our own code that knows. */
function describeError(error: unknown): string {
  if (!(error instanceof Error)) return quote(String(error))
  const place = /\(?([^()\s/]+:\d+:\d+)\)?$/m.exec(error.stack ?? '')?.[1]
  return `${error.name}: ${error.message}${place === undefined ? '' : ` at ${place}`}`
}
