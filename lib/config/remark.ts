import { count } from '../core/text.ts'
import { hidden, maskSecrets } from '../keepalived/secrets.ts'
import type { Sources } from '../keepalived/sources.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import { decodeBytes, renderSnippet } from '../text/snippet.ts'
import type { Remark } from './facts.ts'

/** The lines that marks point at, with the secrets that must not be shown. */
export interface Lines {
  /** A line without its end, or undefined. */
  find(mark: Mark): string | undefined
  readonly secrets: readonly string[]
}

/** Looks lines up in files by their marks. A file is taken apart when it is first asked for. */
export function createLines(sources: readonly Sources[], secrets: readonly string[]): Lines {
  const texts = new Map<string, string>()
  for (const { main, includes } of sources) {
    for (const { path, text } of [...main, ...[...includes.values()].flat()])
      if (!texts.has(path)) texts.set(path, text)
  }
  const split = new Map<string, readonly string[]>()
  const find = ({ file, line }: Mark) => {
    const lines = split.get(file) ?? (texts.get(file) ?? '').split('\n')
    split.set(file, lines)
    return lines[line - 1]
  }
  return { find, secrets }
}

/** A lost brace has as many places as it swallows lines. */
const relatedLimit = 6

/** A diagnostic with the lines it speaks of, secrets taken out. */
export function toRemark(diagnostic: Diagnostic, lines: Lines): Remark {
  const { rule, text, mark, hint, related = [] } = diagnostic
  const more = related.length - relatedLimit
  const details = [
    ...(mark === undefined ? [] : showLine(mark, lines)),
    ...related.slice(0, relatedLimit).flatMap(each => {
      const { file, line, column } = each.mark
      return [`${file}:${line}:${column}: ${conceal(each.text, lines)}`, ...showLine(each.mark, lines)]
    }),
    ...(more > 0 ? [`… and ${count(more, 'more place')}`] : []),
  ]
  return {
    rule,
    text: conceal(text, lines),
    ...(mark === undefined ? {} : { mark }),
    ...(hint === undefined ? {} : { hint: conceal(hint, lines) }),
    details,
  }
}

/** So much of a line around a mark is looked through for secrets; of it only a hundred characters are shown. */
const margin = 2000

function showLine(mark: Mark, lines: Lines): readonly string[] {
  const whole = lines.find(mark)
  if (whole === undefined) return []
  const start = Math.max(0, mark.column - 1 - margin)
  const line = whole.slice(start, mark.column + margin)
  const ended = line.endsWith('\r') ? line.slice(0, -1) : line
  const { line: shown, ...place } = maskSecrets(ended, lines.secrets, {
    column: mark.column - start,
    length: Math.min(mark.length, margin),
  })
  return renderSnippet(shown, place)
}

/** What a sentence quotes, its inner quotes with it. */
const quotation = /(?<![^\s(])'.*?'(?=[\s,.:;)]|$)/g

/** Sentences are ours: a secret can only be in what they quote, and that is bytes, as the file is read. */
function conceal(bytes: string, { secrets }: Lines): string {
  const text = bytes.replace(/[\x80-\xff]+/g, decodeBytes)
  return text.replace(quotation, quoted => {
    const { line } = maskSecrets(quoted.slice(1, -1), [])
    const known = secrets.filter(({ length }) => length >= 4)
    return `'${known.reduce((shown, secret) => shown.replaceAll(secret, hidden), line)}'`
  })
}
