import type { Keyword, Keywords } from '../keyword.ts'

/** A line of which keepalived looks whether its words are there. */
export const line: Keyword = { shape: 'line' }

/** A line whose first word keepalived takes without looking: it exits when there is none. */
export const valueLine: Keyword = { shape: 'line', needs: 1 }

/** A line that names a program, and user and group for it. */
export const scriptLine: Keyword = { shape: 'line', needs: 1, script: true }

/**
 * Lines in braces that are no keywords: alloc_value_block() of keepalived's lib/parser.c. Without a brace it logs and
 * takes all up to the next `}`; words between keyword and brace are complained of and dropped; values may stand on the
 * line of either brace.
 */
export const values: Keyword = { shape: 'values', names: 0 }

export function block(children: Keywords): Keyword {
  return { shape: 'block', children }
}

/** A block whose name keepalived takes without looking: it exits when there is none. */
export function namedBlock(children: Keywords): Keyword {
  return { shape: 'block', children, needs: 1 }
}

/**
 * A keyword that came with this version. Where a release note does not tell, it is the first that can have it: too early
 * a version is silent where it might speak, too late a one calls a good line unknown.
 */
export function since(version: string, keyword: Keyword): Keyword {
  return { ...keyword, since: version }
}
