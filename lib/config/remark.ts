import { count } from '../core/text.ts'
import { findSecretLines, type SecretLines } from '../keepalived/file/secret-lines.ts'
import { hidden, maskSecrets } from '../keepalived/file/secrets.ts'
import type { Sources } from '../keepalived/sources.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'
import { decodeBytes, renderSnippet } from '../text/snippet.ts'
import type { Remark } from './facts.ts'

/** The lines that marks point at, with the secrets that must not be shown. */
export interface Lines {
  /** A line without its end, and the offset from which on it is a secret; undefined where there is no such line. */
  find(mark: Mark): { readonly text: string; readonly secretFrom: number } | undefined
  readonly secrets: readonly string[]
}

interface FileLines {
  readonly lines: readonly string[]
  readonly secret: SecretLines
}

/** More of them no pair of directors has. */
const secretLimit = 300

/**
 * Looks lines up in files by their marks. A file is taken apart when it is first asked for.
 * @param secrets of the model; those of broken blocks are found in the files
 */
export function createLines(sources: readonly Sources[], secrets: readonly string[]): Lines {
  const texts = new Map<string, string>()
  for (const { main, includes } of sources) {
    for (const { path, text } of [...main, ...[...includes.values()].flat()])
      if (!texts.has(path)) texts.set(path, text)
  }
  const files = new Map<string, FileLines>()
  const fileOf = (path: string): FileLines => {
    const text = texts.get(path) ?? ''
    const file = files.get(path) ?? { lines: text.split('\n'), secret: findSecretLines(text) }
    files.set(path, file)
    return file
  }
  const find = ({ file, line }: Mark) => {
    const { lines, secret } = fileOf(file)
    const text = lines[line - 1]
    return text === undefined ? undefined : { text, secretFrom: secret.get(line) ?? text.length }
  }
  const written = [...texts.keys()].flatMap(path => {
    if (texts.get(path)?.includes('authentication') !== true) return []
    const { lines, secret } = fileOf(path)
    return [...secret].flatMap(
      ([line, from]) => (lines[line - 1] ?? '').slice(from, from + margin).match(/[^\s"'{}$]+/g) ?? [],
    )
  })
  // A password that begins like another one is hidden after it.
  const all = [...new Set([...secrets, ...written])].filter(({ length }) => length >= 4)
  return { find, secrets: all.slice(0, secretLimit).toSorted((a, b) => b.length - a.length) }
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
  const found = lines.find(mark)
  if (found === undefined) return []
  const start = Math.max(0, mark.column - 1 - margin)
  const line = found.text.slice(start, mark.column + margin)
  const ended = line.endsWith('\r') ? line.slice(0, -1) : line
  const place = { column: mark.column - start, length: Math.min(mark.length, margin) }
  const from = Math.max(0, found.secretFrom - start)
  const { line: shown, ...moved } = maskSecrets(ended, lines.secrets, place, from)
  return renderSnippet(shown, moved)
}

/** What a sentence quotes, its inner quotes with it. */
const quotation = /(?<![^\s(])'.*?'(?=[\s,.:;)]|$)/g

/**
 * Sentences are ours: a secret can only be in what they quote, and that is bytes, as the file is read. Blocks are named
 * by their line without quotes. A password that is a plain word is hidden in quotes only: elsewhere it would tell of
 * itself by the gap in our own words.
 */
export function conceal(bytes: string, { secrets }: Pick<Lines, 'secrets'>): string {
  const text = bytes
    .replace(/[\x80-\xff]+/g, decodeBytes)
    .replace(/^(\S*auth_(?!type)\S* ).*(, begun on line )/s, `$1${hidden}$2`)
  const odd = secrets.filter(secret => /[^A-Za-z_]/.test(secret))
  const replace = (given: string, all: readonly string[]) =>
    all.reduce((shown, secret) => shown.replaceAll(secret, hidden), given)
  return replace(text, odd).replace(
    quotation,
    quoted => `'${replace(maskSecrets(quoted.slice(1, -1), []).line, secrets)}'`,
  )
}
