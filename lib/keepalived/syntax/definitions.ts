import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { isBlank, markOf, replaceIn, type TextLine } from './text-line.ts'

/** What `$NAME=` gave: one line, or several when each but the last ended in a backslash. */
export interface Definition {
  readonly lines: string[]
  multiline: boolean
}
export type Definitions = Map<string, Definition>

/** keepalived's buffer for a line: a definition that would make it longer is not put in. */
const lineLimit = 1024
/** More than a person writes, and what a definition that names itself reaches at once. keepalived then never ends. */
const replaceLimit = 500

/** `$NAME=value`, no blank before the `=`: the definition, or undefined when the line is none. */
export function readDefinition(text: string): { name: string; definition: Definition } | undefined {
  const found = /^\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)$/s.exec(text)
  if (found === null) return undefined
  const [, name = '', value = ''] = found
  if (!value.endsWith('\\')) return { name, definition: { lines: [value], multiline: false } }
  const first = value.slice(0, -1).replace(/[ \t]+$/, '')
  return { name, definition: { lines: first === '' ? [] : [first], multiline: true } }
}

/** A use of a definition in a line. */
interface Use {
  readonly start: number
  readonly end: number
  readonly name: string
  /** Figures behind the name in braces: `${_RANDOM 1 9}`. */
  readonly parameters: string
}

/** `$NAME` when a blank, `,`, `)` or the end follows, `${NAME}` anywhere. */
const use = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)([ \d]*)\}|([A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|$))/g

function findUses(text: string, from: number): Use | undefined {
  use.lastIndex = from
  const found = use.exec(text)
  if (found === null) return undefined
  const [whole, braced, parameters = '', bare = ''] = found
  return {
    start: found.index,
    end: found.index + whole.length,
    name: braced ?? bare,
    parameters: parameters.trim(),
  }
}

/** What substitution came to. */
export interface Substituted {
  readonly line: TextLine
  /** The further lines of a definition of several lines that ended the line. */
  readonly more: readonly string[]
  readonly changed: boolean
  readonly diagnostics: readonly Diagnostic[]
}

/** Puts the values of definitions into a line, once from left to right; what they bring may need another round. */
export function substitute(
  line: TextLine,
  definitions: Definitions,
  builtIn: (name: string, parameters: string) => string | undefined,
): Substituted {
  let current = line
  let [from, changed] = [0, false]
  let more: readonly string[] = []
  for (let rounds = 0; rounds < replaceLimit; rounds++) {
    const found = findUses(current.text, from)
    if (found === undefined) return { line: current, more, changed, diagnostics: [] }
    const definition = definitions.get(found.name)
    const atEnd = found.end === current.text.length
    const usable =
      definition === undefined ? undefined : definition.multiline && !atEnd ? undefined : definition
    const value = usable?.lines[0] ?? (usable === undefined ? builtIn(found.name, found.parameters) : '')
    if (value === undefined || (definition !== undefined && usable === undefined)) {
      from = found.start + 1
      continue
    }
    if (current.text.length + value.length - (found.end - found.start) >= lineLimit) {
      return { line: current, more, changed, diagnostics: [tooLong(current, found)] }
    }
    current = replaceIn(current, found.start, found.end, value)
    changed = true
    if (usable?.multiline === true) more = usable.lines.slice(1)
    from = found.start
    if (/^[ \t]*~/.test(value)) return { line: current, more, changed, diagnostics: [] }
  }
  return { line: { ...line, text: '' }, more: [], changed: true, diagnostics: [loop(line)] }
}

function tooLong(line: TextLine, { start, end, name }: Use): Diagnostic {
  return {
    rule: 'substitution-too-long',
    text: `${quote(`$${name}`)} is not put in, the line would have more than ${lineLimit} characters`,
    mark: markOf(line, start, end),
    hint: 'Make the line or the definition shorter',
  }
}

/** A definition that leads back to itself; keepalived reads it for ever and never starts. */
export function loop(line: TextLine): Diagnostic {
  return {
    rule: 'definition-loop',
    text: 'a definition on this line leads back to itself, keepalived would read it for ever',
    mark: markOf(line),
    hint: 'Let the definition not use its own name',
  }
}

/** Uses that are left in a line when all is put in: misspelt, never defined, or with the wrong sign behind. */
export function findUndefined(line: TextLine, definitions: Definitions): Diagnostic[] {
  const found = [...line.text.matchAll(/\$(?:\{([A-Za-z_]\w*)[^{}]{0,60}\}|([A-Za-z_]\w*))/g)]
  return found.map(({ 0: whole, 1: braced, 2: bare = '', index }) => {
    const name = braced ?? bare
    const mark = markOf(line, index, index + whole.length)
    if (braced === undefined && definitions.has(name)) {
      const next = line.text[index + whole.length] ?? ''
      const hint = `Write \${${name}}`
      const why =
        next === '' || isBlank(next)
          ? 'it has several lines and does not end the line'
          : `${quote(next)} follows`
      return { rule: 'undefined-definition', text: `${quote(whole)} stays as it is, ${why}`, mark, hint }
    }
    const effect = braced === undefined ? 'it stays as it is' : 'its braces are taken for those of a block'
    return {
      rule: 'undefined-definition',
      text: `${quote(whole)} is not defined, ${effect}`,
      mark,
      hint: `Define it above: $${name}=VALUE`,
    }
  })
}
