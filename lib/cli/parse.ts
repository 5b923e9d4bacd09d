import minimist from 'minimist'
import { quote } from '../core/text.ts'
import { nearest } from '../text/nearest.ts'
import type { Option, Table, Values } from './option.ts'

/** What a command line came to: the values, or one sentence that names what is wrong and what is right. */
export type Parsed<T extends Table> =
  | { readonly ok: true; readonly values: Values<T> }
  | { readonly ok: false; readonly problem: string }

/** An option as the user wrote it, with its value as text. */
export interface Given {
  readonly name: string
  /** `-w` or `--warning`, as typed. */
  readonly typed: string
  readonly value: string | undefined
}

/** Thrown inside this file only, to leave the scan at the first mistake. */
class Mistake extends Error {}

/**
 * Parses the words after the program name. Accepted as getopt_long does: `-w 5`, `-w5`, `-vv`, `--warning 5`,
 * `--warning=5`, and any prefix of a long name that fits one option only. A value may begin with `-`.
 * @param positional name of the option that takes the words that belong to no option
 */
export function parseOptions<T extends Table>(
  table: T,
  argv: readonly string[],
  positional?: string,
): Parsed<T> {
  try {
    const given = scan(table, argv, positional)
    return { ok: true, values: assign(table, given) }
  } catch (mistake) {
    if (mistake instanceof Mistake) return { ok: false, problem: mistake.message }
    throw mistake
  }
}

/** What the words give, in their order and as texts: which values they are is not looked at. */
export function textsOf(
  table: Table,
  argv: readonly string[],
  positional?: string,
):
  | { readonly ok: true; readonly given: readonly Given[] }
  | { readonly ok: false; readonly problem: string } {
  try {
    return { ok: true, given: scan(table, argv, positional) }
  } catch (mistake) {
    if (mistake instanceof Mistake) return { ok: false, problem: mistake.message }
    throw mistake
  }
}

/** True when the words ask for this flag, whatever else is wrong with them. */
export function asksFor(table: Table, argv: readonly string[], name: string): boolean {
  const short = table[name]?.short
  const end = argv.indexOf('--')
  return (end < 0 ? argv : argv.slice(0, end)).some(
    word => word === `--${name}` || (short !== undefined && word === `-${short}`),
  )
}

function scan(table: Table, argv: readonly string[], positional: string | undefined): Given[] {
  const given: Given[] = []
  const words = [...argv]
  for (let word = words.shift(); word !== undefined; word = words.shift()) {
    if (word === '--') {
      for (const rest of words.splice(0)) given.push(asPositional(rest, positional))
    } else if (word.startsWith('--')) given.push(scanLong(table, word, words))
    else if (word.startsWith('-') && word.length > 1) given.push(...scanShort(table, word, words))
    else given.push(asPositional(word, positional))
  }
  return given
}

function asPositional(word: string, positional: string | undefined): Given {
  if (positional === undefined) {
    throw new Mistake(`${quote(word)} belongs to no option, is a '-' missing before it? See --help`)
  }
  return { name: positional, typed: `--${positional}`, value: word }
}

function scanLong(table: Table, word: string, words: string[]): Given {
  const equals = word.indexOf('=')
  const written = equals < 0 ? word.slice(2) : word.slice(2, equals)
  const inline = equals < 0 ? undefined : word.slice(equals + 1)
  const name = findLong(table, written)
  return take(table, name, `--${name}`, inline, words)
}

function findLong(table: Table, written: string): string {
  const names = Object.keys(table)
  if (names.includes(written)) return written
  const fits = written === '' ? [] : names.filter(name => name.startsWith(written))
  const [only] = fits
  if (only !== undefined && fits.length === 1) return only
  if (fits.length > 1) {
    throw new Mistake(
      `option ${quote(`--${written}`)} could be ${fits.map(name => `--${name}`).join(' or ')}`,
    )
  }
  const near = nearest(written, names)
  const advice = near === undefined ? 'see --help' : `did you mean --${near}?`
  throw new Mistake(`unknown option ${quote(`--${written}`)}, ${advice}`)
}

