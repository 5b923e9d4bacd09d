import { commonOptions } from '../../lib/cli/common.ts'
import type { Option, Table } from '../../lib/cli/option.ts'
import { ordersOfWork } from '../../lib/remedy/order-of-work.ts'
import type { Check } from '../../lib/runtime/check.ts'
import { formatSummaries, objectsOptions } from '../../lib/runtime/objects/options.ts'

/** What the value of an option is completed with. */
export type Values =
  | { readonly kind: 'none' | 'file' | 'rule' }
  | { readonly kind: 'words'; readonly words: readonly string[] }

/** What can be typed after a command: a check in one of its modes, or `lvs-checks objects`. */
export interface Completed {
  /** `check_vip_service`, or `check_vip_service --tcp` once that was typed. */
  readonly key: string
  readonly table: Table
  /** Rules of the check, for `--state`. */
  readonly rules: readonly string[]
  /** Words without a dash are file names. */
  readonly takesFiles: boolean
}

/** Everything that can be typed, from the option tables. */
export function completedOf(checks: readonly Check[]): Completed[] {
  const ofChecks = checks.flatMap(check =>
    check.modes.map((mode, at): Completed => {
      const flags = check.modes.flatMap(({ flag }) => (flag === undefined ? [] : [flag]))
      const chosen = flags.map(flag => [flag, { type: 'flag', help: 'Its own options.' } as const])
      const positional = mode.positional === undefined ? undefined : mode.options[mode.positional]
      return {
        key: at === 0 ? check.name : `${check.name} --${mode.flag}`,
        table: { ...Object.fromEntries(chosen), ...mode.options, ...commonOptions },
        rules: Object.keys(check.rules),
        takesFiles: positional !== undefined && valuesOf(positional).kind === 'file',
      }
    }),
  )
  return [...ofChecks, { key: 'objects', table: objectsOptions, rules: [], takesFiles: true }]
}

/** The words after `lvs-checks`, and after those of its own. */
export function programWords(checks: readonly Check[]) {
  const names = checks.map(({ name }) => name)
  const rules = checks.flatMap(check => Object.keys(check.rules))
  return {
    names,
    subcommands: ['explain', 'objects', 'install', 'help', ...names],
    formats: Object.keys(formatSummaries),
    /** A check, an object with an order of work, or any rule. */
    explained: [...names, ...Object.keys(ordersOfWork), ...new Set(rules)],
  }
}

/** A word that no list of words holds, and that text, names and files are free to be. */
const anyWord = 'no-such-word'

/** What an option takes; undefined when it takes nothing. */
export function valuesOf(option: Option): Values {
  if (option.type === 'flag' || option.type === 'count') return { kind: 'none' }
  const { kind } = option
  if (kind.placeholder === 'RULE=STATE') return { kind: 'rule' }
  if (/^(?:FILE|DIR|PROGRAM)/.test(kind.placeholder)) return { kind: 'file' }
  const words = kind.placeholder.split('|')
  const isList =
    words.every(word => /^[\w.]+$/.test(word) && kind.parse(word) !== undefined) &&
    kind.parse(anyWord) === undefined
  return isList ? { kind: 'words', words } : { kind: 'none' }
}

/** `-w` and `--warning`. */
export function spellings(name: string, { short }: Option): string[] {
  return [...(short === undefined ? [] : [`-${short}`]), `--${name}`]
}

/** True when the next word is its value. */
export function takesWord({ type }: Option): boolean {
  return type === 'single' || type === 'many'
}
