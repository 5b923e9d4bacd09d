import { count, quote } from '../../core/text.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { fileRules } from '../rules/file.ts'
import type { SourceFile, Sources } from '../sources.ts'
import { type Piece, piecesOf } from '../syntax/lex.ts'
import { type Foreign, findForeign } from './foreign-character.ts'
import { maskSecrets } from './secrets.ts'

type Rule = keyof typeof fileRules

/** fgets() of keepalived 2.2.7 takes so many bytes at once (MAXBUF of its lib/parser.h, less the NUL). */
const lineLimit = 1023
/** Each rule speaks so often in one file; then it only counts. */
const placesLimit = 20
/** With these in a file nothing that its lines seem to say is worth reading. */
const unreadable: readonly Rule[] = ['utf-16', 'not-text']

/** What the bytes of the files have wrong. Each file is looked at once, however often it is included. */
export function lintFiles(sources: Sources): Diagnostic[] {
  const known = new Set<string>()
  const diagnostics: Diagnostic[] = sources.main.filter(file => file.status === 'executable').map(executable)
  for (const file of [...sources.main, ...[...sources.includes.values()].flat()]) {
    if (file.status !== 'read' || known.has(file.identity)) continue
    known.add(file.identity)
    diagnostics.push(...lintFile(file))
  }
  return diagnostics
}

/** Files whose bytes make all that is said of their lines meaningless, by what marks call them. */
export function unreadableFiles(diagnostics: readonly Diagnostic[]): Set<string> {
  return new Set(
    diagnostics.flatMap(({ rule, mark }) =>
      mark !== undefined && unreadable.some(each => each === rule) ? [mark.file] : [],
    ),
  )
}

function executable({ path, identity }: SourceFile): Diagnostic {
  return {
    rule: 'main-executable' satisfies Rule,
    text: `keepalived passes over ${quote(path)}, it is executable, so the configuration is empty`,
    hint: `chmod a-x ${identity}`,
  }
}

/** All there is to say of one file, linear in its length. */
export function lintFile(file: SourceFile): Diagnostic[] {
  const whole = lintEncoding(file)
  if (whole !== undefined) return [whole]
  const found = new Map<Rule, Diagnostic[]>()
  const seen = { found, crlf: 0, lines: 0 }
  if (file.text.startsWith('\xef\xbb\xbf')) note(found, ...byteOrderMark(file))
  for (let start = 0; start < file.text.length; ) {
    const newline = file.text.indexOf('\n', start)
    const end = newline < 0 ? file.text.length : newline
    seen.lines++
    const text = withoutReturns(file.text.slice(start, end))
    if (newline >= 0 && text.length < end - start) seen.crlf++
    lintLine(file, text, seen)
    start = end + 1
  }
  if (seen.crlf > 0) note(found, 'crlf', crlf(file, seen.crlf, seen.lines))
  return [...found.values()].flatMap(limitPlaces)
}

function note(found: Map<Rule, Diagnostic[]>, rule: Rule, about: Omit<Diagnostic, 'rule'>): void {
  const list = found.get(rule)
  const diagnostic = { rule, ...about }
  if (list === undefined) found.set(rule, [diagnostic])
  else list.push(diagnostic)
}

/** The first places, the last of them with how many more there are. */
function limitPlaces(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const more = diagnostics.length - placesLimit
  return diagnostics
    .slice(0, placesLimit)
    .map((each, at) =>
      more > 0 && at === placesLimit - 1
        ? { ...each, text: `${each.text} (and ${count(more, 'place')} more like it)` }
        : each,
    )
}

interface Seen {
  readonly found: Map<Rule, Diagnostic[]>
  crlf: number
  lines: number
}

/** Plain text without a comment sign has nothing to be said of it. */
const plain = /^[\t -~]*$/

/** Those at the end of a line, as keepalived strips them. */
function withoutReturns(line: string): string {
  let end = line.length
  while (line[end - 1] === '\r') end--
  return line.slice(0, end)
}

