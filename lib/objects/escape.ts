import { quoteWord } from '../text/shell-word.ts'

/**
 * Words and texts as the files of Nagios, Icinga 2 and NRPE take them, so that they come back as they were. What a
 * language cannot hold at all is refused with a RangeError whose message is a whole sentence: look at texts of users first.
 */

/** What no line of a configuration can hold: line breaks and NUL, and the other control signs but the tabulator. */
const control = /[\0-\x08\x0a-\x1f\x7f]/

/**
 * A word of a command line as one of the arguments of `check_command`, between exclamation marks: quoted for the shell
 * that Nagios may start, then `!` and `;` with a backslash and `$` doubled.
 * @throws RangeError for a word with a line break or another control sign
 */
export function nagiosArgument(word: string): string {
  refuseControl(word, 'an argument of check_command')
  return nagiosMacroFree(quoteWord(word)).replace(/[!;]/g, sign => `\\${sign}`)
}

/** A text whose `$` begin no macro where Nagios resolves macros. */
export function nagiosMacroFree(text: string): string {
  return text.replaceAll('$', '$$$$')
}

/**
 * A text as the value of a directive: a semicolon would begin a comment without a backslash, a backslash at the end would
 * take the next line in unless it is doubled. Blanks in front and behind are lost in Nagios, so they are left out here.
 * @throws RangeError for a text that is empty or has a line break or another control sign
 */
export function nagiosText(text: string): string {
  refuseControl(text, 'a directive of Nagios')
  const trimmed = text.trim()
  if (trimmed === '') throw new RangeError('a directive of Nagios cannot be empty: leave it out')
  return trimmed.replaceAll(';', '\\;').replace(/\\$/, '\\\\')
}

const icingaEscapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\b': '\\b',
  '\f': '\\f',
}

/**
 * A string literal of Icinga 2's language, with its quotation marks. `$` is left alone: see `icingaMacroFree`.
 * @throws RangeError for a text with NUL, which no argument vector could hold
 */
export function icingaString(text: string): string {
  if (text.includes('\0')) throw new RangeError('a string of Icinga cannot hold NUL')
  const escaped = text.replace(/["\\\x01-\x1f\x7f]/g, sign => icingaEscapes[sign] ?? octal(sign))
  return `"${escaped}"`
}

/** Other control signs have no letter, and Icinga knows neither \x nor \u. */
function octal(sign: string): string {
  return `\\${sign.charCodeAt(0).toString(8).padStart(3, '0')}`
}

/** A text that Icinga 2 resolves to itself where it looks for macros: in `vars`, `command`, `arguments` and `env`. */
export function icingaMacroFree(text: string): string {
  return text.replaceAll('$', '$$$$')
}

/**
 * The longest line NRPE reads, in bytes, `command[NAME]=` included: MAX_INPUT_BUFFER less the line end and NUL. A longer
 * one keeps the whole daemon from starting.
 */
export const nrpeLineBytes = 2046

/**
 * What stands behind `command[NAME]=` in a file of NRPE, which hands it to `/bin/sh -c`: words quoted for that shell, and
 * `$` doubled because NRPE looks for `$ARG1$` in it first.
 * @throws RangeError for a word with a line break or another control sign
 */
export function nrpeLine(words: readonly string[]): string {
  for (const word of words) refuseControl(word, 'a command of NRPE')
  return words.map(quoteWord).join(' ').replaceAll('$', '$$$$')
}

function refuseControl(text: string, where: string): void {
  if (control.test(text)) throw new RangeError(`${where} cannot hold a line break or another control sign`)
}
