import { quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import { markOf, sliceLine, type TextLine, trimStart } from './text-line.ts'

/** A line that is read again and again with other values: `~SEQ(i,1,3) …` and `~LST(name,a,b) …`. */
export interface Sequence {
  /** The line to read, behind the brackets. */
  readonly line: TextLine
  /** How many times. */
  readonly count: number
  /** The definitions for one time, counted from 0. */
  values(at: number): readonly (readonly [name: string, value: string])[]
}

/** The sequence that a line begins with, what is wrong with it, or undefined when the line is none. */
export function readSequence(line: TextLine): Sequence | Diagnostic | undefined {
  const list = line.text.startsWith('~LST')
  if (!list && !line.text.startsWith('~SEQ')) return undefined
  const [head = '', hex = '', inside = ''] = /^~(?:SEQ(x?)|LST)[ \t]*\(([^()]*)\)/.exec(line.text) ?? []
  const rest = trimStart(sliceLine(line, head.length))
  const found = head === '' ? undefined : list ? readList(inside, rest) : readCount(inside, hex === 'x', rest)
  return found ?? wrong(line)
}

function wrong(line: TextLine): Diagnostic {
  const right = line.text.startsWith('~LST')
    ? '~LST(NAME,a,b) or ~LST({A,B},{1,2},{3,4})'
    : '~SEQ(NAME,END), ~SEQ(NAME,START,END) or ~SEQ(NAME,START,STEP,END)'
  return {
    rule: 'bad-sequence',
    text: `${quote(line.text)} is no sequence, the line is lost`,
    mark: markOf(line),
    hint: `Write ${right} and the line to repeat behind it`,
  }
}

/** `NAME,END`, `NAME,START,END` or `NAME,START,STEP,END` with numbers as strtol reads them. */
function readCount(inside: string, hex: boolean, line: TextLine): Sequence | undefined {
  const [name = '', ...texts] = inside.split(',').map(part => part.trim())
  const numbers = texts.map(readLong)
  const [one, two, three] = numbers
  if (name === '' || /[ \t]/.test(name) || one === undefined || numbers.length > 3) return undefined
  if (numbers.some(each => each === undefined)) return undefined
  let [start, step, end] = [one, two ?? 1, three ?? one]
  if (two === undefined) [start, step, end] = [one < 0 ? -1 : 1, one < 1 ? -1 : 1, one]
  else if (three === undefined) [start, step, end] = [one, one <= two ? 1 : -1, two]
  if (step === 0 || (start < end && step < 0) || (start > end && step > 0)) return undefined
  if (hex && (start < 0 || end < 0)) return undefined
  const count = Math.floor((end - start) / step) + 1
  const values = (at: number) => [[name, (start + at * step).toString(hex ? 16 : 10)]] as const
  // keepalived reads the line once before it looks whether the end is passed.
  return { line, count: Math.max(1, count), values }
}

function readLong(text: string): number | undefined {
  const [, sign = '', hex, digits = ''] = /^([+-]?)(?:0[xX]([0-9A-Fa-f]+)|(\d+))$/.exec(text) ?? []
  if (hex === undefined && digits === '') return undefined
  const octal = digits.length > 1 && digits.startsWith('0')
  const value = hex === undefined ? Number.parseInt(digits, octal ? 8 : 10) : Number.parseInt(hex, 16)
  return Number.isSafeInteger(value) ? (sign === '-' ? -value : value) : undefined
}

/** `NAME,a,b`, or groups in braces: `{A,B},{1,2},{3,4}`. */
function readList(inside: string, line: TextLine): Sequence | undefined {
  const groups = inside.match(/\{[^{}]*\}|[^,{}]+/g)?.map(part => part.trim()) ?? []
  const [names, ...values] = groups.map(each =>
    each
      .replace(/^\{(.*)\}$/s, '$1')
      .split(',')
      .map(part => part.trim()),
  )
  if (names === undefined || values.length === 0 || names.some(name => name === '')) return undefined
  return {
    line,
    count: values.length,
    values: at => names.map((name, place) => [name, values[at]?.[place] ?? ''] as const),
  }
}
