import { lstatSync, readdirSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { expandBraces } from '../text/brace-list.ts'

/** How many names in folders may still be looked at; one budget for many patterns. */
export interface GlobBudget {
  names: number
}

/**
 * Paths that match a pattern as glob(3) of glibc finds them with GLOB_BRACE and GLOB_MARK, which is how keepalived
 * looks for its files: a folder has a `/` at its end, a name that begins with a dot has to be named, the order is that
 * of the bytes, braces one after the other. Relative patterns give relative paths. A budget that is used up ends it.
 */
export function glob(folder: string, pattern: string, budget: GlobBudget): string[] {
  return expandBraces(pattern).flatMap(each => {
    const found = walk(folder, each, budget)
    return found.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
  })
}

function walk(folder: string, pattern: string, budget: GlobBudget): string[] {
  const names = pattern.split('/')
  let found = ['']
  for (const [at, name] of names.entries()) {
    const last = at === names.length - 1
    found = found
      .flatMap(before => step(folder, before, name, budget))
      .map(each => (last ? each : `${each}/`))
  }
  return found.flatMap(path => mark(folder, path))
}

/** One part of a path: a name is taken as it is, whether there is such a file is seen at the end. */
function step(folder: string, before: string, name: string, budget: GlobBudget): string[] {
  if (!/[*?[]/.test(name)) return [before + name.replace(/\\(.)/g, '$1')]
  return listNames(resolve(folder, before), budget)
    .filter(each => matches(name, each))
    .map(each => before + each)
}

function listNames(path: string, budget: GlobBudget): string[] {
  if (budget.names <= 0) return []
  try {
    const names = readdirSync(path)
    budget.names -= names.length + 1
    return names
  } catch {
    // As glob(3) without GLOB_ERR: a folder that cannot be read has nothing that matches.
    return []
  }
}

/** The path with a `/` behind a folder; none where nothing is. A link that leads nowhere is something. */
function mark(folder: string, path: string): string[] {
  const absolute = resolve(folder, path)
  try {
    if (path.endsWith('/') && !statSync(absolute).isDirectory()) return []
    lstatSync(absolute)
    const isFolder = statSync(absolute, { throwIfNoEntry: false })?.isDirectory() === true
    return [isFolder && !path.endsWith('/') ? `${path}/` : path]
  } catch (error) {
    // A file behind a folder that is closed to us may well be there: whoever reads it will say why it cannot be.
    const code = error instanceof Error && 'code' in error ? error.code : ''
    return code === 'EACCES' || code === 'ELOOP' ? [path] : []
  }
}

/**
 * fnmatch(3) with FNM_PERIOD for one name. Goes back to the last `*` only, so its time is bounded by the product of
 * both lengths.
 */
export function matches(pattern: string, name: string): boolean {
  if (name.startsWith('.') && !/^\\?\./.test(pattern)) return false
  let [at, from] = [0, 0]
  let [star, resume] = [-1, 0]
  while (from < name.length) {
    if (pattern[at] === '*') {
      star = at++
      resume = from
      continue
    }
    const width = matchOne(pattern, at, name[from] ?? '')
    if (width > 0) {
      at += width
      from++
    } else if (star >= 0) {
      at = star + 1
      from = ++resume
    } else return false
  }
  while (pattern[at] === '*') at++
  return at === pattern.length
}

/** How many signs of the pattern stand for this one sign; 0 when they do not. */
function matchOne(pattern: string, at: number, sign: string): number {
  const here = pattern[at]
  if (here === undefined) return 0
  if (here === '?') return 1
  if (here === '\\' && at + 1 < pattern.length) return pattern[at + 1] === sign ? 2 : 0
  if (here !== '[') return here === sign ? 1 : 0
  const set = readSet(pattern, at)
  if (set === undefined) return sign === '[' ? 1 : 0
  return set.has(sign) ? set.width : 0
}

const classes: Readonly<Record<string, RegExp>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,
  digit: /[0-9]/,
  lower: /[a-z]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /\s/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
}

/** `[a-z]`, `[!0-9]`, `[[:digit:]_]`; undefined without an end, as the bracket stands for itself then. */
function readSet(
  pattern: string,
  start: number,
): { readonly width: number; has(sign: string): boolean } | undefined {
  const not = /[!^]/.test(pattern[start + 1] ?? '')
  const first = start + (not ? 2 : 1)
  const tests: ((sign: string) => boolean)[] = []
  for (let at = first; at < pattern.length; at++) {
    const sign = pattern[at] ?? ''
    if (sign === ']' && at > first) {
      return { width: at - start + 1, has: each => tests.some(test => test(each)) !== not }
    }
    const [named, name = ''] = sign === '[' ? (/^\[:(\w+):\]/.exec(pattern.slice(at, at + 12)) ?? []) : []
    if (named !== undefined) {
      tests.push(each => classes[name]?.test(each) === true)
      at += named.length - 1
      continue
    }
    const low = sign === '\\' ? (pattern[++at] ?? '') : sign
    if (pattern[at + 1] === '-' && pattern[at + 2] !== ']' && pattern[at + 2] !== undefined) {
      const high = pattern[at + 2] ?? ''
      tests.push(each => each >= low && each <= high)
      at += 2
    } else tests.push(each => each === low)
  }
  return undefined
}
