import { quote } from '../../core/text.ts'
import { expandBraces } from '../../text/brace-list.ts'
import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { SourceFile } from '../sources.ts'
import { markOf, type TextLine } from './text-line.ts'

/** An include as it is written. */
export interface Include {
  /** `include`, or with a letter of how strict it is about files that are missing. */
  readonly keyword: string
  /** The rest of the line: keepalived takes quotes and blanks for parts of the path. */
  readonly pattern: string
  readonly mark: Mark
}

/** An include of the line, or undefined. The letters came with 2.2.0. */
export function readInclude(line: TextLine): Include | undefined {
  if (!line.text.startsWith('include')) return undefined
  const [, keyword = '', blank = '', pattern = ''] = /^(include[rmwba]?)([ \t]+)(.+)$/s.exec(line.text) ?? []
  if (keyword === '') return undefined
  const start = keyword.length + blank.length
  return { keyword, pattern: pattern.trimEnd(), mark: markOf(line, start) }
}

/**
 * What keepalived does for want of a file: what the letter asks for has to be there, else it reads on and then exits
 * (2.2.7). A pattern that has signs of one may be in vain where the name of a file may not.
 */
function effectOf(keyword: string, letters: RegExp): string {
  return letters.test(keyword.slice('include'.length))
    ? `${keyword} wants it, keepalived does not start`
    : 'keepalived goes on without it'
}

/** What there is to say of what an include found. */
export function describeInclude(
  include: Include,
  files: readonly SourceFile[],
  open: readonly string[],
): Diagnostic[] {
  if (files.length === 0) return [missing(include)]
  const found = files.flatMap(file => {
    if (open.includes(file.identity)) return [cycle(include, file)]
    return file.status === 'read' ? [] : [skipped(include, file)]
  })
  return [...found, ...partsMissing(include, files)]
}

/** Of a list in braces, the files that are not there while others are: nothing else would tell. */
function partsMissing({ keyword, pattern, mark }: Include, files: readonly SourceFile[]): Diagnostic[] {
  if (!pattern.includes('{')) return []
  const there = new Set(files.map(({ identity }) => lastName(identity)))
  const names = expandBraces(pattern).filter(each => !/[*?[]/.test(each) && !there.has(lastName(each)))
  return names.map(name => ({
    rule: 'include-missing',
    text: `the included file ${quote(name)} does not exist, ${effectOf(keyword, /[ba]/)}`,
    mark,
    hint: `Look where it is: ls -l ${name}`,
  }))
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function missing({ keyword, pattern, mark }: Include): Diagnostic {
  const isPattern = /[*?[]/.test(pattern)
  const effect = effectOf(keyword, isPattern ? /[wa]/ : /[mwa]/)
  const [, unquoted] = /^(["'])(.*)\1$/.exec(pattern) ?? []
  const hint =
    unquoted !== undefined
      ? `Write the path without quotes, they are taken for a part of it: ${keyword} ${pattern.slice(1, -1)}`
      : /\s/.test(pattern)
        ? 'Write one include for each file, all of the line is taken for one path'
        : `Look where it is: ls -l ${pattern}`
  if (isPattern) {
    return { rule: 'include-no-match', text: `no file matches ${quote(pattern)}, ${effect}`, mark, hint }
  }
  return {
    rule: 'include-missing',
    text: `the included file ${quote(pattern)} does not exist, ${effect}`,
    mark,
    hint,
  }
}

function cycle({ pattern, mark }: Include, file: SourceFile): Diagnostic {
  return {
    rule: 'include-cycle',
    text: `${quote(pattern)} includes ${quote(file.path)} again, which is being read already`,
    mark,
    hint: 'Take the include out, keepalived would read the files until it has none left to open',
  }
}

function skipped({ keyword, mark }: Include, file: SourceFile): Diagnostic {
  const name = quote(file.path)
  const effect = effectOf(keyword, /[rmwba]/)
  switch (file.status) {
    case 'executable':
      return {
        rule: 'include-skipped',
        text: `the included file ${name} is executable, ${effect}`,
        mark,
        hint: `chmod a-x ${file.identity}`,
      }
    case 'unreadable':
      return {
        rule: 'include-unreadable',
        text: `the included file ${name} cannot be read by this user, so what it holds is not known`,
        mark,
        hint: `See who may: ls -l ${file.identity}`,
      }
    default:
      return {
        rule: 'include-skipped',
        text: `the included file ${name} is ${file.status === 'directory' ? 'a folder' : 'no regular file'}, ${effect}`,
        mark,
        hint: 'Include files, a folder with /*.conf behind it',
      }
  }
}
