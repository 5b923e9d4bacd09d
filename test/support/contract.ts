import { commonOptions } from '../../lib/cli/common.ts'
import { flag, type Option, type Table } from '../../lib/cli/option.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { AnyMode, Check, Given } from '../../lib/runtime/check.ts'
import { registry } from '../../plugins/index.ts'

/** Every check there is. */
export const checks: readonly Check[] = await Promise.all(Object.values(registry).map(load => load()))

/** One way of calling a check, with all the options it takes there. */
export interface Variant {
  readonly check: Check
  readonly mode: AnyMode
  readonly table: Table
  /** The word that chooses the mode, where it is not the default. */
  readonly choice: readonly string[]
  /** `check_vip_service --tcp` */
  readonly title: string
}

export const variants: readonly Variant[] = checks.flatMap(check =>
  check.modes.map(mode => {
    const flags = check.modes.flatMap(each => (each.flag === undefined ? [] : [each.flag]))
    const choice = mode === check.modes[0] || mode.flag === undefined ? [] : [`--${mode.flag}`]
    return {
      check,
      mode,
      table: {
        ...commonOptions,
        ...Object.fromEntries(flags.map(name => [name, flag({ help: '' })])),
        ...mode.options,
      },
      choice,
      title: [check.name, ...choice].join(' '),
    }
  }),
)

/** An example of a variant: words that are a whole, good call. */
export interface Call {
  readonly variant: Variant
  readonly argv: readonly string[]
  readonly title: string
}

export const examples: readonly Call[] = variants.flatMap(variant =>
  variant.mode.examples.map(({ argv }) => ({
    variant,
    argv,
    title: [variant.check.name, ...argv].join(' '),
  })),
)

/** The first example of each variant that has one. */
export const firstExamples: readonly Call[] = variants.flatMap(variant =>
  examples.filter(call => call.variant === variant).slice(0, 1),
)

/** The values of a call, or why it is refused. */
export function readCall({ variant, argv }: Call): { values: Given<Table> } | { problem: string } {
  const parsed = parseOptions(variant.table, argv, variant.mode.positional)
  if (!parsed.ok) return parsed
  const values = parsed.values as Given<Table>
  const problem = variant.mode.validate?.(values)
  return problem === undefined ? { values } : { problem }
}

/** The call with these words instead of what it says of the same options. */
export function withOption(call: Call, name: string, ...words: readonly string[]): Call {
  const argv = [...without(call, name), ...words]
  return { ...call, argv, title: [call.variant.check.name, ...argv].join(' ') }
}

function without({ variant, argv }: Call, name: string): string[] {
  const option = variant.table[name]
  const kept: string[] = []
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? ''
    const isLong = word === `--${name}` || word.startsWith(`--${name}=`)
    const isShort =
      option?.short !== undefined && word.startsWith(`-${option.short}`) && !word.startsWith('--')
    if (!isLong && !isShort) kept.push(word)
    else if ((word === `--${name}` || word.length === 2) && takesWord(option)) at++
  }
  return kept
}

function takesWord(option: Option | undefined): boolean {
  return option?.type === 'single' || option?.type === 'many'
}
