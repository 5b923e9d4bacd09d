/** A line without its end. */
export interface Line {
  readonly text: string
  /** Counted from 1. */
  readonly number: number
}

/**
 * The lines of a text, one at a time: the text may be large, and is never copied as a whole. What a caller keeps of
 * a line must be made anew, because a part of a string keeps the whole of it alive.
 */
export function* eachLine(text: string): Generator<Line> {
  let number = 1
  for (let from = 0; from < text.length; number++) {
    const newline = text.indexOf('\n', from)
    const end = newline < 0 ? text.length : newline
    const trimmed = end > from && text.charCodeAt(end - 1) === 13 ? end - 1 : end
    yield { text: text.slice(from, trimmed), number }
    from = end + 1
  }
}

/** More than any line of a table has, and few enough for a text that is one endless line. */
const wordLimit = 200

/** The words of a line, parted by blanks and tabs. */
export function splitWords(text: string): string[] {
  const words: string[] = []
  for (let at = 0; at < text.length && words.length < wordLimit; ) {
    const end = endOfWord(text, at)
    if (end > at) words.push(text.slice(at, end))
    at = end + 1
  }
  return words
}

/** Where a word stands: its column, counted from 1. */
export function columnOfWord(text: string, index: number): number {
  let [at, seen] = [0, -1]
  while (at < text.length) {
    const end = endOfWord(text, at)
    if (end > at && ++seen === index) return at + 1
    at = end + 1
  }
  return text.length + 1
}

function endOfWord(text: string, from: number): number {
  let at = from
  while (at < text.length && !isBlank(text.charCodeAt(at))) at++
  return at
}

function isBlank(code: number): boolean {
  return code === 32 || code === 9
}

/** The first line that says anything; undefined when none does. */
export function firstLine(text: string): Line | undefined {
  for (const line of eachLine(text)) if (/[^ \t]/.test(line.text)) return line
  return undefined
}
