/** Words of a line in which quotes and backslashes count, or why keepalived cannot take it. */
export type Words = { readonly words: readonly string[] } | { readonly problem: string }

/** A program as keepalived is to run it. */
export type ScriptWords =
  | {
      /** Program and arguments. */
      readonly words: readonly string[]
      /** Behind the program, where it and its arguments are not in one pair of quotes, stand user and group. */
      readonly user: string | undefined
      readonly group: string | undefined
    }
  | {
      readonly problem: string
      /** The line as a whole cannot be split. keepalived 2.2.7 crashes on that where it does not look (a vrrp_script). */
      readonly unsplit?: true
    }

const escapes: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  E: '\x1b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
}

/**
 * Splits text as alloc_strvec_quoted_escaped() of keepalived's lib/parser.c does: blanks part words, single and double
 * quotes keep them together, a backslash takes the sign behind it as it is or for a control sign, inside quotes too.
 */
export function splitEscaped(text: string): Words {
  const words: string[] = []
  let word: string | undefined
  let open = ''
  for (let at = 0; at < text.length; ) {
    const sign = text[at] ?? ''
    if (sign === '\\') {
      const [taken, length] = readEscape(text, at + 1)
      if (length === 0) return { problem: 'it ends in a backslash' }
      word = (word ?? '') + taken
      at += 1 + length
    } else if (sign === open || (open === '' && (sign === '"' || sign === "'"))) {
      open = open === '' ? sign : ''
      word ??= ''
      at++
    } else if (open === '' && blank.test(sign)) {
      if (word !== undefined) words.push(word)
      word = undefined
      at++
    } else {
      const run = plainRun(text, at, open)
      word = (word ?? '') + run
      at += run.length
      if (open !== '' && at >= text.length) return { problem: `its ${open} is not closed` }
    }
  }
  if (word !== undefined) words.push(word)
  return { words: words.map(each => each.split('\0', 1)[0] ?? '') }
}

const blank = /[ \t\n\v\f\r]/

/** Signs up to the next that means something: at least one. */
function plainRun(text: string, from: number, open: string): string {
  const end = open === '"' ? /["\\]/g : open === "'" ? /['\\]/g : /[ \t\n\v\f\r"'\\]/g
  end.lastIndex = from + 1
  return text.slice(from, end.exec(text)?.index ?? text.length)
}

/** The sign that stands for an escape, and how long that is behind its backslash; 0 at the end of the text. */
function readEscape(text: string, at: number): [string, number] {
  const sign = text[at]
  if (sign === undefined) return ['', 0]
  const digits = /x([0-9A-Fa-f]+)|([0-7]{1,3})/y
  digits.lastIndex = at
  const [all = '', hex, octal = ''] = digits.exec(text) ?? []
  // Only the last byte of a longer number stays.
  if (hex !== undefined) return [String.fromCharCode(Number.parseInt(hex.slice(-2), 16)), all.length]
  if (all !== '') return [String.fromCharCode(Number.parseInt(octal, 8) & 0xff), all.length]
  const next = text[at + 1]
  if (sign === 'c' && next !== undefined) return [String.fromCharCode(next.charCodeAt(0) & 0x1f), 2]
  return [Object.hasOwn(escapes, sign) ? (escapes[sign] ?? sign) : sign, 1]
}

/**
 * Splits the line of a script (`notify`, `misc_path`, `quorum_up`, `script`) as notify_script_init() of keepalived's
 * lib/notify.c does: the second word, split once more, is program and arguments; a third and fourth are user and group.
 * So `notify /etc/a.sh x` runs /etc/a.sh as user x. A vrrp_script has no user there.
 * @param raw the whole line, the keyword first
 */
export function splitScript(raw: string): ScriptWords {
  const line = splitEscaped(raw)
  if ('problem' in line) return { ...line, unsplit: true }
  const [, script, user, group] = line.words
  if (script === undefined) return { problem: 'it names no program' }
  const inner = splitEscaped(script)
  if ('problem' in inner) return inner
  return inner.words.length === 0 ? { problem: 'it names no program' } : { words: inner.words, user, group }
}
