import { count, quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { Keyword, Keywords, RootKeywords } from '../keyword.ts'
import type { Block, Process, Statement, Word } from '../tree.ts'
import { isNewer } from '../version.ts'
import { unmatchedQuote } from './lex.ts'
import { markOf } from './text-line.ts'
import type { WordLine } from './word-line.ts'

/** Something to say, and the line (an index) it came up at. */
export interface Remark {
  readonly at: number
  readonly diagnostic: Diagnostic
}

/** A line that holds no keyword of the block it is in. */
export interface Stranger {
  readonly at: number
  readonly word: Word
  readonly keywords: Keywords
  /** The blocks it is in, the outermost first. */
  readonly path: readonly Statement[]
  /** A brace follows, so what is in it falls into the block around. */
  readonly opens: boolean
}

/** What one of keepalived's processes makes of the lines. */
export interface Reading {
  readonly process: Process
  readonly statements: readonly Statement[]
  readonly remarks: readonly Remark[]
  readonly strangers: readonly Stranger[]
  /** Braces where none may stand, and blocks that begin without one. */
  readonly braces: readonly {
    readonly at: number
    readonly kind: 'unexpected' | 'extra' | 'missing-open'
    readonly mark: Mark
    readonly header: Statement | undefined
  }[]
  /** Lines that were taken for the beginning of a block. */
  readonly heads: ReadonlySet<number>
  /** Lines passed over because keepalived refuses the block they are in. */
  readonly refused: ReadonlySet<number>
  /** Blocks still open at the end. */
  readonly unclosed: number
}

/** Each list ends somewhere, however broken the text is. */
const remarkLimit = 500

type Mutable<T> = { -readonly [Name in keyof T]: T[Name] }

interface State {
  readonly lines: readonly WordLine[]
  readonly process: Process
  readonly version: string | undefined
  readonly remarks: Remark[]
  readonly strangers: Stranger[]
  readonly braces: Reading['braces'][number][]
  readonly heads: Set<number>
  readonly refused: Set<number>
  readonly seen: Set<string>
  /** Index of the line read last. */
  at: number
  depth: number
  /** Braces to pass over; -1 when the first of them is still to come. */
  skip: number
  /** The passing over is because of a refusal. */
  refusing: boolean
}

interface Line extends WordLine {
  readonly words: readonly [Word, ...Word[]]
}

/** Reads the lines as process_stream() of keepalived's lib/parser.c does, for one process. */
export function readAs(
  process: Process,
  lines: readonly WordLine[],
  keywords: RootKeywords,
  version: string | undefined,
): Reading {
  const state: State = {
    lines,
    process,
    version,
    remarks: [],
    strangers: [],
    braces: [],
    heads: new Set(),
    refused: new Set(),
    seen: new Set(),
    at: -1,
    depth: 0,
    skip: 0,
    refusing: false,
  }
  const statements: Statement[] = []
  readStatements(state, keywords, [], statements, false)
  const { remarks, strangers, braces, heads, refused, depth } = state
  return { process, statements, remarks, strangers, braces, heads, refused, unclosed: depth }
}

/** The next line that has words; braces are counted as they pass. */
function next(state: State): Line | undefined {
  for (;;) {
    const line = state.lines[++state.at]
    if (line === undefined) return undefined
    const { text, words, unmatched } = line
    if (text.text === '{') state.depth++
    else if (text.text === '}' && state.depth-- < 1) {
      state.depth = 0
      note(state.braces, { at: state.at, kind: 'extra', mark: markOf(text), header: undefined })
    }
    if (unmatched) note(state.remarks, { at: state.at, diagnostic: unmatchedQuote(text) })
    if (words[0] !== undefined) return line as Line
  }
}

function note<T>(list: T[], item: T): void {
  if (list.length < remarkLimit) list.push(item)
}

/** How a block ended: by its brace, by the end of all, or passed over. */
interface End {
  readonly open?: Mark | undefined
  readonly close?: Mark
  readonly skipped: boolean
}

function readStatements(
  state: State,
  keywords: Keywords,
  path: readonly Statement[],
  into: Statement[],
  needsBrace: boolean,
): End {
  let needed = needsBrace
  let open: Mark | undefined
  for (let line = next(state); line !== undefined; line = next(state)) {
    const [first] = line.words
    if (state.skip !== 0) {
      if (state.skip < 0 && first.text === '{') open = first.mark
      const passed = passOver(state, line)
      if (passed === 'line') {
        needed = needed && open === undefined
        continue
      }
      if (passed === 'block') {
        if (path.length > 0) return { open, close: first.mark, skipped: true }
        continue
      }
    }
    if (needed) {
      needed = false
      if (first.text === '{' && path.length > 0) {
        open = first.mark
        continue
      }
      note(state.braces, { at: state.at, kind: 'missing-open', mark: first.mark, header: path.at(-1) })
    } else if (first.text === '{') {
      note(state.braces, { at: state.at, kind: 'unexpected', mark: first.mark, header: path.at(-1) })
      continue
    }
    if (first.text === '}' && path.length > 0) return { open, close: first.mark, skipped: false }
    readStatement(state, keywords, path, into, line)
  }
  return { open, skipped: false }
}

/** `line`: passed over. `block`: and the block ended with it. `none`: there is no block to pass over after all. */
function passOver(state: State, line: Line): 'line' | 'block' | 'none' {
  const [first] = line.words
  if (state.skip < 0) {
    state.skip = first.text === '{' ? 1 : 0
    return state.skip === 1 ? 'line' : 'none'
  }
  if (state.refusing) state.refused.add(state.at)
  for (const { text } of line.words) {
    if (text === '{') state.skip++
    else if (text === '}' && --state.skip === 0) return 'block'
  }
  return 'line'
}

function readStatement(
  state: State,
  keywords: Keywords,
  path: readonly Statement[],
  into: Statement[],
  { words, text, unmatched }: Line,
): void {
  const [word] = words
  const keyword = Object.hasOwn(keywords, word.text) ? keywords[word.text] : undefined
  if (keyword === undefined || isNewer(keyword.since, state.version)) {
    note(state.strangers, {
      at: state.at,
      word,
      keywords,
      path,
      opens: state.lines[state.at + 1]?.text.text === '{',
    })
    return
  }
  if ('processes' in keyword && !isFor(keyword, state.process)) {
    state.skip = -1
    state.refusing = false
    return
  }
  const statement: Mutable<Statement> = { keyword: word.text, words, raw: text.text }
  into.push(statement)
  const at = state.at
  remarkWords(state, keyword, words, unmatched)
  const refusal = keyword.refuse?.(words, state.seen, path)
  if (refusal !== undefined) {
    for (const diagnostic of refusal) note(state.remarks, { at, diagnostic })
    state.skip = -1
    state.refusing = true
  }
  if (keyword.shape === 'block') {
    if (state.lines[at + 1]?.text.text === '{') state.heads.add(at)
    const statements: Statement[] = []
    const end = readStatements(state, keyword.children ?? {}, [...path, statement], statements, true)
    const kind = end.skipped ? 'skipped' : 'statements'
    statement.block = { kind, statements, open: end.open, close: end.close }
  } else if (keyword.shape === 'values' && refusal === undefined)
    statement.block = readValues(state, keyword, at)
}

function isFor(keyword: Keyword & { readonly processes?: unknown }, process: Process): boolean {
  return Array.isArray(keyword.processes) && keyword.processes.includes(process)
}

/** Too few words before the line ends, or too many before a list of values. */
function remarkWords(state: State, keyword: Keyword, words: Line['words'], unmatched: boolean): void {
  const { needs = 0, names, exits, script } = keyword
  const [{ text, mark }] = words
  const say = (rule: string, sentence: string, hint: string) =>
    note(state.remarks, { at: state.at, diagnostic: { rule, text: sentence, mark, hint } })
  if (words.length <= needs && !(unmatched && script === true)) {
    const what = needs === 1 ? 'a value' : count(needs, 'value')
    say(
      'missing-parameter',
      `${text} needs ${what}, keepalived exits on this line`,
      'Give it, or take the line out',
    )
  }
  const extra = names === undefined ? undefined : words[1 + names]
  if (extra === undefined) return
  const effect = exits === true ? 'keepalived exits on this line' : 'keepalived drops it'
  const rule = exits === true ? 'missing-parameter' : 'value-before-brace'
  say(rule, `${quote(extra.text)} stands before the brace of ${text}, ${effect}`, `Write: ${text} {`)
}

/** Lines up to the next closing brace, whatever is in them: alloc_value_block() of keepalived's lib/parser.c. */
function readValues(state: State, keyword: Keyword, head: number): Block {
  const statements: Statement[] = []
  let [first, open] = [true, undefined as Mark | undefined]
  for (let line = next(state); line !== undefined; line = next(state)) {
    const { words, text } = line
    if (first) {
      first = false
      if (words[0].text === '{' && words.length === 1) {
        open = words[0].mark
        state.heads.add(head)
        continue
      }
      note(state.remarks, { at: state.at, diagnostic: noBrace(state, head, keyword.exits === true) })
    }
    const close = words.at(-1)?.text === '}' ? words.at(-1)?.mark : undefined
    const kept = close === undefined ? words : words.slice(0, -1)
    const [value] = kept
    if (value !== undefined) statements.push({ keyword: value.text, words: kept, raw: text.text })
    if (close !== undefined) return { kind: 'values', statements, open, close }
  }
  return { kind: 'values', statements, open, close: undefined }
}

function noBrace(state: State, head: number, exits: boolean): Diagnostic {
  const line = state.lines[head]?.text
  const effect = exits ? 'keepalived exits' : 'keepalived takes all up to the next } for its values'
  return {
    rule: exits ? 'missing-open-brace' : 'missing-value-brace',
    text: `${line?.text.split(/\s/, 1)[0]} is not followed by a brace, ${effect}`,
    ...(line === undefined ? {} : { mark: markOf(line) }),
    hint: 'Put { behind it',
  }
}
