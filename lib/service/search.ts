import type { HttpReply } from '../probe/http.ts'
import { matchWithin } from '../probe/pattern.ts'
import type { HttpGiven } from './http-options.ts'
import { compilePattern } from './posix.ts'

interface Sought {
  readonly text: string
  readonly found: boolean
}

/** What was looked for in an answer, and whether it is there. */
export interface Searched {
  readonly headers: readonly Sought[]
  readonly strings: readonly Sought[]
  readonly notStrings: readonly Sought[]
  readonly pattern?: Sought & { readonly problem?: string }
}

/**
 * Looks for the texts byte by byte, so that an odd encoding of the page cannot hide them, and for the pattern in
 * the page as UTF-8.
 * @param ms time the pattern may take
 */
export function search(reply: Pick<HttpReply, 'headers' | 'body'>, options: HttpGiven, ms: number): Searched {
  const head = reply.headers.map(([name, value]) => `${name}: ${value}`.toLowerCase())
  const inPage = (text: string) => ({ text, found: reply.body.includes(Buffer.from(text)) })
  const inHead = (text: string) => ({ text, found: head.some(each => each.includes(text.toLowerCase())) })
  const searched = {
    headers: options['header-string'].map(inHead),
    strings: options.string.map(inPage),
    notStrings: options['not-string'].map(inPage),
  }
  const text = options.regex ?? options.eregi
  if (text === undefined) return searched
  const { linespan } = options
  const expression = compilePattern(text, { linespan, anyCase: options.eregi !== undefined })
  if (expression === undefined) return searched
  const matched = matchWithin(expression, reply.body.toString('utf8'), ms)
  if (!matched.ok) return { ...searched, pattern: { text, found: false, problem: matched.text } }
  return { ...searched, pattern: { text, found: matched.value } }
}
