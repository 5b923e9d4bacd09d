/**
 * What may stand in plugin output. `|` would start the perfdata, control characters cut or reorder the text
 * in one consumer or another, and `<`, `>` would be markup in a web interface. They stay visible, defused.
 */
const look: Readonly<Record<string, string>> = {
  '|': '¦',
  '<': '‹',
  '>': '›',
  '\n': '\\n',
  '\r': '\\r',
  '\t': ' ',
}

/** Printable ASCII without `|`, `<` and `>`. */
const harmless = /^[ -;=?-{}~]*$/

/** Any text as one line that is safe in Nagios, Icinga, NRPE and a terminal. */
export function clean(text: string): string {
  // Nearly always; the other pattern takes Unicode's tables and a millisecond to compile.
  if (harmless.test(text)) return text
  return text
    .toWellFormed()
    .replace(/[|<>]|[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cn}]/gu, sign => look[sign] ?? escapeSign(sign))
}

function escapeSign(sign: string): string {
  const code = sign.codePointAt(0) ?? 0
  return code <= 0xff ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`
}

/** The first `max` characters, with a `…` where something was cut off. Never splits a surrogate pair. */
export function shorten(text: string, max: number): string {
  if (text.length <= max) return text
  return `${text
    .slice(0, max - 1)
    .toWellFormed()
    .replace(/\ufffd$/, '')}…`
}

/** Text from outside, bounded and in quotes, so that the reader sees where it begins and ends. */
export function quote(text: string, max = 80): string {
  return `'${shorten(clean(text), max)}'`
}

/** `1 packet`, `5 packets`, `no packets`. */
export function count(number: number, noun: string, plural = `${noun}s`): string {
  if (number === 0) return `no ${plural}`
  return number === 1 ? `1 ${noun}` : `${number} ${plural}`
}

/** The first of many, and how many more there are. */
export function listSome(items: readonly string[], most = 5): string {
  if (items.length <= most + 1) return items.join(', ')
  return `${items.slice(0, most).join(', ')} and ${items.length - most} more`
}

/** As a sentence has them: `a`, `a and b`, `a, b and c`, and of many `a, b, c, d, e and 7 more`. */
export function joinWords(words: readonly string[], most = 5): string {
  if (words.length < 2 || words.length > most + 1) return listSome(words, most)
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}
