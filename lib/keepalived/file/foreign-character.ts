/** A character that looks like another one, or like none, in bytes of UTF-8 (or of latin1). Offsets count bytes. */
export interface Foreign {
  readonly rule: 'foreign-space' | 'invisible-character' | 'typographic-character'
  readonly name: string
  /** What is meant. */
  readonly instead: string
  /** As sed writes the bytes. */
  readonly bytes: string
  readonly start: number
  readonly length: number
}

type Kind = readonly [rule: Foreign['rule'], name: string, instead: string]

const named: Readonly<Record<string, Kind>> = {
  '\u00a0': ['foreign-space', 'a no-break space', ' '],
  '\u00ad': ['invisible-character', 'a soft hyphen', ''],
  '\u1680': ['foreign-space', 'a foreign space', ' '],
  '\u200b': ['invisible-character', 'a zero width space', ''],
  '\u200c': ['invisible-character', 'a zero width non-joiner', ''],
  '\u200d': ['invisible-character', 'a zero width joiner', ''],
  '\u202f': ['foreign-space', 'a narrow no-break space', ' '],
  '\u205f': ['foreign-space', 'a foreign space', ' '],
  '\u2060': ['invisible-character', 'a word joiner', ''],
  '\u3000': ['foreign-space', 'a full-width space', ' '],
  '\ufeff': ['invisible-character', 'a byte order mark in its middle', ''],
  '\u2018': ['typographic-character', 'a curly quote', "'\\''"],
  '\u2019': ['typographic-character', 'a curly quote', "'\\''"],
  '\u201a': ['typographic-character', 'a low quote', "'\\''"],
  '\u201c': ['typographic-character', 'a curly quote', '"'],
  '\u201d': ['typographic-character', 'a curly quote', '"'],
  '\u201e': ['typographic-character', 'a low quote', '"'],
  '\u00ab': ['typographic-character', 'a pointed quote', '"'],
  '\u00bb': ['typographic-character', 'a pointed quote', '"'],
  '\u2010': ['typographic-character', 'a typographic hyphen', '-'],
  '\u2011': ['typographic-character', 'a typographic hyphen', '-'],
  '\u2012': ['typographic-character', 'a typographic dash', '-'],
  '\u2013': ['typographic-character', 'a typographic dash', '-'],
  '\u2014': ['typographic-character', 'a typographic dash', '-'],
  '\u2212': ['typographic-character', 'a minus sign of typesetting', '-'],
}

function classify(sign: string): Kind | undefined {
  const kind = named[sign]
  if (kind !== undefined) return kind
  if (/[\u2000-\u200a]/.test(sign)) return ['foreign-space', 'a typographic space', ' ']
  if (/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/.test(sign))
    return ['invisible-character', 'a mark of writing direction', '']
  return undefined
}

/** Two and three bytes of UTF-8, or a lone no-break space of latin1. Double quotes are told apart. */
const candidates = /"|[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|\xa0/g

/**
 * Characters of a line that are not what they look like, one of each kind. Between double quotes a space or a dash is
 * a part of the text; what is not seen is reported there too.
 */
export function findForeign(line: string): Foreign[] {
  const found = new Map<string, Foreign>()
  let quoted = false
  for (const { 0: bytes, index } of line.matchAll(candidates)) {
    if (bytes === '"') {
      quoted = !quoted
      continue
    }
    const sign = bytes.length === 1 ? bytes : Buffer.from(bytes, 'latin1').toString('utf8')
    // The mark at the beginning of the file is a rule of its own.
    const kind = index === 0 && sign === '\ufeff' ? undefined : classify(sign)
    if (kind === undefined || (quoted && kind[0] !== 'invisible-character') || found.has(sign)) continue
    const [rule, name, instead] = kind
    found.set(sign, { rule, name, instead, bytes: forSed(bytes), start: index, length: bytes.length })
  }
  return [...found.values()]
}

function forSed(bytes: string): string {
  return Array.from(bytes, byte => `\\x${byte.charCodeAt(0).toString(16).toUpperCase()}`).join('')
}
