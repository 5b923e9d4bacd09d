import type { Diagnostic } from '../../text/diagnostic.ts'
import { type IncludeRequest, includeKey, type Sources } from '../sources.ts'
import { findUndefined, loop, readDefinition, substitute } from './definitions.ts'
import { depthLimit, lineLimit, openFile, readFrame, type State, say, stop } from './frames.ts'
import { describeInclude, readInclude } from './include.ts'
import { splitAtBrace } from './lex.ts'
import { readSequence } from './sequence.ts'
import { columnOf, markOf, sliceLine, type TextLine, trimStart } from './text-line.ts'

/** The configuration as lines that hold a statement or a brace each: what all of keepalived's processes read. */
export interface Expansion {
  readonly lines: readonly TextLine[]
  readonly diagnostics: readonly Diagnostic[]
  /** Includes that the sources do not tell of. */
  readonly wanted: readonly IncludeRequest[]
  /** Words behind `@` and `@^`, as written, and whether a line of theirs was taken. */
  readonly conditions: ReadonlyMap<string, boolean>
}

const recheckLimit = 100

/**
 * Reads the files as keepalived's read_line() does (lib/parser.c): comments, then `@id`, definitions, sequences and
 * includes, then braces. Linear in what comes out, and that is bounded.
 */
export function expand(sources: Sources, configId: string): Expansion {
  const state: State = {
    sources,
    configId,
    definitions: new Map(),
    frames: [],
    lines: [],
    diagnostics: [],
    wanted: new Map(),
    conditions: new Map(),
    open: undefined,
    made: 0,
  }
  for (const file of sources.main.toReversed()) openFile(state, file)
  for (let line = readFrame(state); line !== undefined; line = readFrame(state)) take(state, line)
  return {
    lines: state.lines,
    diagnostics: state.diagnostics,
    wanted: [...state.wanted.values()],
    conditions: state.conditions,
  }
}

/** What becomes of one line: nothing, a definition, other lines to read, or lines of the result. */
function take(state: State, read: TextLine): void {
  if (state.open !== undefined && state.frames.at(-1)?.kind === 'file') {
    continueDefinition(state, state.open, read)
    return
  }
  let rest: TextLine | undefined = read
  // Behind a brace the rules hold anew: `{ @id …`, `{ $X=…`, `{ include …`. What could be put in has been by then.
  while (rest !== undefined && rest.text !== '') {
    const ready = prepare(state, rest, rest !== read)
    if (ready === undefined) return
    const split = splitAtBrace(ready)
    if (split.line.text !== '') state.lines.push(split.line)
    rest = split.rest
  }
}

function continueDefinition(state: State, name: string, line: TextLine): void {
  const definition = state.definitions.get(name)
  const goesOn = line.text.endsWith('\\')
  const text = goesOn ? line.text.slice(0, -1).replace(/[ \t]+$/, '') : line.text
  if (text !== '') definition?.lines.push(text)
  if (goesOn) return
  state.open = undefined
  if (definition !== undefined && definition.lines.length === 0) definition.multiline = false
}

/** The line with everything put in, or undefined when nothing of it is left to parse. */
function prepare(state: State, given: TextLine, again: boolean): TextLine | undefined {
  let line: TextLine | undefined = given
  for (let round = 0; ; round++) {
    line = applyCondition(state, line)
    if (line === undefined || line.text === '') return undefined
    const defined = readDefinition(line.text)
    if (defined !== undefined) {
      state.definitions.set(defined.name, defined.definition)
      state.open = defined.definition.multiline ? defined.name : undefined
      return undefined
    }
    if (line.text.startsWith('~') && startSequence(state, line)) return undefined
    if (again || !line.text.includes('$') || line.text.startsWith('~')) break
    const put = substitute(line, state.definitions, (name, parameters) => builtIn(state, name, parameters))
    say(state, put.diagnostics)
    if (!put.changed) break
    line = put.line
    if (put.more.length > 0 && !openDefinition(state, put.more, given)) return undefined
    if (round > recheckLimit) {
      say(state, [loop(given)])
      return undefined
    }
  }
  if (!again && line.text.includes('$')) say(state, findUndefined(line, state.definitions))
  return include(state, line) ? undefined : line
}