function lintLine(file: SourceFile, text: string, seen: Seen): void {
  const cr = text.indexOf('\r')
  if (cr >= 0) note(seen.found, 'carriage-return', carriageReturn(file, seen.lines, cr))
  else if (text.length > lineLimit) note(seen.found, 'long-line', longLine(file, text, seen.lines))
  const isPlain = plain.test(text)
  if (isPlain && !/[!#]/.test(text)) return
  const nul = text.indexOf('\0')
  if (nul >= 0) note(seen.found, 'nul-byte', nulByte(file, seen.lines, nul))
  const pieces = piecesOf({ text, file: file.path, line: seen.lines, columns: 1 })
  const comment = pieces.find(({ kind }) => kind === 'comment')?.start ?? text.length
  const cut = cutWord(text, comment) ?? escapedSign(pieces, text)
  if (cut !== undefined) note(seen.found, 'comment-in-word', { ...cut, mark: mark(file, seen.lines, cut) })
  if (isPlain) return
  for (const { rule, ...found } of findForeign(text.slice(0, comment)))
    note(seen.found, rule, { ...describeForeign(file, found), mark: mark(file, seen.lines, found) })
}

function mark(file: SourceFile, line: number, at: { readonly start: number; readonly length: number }): Mark {
  return { file: file.path, line, column: at.start + 1, length: at.length }
}

function describeForeign(file: SourceFile, { name, instead, bytes }: Omit<Foreign, 'rule'>) {
  const by = instead === '' ? '' : ` by ${instead === ' ' ? 'a blank' : instead}`
  return {
    text: `the line holds ${name}, which keepalived takes for a letter`,
    hint: `Replace it${by}: sed -i 's/${bytes}/${instead}/g' ${file.identity}`,
  }
}

function longLine(file: SourceFile, text: string, line: number): Omit<Diagnostic, 'rule'> {
  const tail = text.slice(lineLimit)
  const shown = quote(maskSecrets(tail.trimStart(), []).line, 40)
  return {
    text: `the line has ${text.length} bytes, keepalived takes what is behind the first ${lineLimit}, ${shown}, for a line of its own`,
    mark: mark(file, line, { start: lineLimit, length: tail.length }),
    hint: `Make several lines of it, also of a comment: grep -n '.\\{${lineLimit + 1}\\}' ${file.identity}`,
  }
}

function nulByte(file: SourceFile, line: number, at: number): Omit<Diagnostic, 'rule'> {
  return {
    text: 'the line holds a NUL byte, keepalived reads nothing of what is behind it',
    mark: mark(file, line, { start: at, length: 1 }),
    hint: `Take it out: sed -i 's/\\x00//g' ${file.identity}`,
  }
}

function carriageReturn(file: SourceFile, line: number, at: number): Omit<Diagnostic, 'rule'> {
  return {
    text: 'the line goes on behind a CR, keepalived takes lines that end in CR alone for one line',
    mark: mark(file, line, { start: at, length: 1 }),
    hint: `sed -i 's/\\r\\+$//; s/\\r/\\n/g' ${file.identity}`,
  }
}

function crlf(file: SourceFile, ends: number, lines: number): Omit<Diagnostic, 'rule'> {
  const share = ends === lines ? 'all lines' : `${ends} of ${lines} lines`
  return {
    text: `${share} of ${quote(file.path)} end in CR LF, keepalived takes them and scripts that read the file do not`,
    mark: mark(file, 1, { start: 0, length: 1 }),
    hint: `sed -i 's/\\r$//' ${file.identity}`,
  }
}

function byteOrderMark(file: SourceFile): [Rule, Omit<Diagnostic, 'rule'>] {
  const [, first = ''] = /^[ \t]*([^\s#!]{0,40})/.exec(file.text.slice(3, 200)) ?? []
  const subject = `${quote(file.path)} begins with a byte order mark (UTF-8)`
  const about = {
    mark: mark(file, 1, { start: 0, length: 3 }),
    hint: `sed -i '1s/^\\xEF\\xBB\\xBF//' ${file.identity}`,
  }
  if (first === '') {
    const text = `${subject}, keepalived complains of it and loses nothing as long as no word stands behind it`
    return ['byte-order-mark-alone', { ...about, text }]
  }
  const text = `${subject}, ${quote(first)} is no keyword with it to keepalived and what belongs to it is lost`
  return ['byte-order-mark', { ...about, text }]
}

/** A sign that ends a word rather than standing before a comment. */
function cutWord(text: string, comment: number) {
  const before = text[comment - 1]
  if (comment >= text.length || before === undefined || /[\s{}"]/.test(before)) return undefined
  let start = comment
  while (start > 0 && !/[\s{}"]/.test(text[start - 1] ?? '')) start--
  const word = text.slice(start, comment)
  const isPassword = /^\s*auth_pass\s/.test(text)
  const [, tail = ''] = /^[!#]+(\S*)/.exec(text.slice(comment)) ?? []
  // `weight 1 # more` without the blank: a comment that begins with a blank, or one behind a whole number or address.
  if (!isPassword && (tail === '' || /^[\d.:/]+$/.test(word))) return undefined
  return sentence(text, comment, isPassword ? undefined : word)
}

/** `\#`: the parent process takes it for the sign itself, its children read the line anew and find a comment. */
function escapedSign(pieces: readonly Piece[], text: string) {
  const backslash = pieces.find(({ kind }) => kind === 'escape')
  if (backslash === undefined) return undefined
  const sign = text[backslash.start + 1] ?? ''
  return {
    text: `the \\ before ${sign} does not help, keepalived's children take ${sign} for the beginning of a comment all the same`,
    start: backslash.start,
    length: 2,
    hint: 'Put the whole word in double quotes',
  }
}

function sentence(text: string, comment: number, word: string | undefined) {
  const sign = text[comment] ?? ''
  const kept = word === undefined ? 'only what is before it' : quote(word, 60)
  const subject = word === undefined ? 'the password' : 'the word'
  return {
    text: `a comment begins in the middle of ${subject} with ${sign}, keepalived takes ${kept}`,
    start: comment,
    length: 1,
    hint: 'Put the whole word in double quotes, or a blank before the comment',
  }
}

/** What is wrong with the file as a whole, so that its lines need not be looked at. */
function lintEncoding(file: SourceFile): Diagnostic | undefined {
  const { text, path, identity } = file
  const place = mark(file, 1, { start: 0, length: 1 })
  const utf16 = detectUtf16(text)
  if (utf16 !== undefined) {
    return {
      rule: 'utf-16' satisfies Rule,
      text: `${quote(path)} is UTF-16, keepalived reads bytes and finds no configuration in it`,
      mark: place,
      hint: `iconv -f ${utf16} -t UTF-8 -o ${identity}.new ${identity} && cp ${identity}.new ${identity} && rm ${identity}.new`,
    }
  }
  const kind = detectBinary(text)
  if (kind === undefined) return undefined
  return {
    rule: 'not-text' satisfies Rule,
    text: `${quote(path)} is ${kind}, no text`,
    mark: place,
    hint: `See what it is: file ${identity}`,
  }
}

/** How many bytes are looked at to tell what a file is. */
const sample = 4096

/** The name that iconv has for it; without a mark, every second byte of Latin text is NUL. */
function detectUtf16(text: string): string | undefined {
  if (text.startsWith('\xff\xfe') || text.startsWith('\xfe\xff')) return 'UTF-16'
  const head = text.slice(0, sample - (text.length % 2))
  if (head.length < 4 || !head.includes('\0')) return undefined
  const nuls = [0, 0]
  for (let at = 0; at < head.length; at++) if (head[at] === '\0') nuls[at % 2] = (nuls[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = nuls
  if (odd > head.length * 0.4 && even === 0) return 'UTF-16LE'
  if (even > head.length * 0.4 && odd === 0) return 'UTF-16BE'
  return undefined
}

function detectBinary(text: string): string | undefined {
  if (text.startsWith('\x1f\x8b')) return 'compressed (gzip)'
  if (text.startsWith('\x7fELF')) return 'a program'
  if (text.startsWith('PK\x03\x04')) return 'an archive (zip)'
  if (text.startsWith('\xfd7zXZ') || text.startsWith('BZh')) return 'compressed'
  const head = text.slice(0, sample)
  const strange = head.match(/[\x00-\x08\x0e-\x1f\x7f]/g)?.length ?? 0
  return strange > head.length * 0.1 && strange > 3 ? 'binary' : undefined
}
