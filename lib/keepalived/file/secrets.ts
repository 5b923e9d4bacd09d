/** What stands in the place of a secret, however long that is. */
export const hidden = '********'

/** A line of which secrets were taken out, and where the mark is in it now. */
export interface Masked {
  readonly line: string
  readonly column: number
  readonly length: number
}

interface Stretch {
  readonly start: number
  readonly end: number
}

/** Words that a secret follows, in keepalived.conf, in a definition, or among the words of a script. */
const announced =
  /(?<![\w$-])([\w$-]*(?:pass(?!ive)|secret|token|hmac|credential)[\w-]*)([\s=:"'}]*)(?:"([^"]*)"?|'([^']*)'?|([^\s{}]*[^\s{}"']))/gi
/**
 * `auth_pas x` is a mistyped one: `auth_type` alone has no secret behind it. All of the line is one, up to a brace or a
 * comment that a blank is before, as a comment sign in the middle of a word was meant to be a part of it.
 */
const authentication =
  /\b(auth_(?!type\b)\w*)([\s=:{}]+)((?:"[^"]*"?|[^"\s{}]|\s(?!\s{0,200}(?:[#!{}]|$)))+)/g
const inAddress = /(:\/\/[^\s/:@]*:)()([^\s/@]+)@/g
const header = /(authorization:\s*(?:\w+\s+)?)()([^\s"]+)/gi
/** Shorter ones stand in too many places to be told from them. */
const shortest = 4

/**
 * Takes secrets out of a line of keepalived.conf: what follows a word such as auth_pass, and those that are known, as
 * they may stand in a definition of any name.
 * @param known secrets of the configuration
 * @param mark column counted from 1, and length
 * @param from offset from which on the whole line is one
 */
export function maskSecrets(
  line: string,
  known: readonly string[],
  mark: { readonly column: number; readonly length: number } = { column: 1, length: 1 },
  from = line.length,
): Masked {
  const end = line.trimEnd().length
  const stretches = join([...findSecrets(line, known), ...(from < end ? [{ start: from, end }] : [])])
  if (stretches.length === 0) return { line, column: mark.column, length: mark.length }
  let text = ''
  let at = 0
  for (const { start, end } of stretches) {
    text += line.slice(at, start) + hidden
    at = end
  }
  const begin = mark.column - 1
  const first = moved(begin, stretches, 'start')
  const last = moved(begin + mark.length, stretches, 'end')
  return { line: text + line.slice(at), column: first + 1, length: Math.max(1, last - first) }
}

/** Where a place of the line is when the stretches before it have another length. */
function moved(place: number, stretches: readonly Stretch[], inside: 'start' | 'end'): number {
  let shift = 0
  for (const { start, end } of stretches) {
    if (end <= place) shift += hidden.length - (end - start)
    else if (start < place) return start + shift + (inside === 'start' ? 0 : hidden.length)
  }
  return place + shift
}

function findSecrets(line: string, known: readonly string[]): Stretch[] {
  const found: Stretch[] = []
  for (const pattern of [announced, authentication, inAddress, header]) {
    for (const match of line.matchAll(pattern)) {
      const [whole, word = '', between = '', ...values] = match
      const value = values.find(each => each !== undefined)
      // `auth_type PASS` is no secret, and PASS itself announces none.
      if (value === undefined || value === '' || word === 'PASS') continue
      const start = match.index + whole.indexOf(value, word.length + between.length)
      found.push({ start, end: start + value.length })
    }
  }
  // A password that is a plain word would tell of itself where a keyword or a name is hidden: only definitions,
  // sequences and comments can hold it.
  const mayHold = /[$~#!]/.test(line)
  for (const secret of known) {
    if (secret.length < shortest || (!mayHold && /^[A-Za-z_]+$/.test(secret))) continue
    for (let at = line.indexOf(secret); at >= 0; at = line.indexOf(secret, at + secret.length)) {
      // What is known may be the beginning only: no more than eight characters of a password count.
      const [rest = ''] = /^[^\s"'{}]*/.exec(line.slice(at + secret.length, at + secret.length + 200)) ?? []
      found.push({ start: at, end: at + secret.length + rest.length })
    }
  }
  return found
}

/** In their order, those that overlap as one. */
function join(stretches: readonly Stretch[]): Stretch[] {
  const joined: Stretch[] = []
  for (const { start, end } of stretches.toSorted((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last !== undefined && start <= last.end)
      joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, end) }
    else joined.push({ start, end })
  }
  return joined
}