/** A definition of several lines: the first is in the line, the others are read next. */
function openDefinition(state: State, texts: readonly string[], use: TextLine): boolean {
  state.made += texts.length
  if (state.made > lineLimit) {
    stop(state, use)
    return false
  }
  if (state.frames.length > depthLimit) {
    say(state, [loop(use)])
    return false
  }
  state.frames.push({ kind: 'definition', texts, use, at: 0 })
  return true
}

/** `@id rest` and `@^id rest`: the rest when the id is (is not) ours. */
function applyCondition(state: State, line: TextLine): TextLine | undefined {
  if (line.text[0] !== '@') return line
  const [whole = '', not = '', id = ''] = /^@(\^?)([^ \t]*)(?=[ \t])/.exec(line.text) ?? []
  if (whole === '') return undefined
  const taken = (id === state.configId) !== (not === '^')
  const key = `@${not}${id}`
  state.conditions.set(key, state.conditions.get(key) === true || taken)
  return taken ? trimStart(sliceLine(line, whole.length)) : undefined
}

function startSequence(state: State, line: TextLine): boolean {
  const found = readSequence(withParameters(state, line))
  if (found === undefined) return false
  if ('rule' in found) say(state, [found])
  else if (state.frames.length > depthLimit) say(state, [loop(line)])
  else state.frames.push({ kind: 'sequence', sequence: found, at: 0 })
  return true
}

/** Definitions are put in between the brackets of a sequence, and behind them only when their turn comes. */
function withParameters(state: State, line: TextLine): TextLine {
  const end = line.text.indexOf(')')
  if (end < 0 || !line.text.slice(0, end).includes('$')) return line
  const put = substitute(sliceLine(line, 0, end), state.definitions, (name, parameters) =>
    builtIn(state, name, parameters),
  )
  const text = put.line.text + line.text.slice(end)
  const columns = Array.from(text, (_, at) =>
    at < put.line.text.length ? columnOf(put.line, at) : columnOf(line, at - put.line.text.length + end),
  )
  return { ...line, text, columns }
}

/** keepalived's own definitions. A random number is not to be had twice: the smallest stands for it. */
function builtIn(state: State, name: string, parameters: string): string | undefined {
  if (name !== '_RANDOM' && parameters !== '') return undefined
  switch (name) {
    case '_PWD':
      return state.frames.findLast(frame => frame.kind === 'file')?.file.folder ?? ''
    case '_INSTANCE':
      return state.configId
    case '_RANDOM':
      return /^\d+/.exec(parameters)?.[0] ?? '0'
    case '_HASH':
      return '#'
    case '_BANG':
      return '!'
    default:
      return undefined
  }
}

/** Opens what an include names. False when the line is none. */
function include(state: State, line: TextLine): boolean {
  const found = readInclude(line)
  if (found === undefined) return false
  const frame = state.frames.findLast(each => each.kind === 'file')
  const request = { folder: frame?.file.folder ?? '', pattern: found.pattern }
  const files = state.sources.includes.get(includeKey(request))
  if (files === undefined) {
    state.wanted.set(includeKey(request), request)
    return true
  }
  const open = state.frames.flatMap(each => (each.kind === 'file' ? [each.file.identity] : []))
  say(state, describeInclude(found, files, open))
  const fresh = files.filter(file => !open.includes(file.identity))
  state.made += fresh.length
  if (state.made > lineLimit) stop(state, line)
  else if (open.length > depthLimit) say(state, [tooDeep(line)])
  else for (const file of fresh.toReversed()) openFile(state, file)
  return true
}

/** Nobody nests files like that but by mistake. */
function tooDeep(line: TextLine): Diagnostic {
  return {
    rule: 'too-much',
    text: `includes are nested more than ${depthLimit} deep, what is below was not read`,
    mark: markOf(line),
    hint: 'Look for files that include each other',
  }
}
