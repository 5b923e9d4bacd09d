import { matchWithin } from '../probe/pattern.ts'
import type { HttpGiven } from './http-options.ts'

/** What was looked for in a body, and whether it is there. */
export interface Searched {
  readonly strings: readonly { readonly text: string; readonly found: boolean }[]
  readonly notStrings: readonly { readonly text: string; readonly found: boolean }[]
  readonly pattern?: { readonly text: string; readonly found: boolean; readonly problem?: string }
}

/**
 * Looks for the texts byte by byte, so that an odd encoding of the page cannot hide them, and for the pattern in
 * the page as UTF-8.
 * @param ms time the pattern may take
 */
export function searchBody(body: Buffer, options: HttpGiven, ms: number): Searched {
  const look = (text: string) => ({ text, found: body.includes(Buffer.from(text)) })
  const source = options.regex ?? options.eregi
  const searched = { strings: options.string.map(look), notStrings: options['not-string'].map(look) }
  if (source === undefined) return searched
  // check_http compiles with REG_NEWLINE: the dot stops at a line end, ^ and $ match at lines. -l undoes both.
  const flags = (options.linespan ? 's' : 'm') + (options.eregi === undefined ? '' : 'i')
  const matched = matchWithin(new RegExp(source, flags), body.toString('utf8'), ms)
  if (!matched.ok) return { ...searched, pattern: { text: source, found: false, problem: matched.text } }
  return { ...searched, pattern: { text: source, found: matched.value } }
}
