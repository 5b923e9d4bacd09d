import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { VirtualServerRule } from '../rules/virtual-server.ts'
import type { Statement, Word } from '../tree.ts'
import { type NumberReading, readBoolean, readTimer, readUnsigned } from '../values/numbers.ts'

/** Where something is read: what it belongs to, in words, and where to put what there is to say. */
export interface Scope {
  /** `virtual server 192.0.2.10 80`. */
  readonly owner: string
  readonly diagnostics: Diagnostic[]
}

type More = Pick<Diagnostic, 'hint' | 'related'>

export function say(
  { diagnostics }: Scope,
  rule: VirtualServerRule,
  mark: Mark | undefined,
  text: string,
  more: More = {},
): void {
  diagnostics.push({ rule, text, ...(mark === undefined ? {} : { mark }), ...more })
}

/** The end of a block, where keepalived says what is wrong with the whole of it. */
export function atEnd({ block }: Statement): More {
  const close = block?.close
  return close === undefined
    ? {}
    : { related: [{ mark: close, text: 'keepalived says so at the end of the block' }] }
}

/** How one keyword of a block is read into what the block makes. */
export interface Setting<Draft> {
  /** How many words behind the keyword count; keepalived passes over the others without a word. */
  readonly takes: number
  /** May stand more than once: each counts. */
  readonly several?: true
  /** Another keyword for the same. */
  readonly as?: string
  /** `values` are the words behind the keyword. False where nothing was taken. */
  readonly read: (draft: Draft, values: readonly Word[], scope: Scope, statement: Statement) => boolean
}

export type Settings<Draft> = Readonly<Record<string, Setting<Draft>>>

/** Reads the statements of a block in their order, and says what is there twice or counts for nothing. */
export function readSettings<Draft>(
  draft: Draft,
  statements: readonly Statement[],
  settings: Settings<Draft>,
  scope: Scope,
): void {
  const taken = new Map<string, Statement>()
  for (const statement of statements) {
    const { keyword, words } = statement
    const setting = Object.hasOwn(settings, keyword) ? settings[keyword] : undefined
    if (setting === undefined || !setting.read(draft, words.slice(1), scope, statement)) continue
    remarkExtra(setting.takes, statement, scope)
    if (setting.several) continue
    const key = setting.as ?? keyword
    const first = taken.get(key)
    if (first !== undefined) remarkTwice(first, statement, scope)
    taken.set(key, statement)
  }
}

function remarkExtra(takes: number, { keyword, words }: Statement, scope: Scope): void {
  const extra = words.slice(takes + 1)
  const [first] = extra
  // The beginning of a block on the line of another keyword: what becomes of its brace is told already.
  if (first === undefined || /^(?:[A-Z]+_(?:CHECK|GET)|real_server|url|host)$/.test(first.text)) return
  const text = extra.map(word => word.text).join(' ')
  const what = takes === 0 ? 'takes no value' : `takes ${takes === 1 ? 'one value' : `${takes} values`}`
  const off = takes === 0 && /^(?:false|off|no|0)$/.test(first.text)
  say(
    scope,
    'ignored-words',
    first.mark,
    `${keyword} of ${scope.owner} ${what}, keepalived ignores ${quote(text)}${off ? ' and switches it on' : ''}`,
    {
      hint: off
        ? 'Take the line out to switch it off'
        : 'Take the words out, or put them on a line of their own',
    },
  )
}

function remarkTwice(first: Statement, second: Statement, scope: Scope): void {
  const [a, b] = [first, second].map(({ words }) =>
    words
      .slice(1)
      .map(word => word.text)
      .join(' '),
  )
  const [mark, before] = [second.words[0]?.mark, first.words[0]?.mark]
  if (a === b || before === undefined) return
  say(
    scope,
    'repeated-setting',
    mark,
    `${second.keyword} of ${scope.owner} is set twice, ${quote(b ?? '')} counts and ${quote(a ?? '')} does not`,
    { hint: 'Take one of the two lines out', related: [{ mark: before, text: 'set here first' }] },
  )
}

/** How a number is taken. */
export interface Taking {
  /** A number with something behind it is refused, not cut. */
  readonly strict?: boolean
  /** What keepalived does when it takes nothing of it. */
  readonly instead?: string
  readonly hint?: string
}