function scanShort(table: Table, word: string, words: string[]): Given[] {
  const given: Given[] = []
  for (let at = 1; at < word.length; at++) {
    const letter = word[at] ?? ''
    const found = Object.entries(table).find(([, option]) => option.short === letter)
    if (found === undefined) throw new Mistake(unknownLetter(table, word, letter))
    const [name, option] = found
    if (option.type === 'flag' || option.type === 'count') {
      given.push({ name, typed: `-${letter}`, value: undefined })
      continue
    }
    const attached = word.slice(at + 1)
    given.push(take(table, name, `-${letter}`, attached === '' ? undefined : attached, words))
    break
  }
  return given
}

/** `-warning` is a common slip for `--warning`; a letter in the wrong case another. */
function unknownLetter(table: Table, word: string, letter: string): string {
  const other = letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()
  const long = Object.keys(table).find(name => word.length > 3 && name.startsWith(word.slice(1)))
  const letters = Object.values(table).some(option => option.short === other)
  const advice =
    long !== undefined ? `did you mean --${long}?` : letters ? `did you mean -${other}?` : 'see --help'
  return `unknown option ${quote(`-${letter}`)}, ${advice}`
}

/**
 * The value of an option: attached, or the next word whatever it looks like. minimist would take the next word
 * of `-w -5:5` for an option of its own, so value and option are joined before it sees them.
 */
function take(table: Table, name: string, typed: string, inline: string | undefined, words: string[]): Given {
  const option = table[name]
  if (option === undefined || option.type === 'flag' || option.type === 'count') {
    if (inline !== undefined) throw new Mistake(`${typed} takes no value, but ${quote(inline)} was given`)
    return { name, typed, value: undefined }
  }
  if (inline !== undefined || option.type === 'maybe') return { name, typed, value: inline }
  const next = words.shift()
  if (next === undefined) throw new Mistake(`${typed} needs a value: ${option.kind.wanted}`)
  return { name, typed, value: next }
}

/** Hands the joined words to minimist, which gathers repeats, and reads each value by its kind. */
function assign<T extends Table>(table: T, given: readonly Given[]): Values<T> {
  const joined = given.map(each => `--${each.name}=${each.value ?? ''}`)
  const gathered = minimist(joined, { string: Object.keys(table) })
  const values: Record<string, unknown> = {}
  for (const [name, option] of Object.entries(table)) {
    const found: unknown = gathered[name]
    const texts = found === undefined ? [] : [found].flat().map(String)
    const typed = given.find(each => each.name === name)
    const bare = typed !== undefined && typed.value === undefined
    values[name] = readValue(option, texts, typed?.typed ?? name, bare)
  }
  return values as Values<T>
}

function readValue(option: Option, texts: readonly string[], typed: string, bare: boolean): unknown {
  if (option.type === 'count') return texts.length
  if (option.type === 'flag') return texts.length > 0
  if (option.type === 'many') return texts.map(text => readText(option, text, typed))
  if (texts.length > 1) {
    const shown = option.secret === true ? '' : ` (${texts.map(each => quote(each, 30)).join(', ')})`
    throw new Mistake(`${typed} is given ${texts.length} times${shown}, once is right`)
  }
  const [text] = texts
  if (text === undefined) return option.type === 'single' ? option.fallback : undefined
  if (option.type === 'maybe' && bare) return true
  return readText(option, text, typed)
}

function readText(option: Exclude<Option, { type: 'flag' | 'count' }>, text: string, typed: string): unknown {
  const value = option.kind.parse(text)
  if (value !== undefined) return value
  const shown = option.secret === true ? 'the value' : quote(text)
  throw new Mistake(`${typed}: ${shown} is not ${option.kind.wanted}`)
}
