import { quote } from '../../core/text.ts'
import type { Word } from '../tree.ts'

/**
 * What keepalived makes of a number. `problem` is a clause with the word in it, such as `'256' is outside 1 to 255`;
 * a value may be there all the same (decimals that are cut off).
 */
export type NumberReading =
  | { readonly value: number; readonly problem?: string }
  | {
      readonly value?: undefined
      readonly problem: string
      /** What keepalived takes all the same, where the keyword is read with ignore_error: `100x` is 100 then. */
      readonly lenient?: number
    }

const unsignedMax = 4_294_967_295
const signedMax = 2_147_483_647
/** keepalived's TIMER_MAXIMUM, microseconds in 64 bits, in seconds. */
const timerMax = 18_446_744_073_709
/** isspace(3) in the C locale. */
const blanks = /^[ \t\n\v\f\r]*/

/** strtoul(3), base 10: the value, and what stands behind it. Empty text is 0. */
function readDigits(text: string): { value: number; rest: string } {
  const [, sign = '', digits = ''] = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text) ?? []
  if (digits === '') return { value: 0, rest: text }
  const value = Number(digits)
  return {
    value: sign === '-' ? -value : value,
    rest: text.slice(text.indexOf(digits) + digits.length),
  }
}

/** An unsigned decimal, as read_unsigned() of keepalived's lib/parser.c takes it. Empty text (in quotes) is 0. */
export function readUnsigned(word: Word, min: number, max: number): NumberReading {
  const text = word.text.replace(blanks, '')
  const { value, rest } = readDigits(text)
  if (text.startsWith('-')) return { problem: `${quote(word.text)} is negative` }
  return judge(word, value, rest, min, Math.min(max, unsignedMax))
}

/** A decimal with a sign, as read_int() of keepalived's lib/parser.c takes it. Empty text (in quotes) is 0. */
export function readInt(word: Word, min: number, max: number): NumberReading {
  const { value, rest } = readDigits(word.text)
  return judge(word, value, rest, min, Math.min(max, signedMax))
}

function judge(word: Word, value: number, rest: string, min: number, max: number): NumberReading {
  const fits = value >= min && value <= max
  if (rest !== '') {
    const problem = `${quote(word.text)} is not a number`
    return fits ? { problem, lenient: value } : { problem }
  }
  return fits ? { value } : { problem: outside(word, min, max) }
}

/**
 * A decimal with a point, as read_decimal_unsigned() of keepalived's lib/parser.c takes it: it takes the point out and
 * fills up with zeros, so that `1x` is a hundredth with two places. `min` and `max` are in the unit of the word.
 * @param places how many digits may stand behind the point; more are reported and rounded
 */
export function readDecimal(word: Word, min: number, max: number, places: number): NumberReading {
  const { text } = word
  if (text.startsWith('-')) return { problem: `${quote(text)} is negative` }
  const point = text.indexOf('.')
  const fraction = point < 0 ? '' : text.slice(point + 1)
  const whole = point < 0 ? text : text.slice(0, point)
  const { value: scaled, rest } = readDigits(whole + fraction.slice(0, places).padEnd(places, '0'))
  const tooMany = fraction.length > places
  const value = (scaled + (tooMany && (fraction[places] ?? '0') >= '5' ? 1 : 0)) / 10 ** places
  const fits = value >= min && value <= max
  if (rest !== '') {
    const problem = `${quote(text)} is not a number`
    return fits ? { problem, lenient: value } : { problem }
  }
  if (!fits) return { problem: outside(word, min, max) }
  if (!tooMany) return { value }
  return { value, problem: `${quote(text)} has more than ${places} digits behind the point` }
}

/** A time in seconds with up to six decimals, as read_timer() of keepalived's lib/parser.c takes it. `max` 0: any. */
export function readTimer(word: Word, min: number, max: number): NumberReading {
  return readDecimal(word, min, max === 0 ? timerMax : max, 6)
}

function outside({ text }: Word, min: number, max: number): string {
  return `${quote(text)} is outside ${min} to ${max}`
}

/** `true`, `on`, `yes`, `false`, `off`, `no`; undefined for anything else. Case counts. */
export function readBoolean(word: Word): boolean | undefined {
  if (['true', 'on', 'yes'].includes(word.text)) return true
  return ['false', 'off', 'no'].includes(word.text) ? false : undefined
}