/** What keepalived takes of a number; undefined where it leaves the setting as it was. Says what is wrong with it. */
export function takeNumber(
  scope: Scope,
  keyword: string,
  word: Word,
  reading: NumberReading,
  { strict = false, instead = 'keepalived ignores the line', hint }: Taking,
): number | undefined {
  const value = reading.value ?? (strict || !('lenient' in reading) ? undefined : reading.lenient)
  if (reading.problem === undefined) return value
  const head = `${keyword} of ${scope.owner} is wrong: ${reading.problem}`
  const more = hint === undefined ? {} : { hint }
  if (value === undefined) say(scope, 'invalid-setting', word.mark, `${head}, ${instead}`, more)
  else say(scope, 'misread-number', word.mark, `${head}, keepalived takes ${plain(value)} for it`, more)
  return value
}

/** A whole number, as `takeNumber`. */
export function takeUnsigned(
  scope: Scope,
  keyword: string,
  word: Word,
  [min, max]: readonly [number, number],
  how: Taking = {},
): number | undefined {
  const hint = `Write a whole number from ${min} to ${max}`
  return takeNumber(scope, keyword, word, readUnsigned(word, min, max), { hint, ...how })
}

/** Without an exponent: `0.000006`. */
function plain(value: number): string {
  return value < 0.001 && value > 0 ? value.toFixed(6) : String(value)
}

type Set<Draft, Value> = (draft: Draft, value: Value) => void

/** A whole number. @param strict as in `Taking` */
export function unsigned<Draft>(
  min: number,
  max: number,
  set: Set<Draft, number>,
  strict = false,
): Setting<Draft> {
  const read: Setting<Draft>['read'] = (draft, [word], scope, { keyword }) => {
    if (word === undefined) return false
    const value = takeUnsigned(scope, keyword, word, [min, max], { strict })
    if (value !== undefined) set(draft, value)
    return value !== undefined
  }
  return { takes: 1, read }
}

/** A time in seconds. @param min in seconds @param max in seconds, 0 for any */
export function timer<Draft>(min: number, max: number, set: Set<Draft, number>): Setting<Draft> {
  const read: Setting<Draft>['read'] = (draft, [word], scope, { keyword }) => {
    if (word === undefined) return false
    const value = takeNumber(scope, keyword, word, readTimer(word, min, max), {
      hint: 'Write seconds, such as 5 or 0.5',
    })
    if (value !== undefined) set(draft, value)
    return value !== undefined
  }
  return { takes: 1, read }
}

/** A switch that takes `true`, `off`…, and is on without a value. */
export function switchable<Draft>(set: Set<Draft, boolean>): Setting<Draft> {
  const read: Setting<Draft>['read'] = (draft, [word], scope, { keyword }) => {
    const value = word === undefined ? true : readBoolean(word)
    if (value !== undefined) set(draft, value)
    else if (word !== undefined) {
      const text = `${keyword} of ${scope.owner} is wrong: ${quote(word.text)} is neither yes nor no, keepalived ignores the line`
      say(scope, 'invalid-setting', word.mark, text, { hint: 'Write true, on, yes, false, off or no' })
    }
    return value !== undefined
  }
  return { takes: 1, read }
}

/** A switch that is on wherever it stands. */
export function flag<Draft>(set: (draft: Draft) => void): Setting<Draft> {
  const read: Setting<Draft>['read'] = draft => {
    set(draft)
    return true
  }
  return { takes: 0, read }
}

/** Something whose value counts for nothing here. @param needed keepalived says so when no value is there */
export function text<Draft>(takes: number, needed: boolean): Setting<Draft> {
  const read: Setting<Draft>['read'] = (_draft, values, scope, { keyword, words }) => {
    if (!needed || values.length > 0) return true
    say(scope, 'invalid-setting', words[0]?.mark, `${keyword} of ${scope.owner} has no value`)
    return false
  }
  return { takes, read }
}

/** A keyword under another name. */
export function alias<Draft>(as: string, setting: Setting<Draft>): Setting<Draft> {
  return { ...setting, as }
}
