import type { Model } from '../keepalived/model.ts'
import type { pairRules } from '../keepalived/rules/pair.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'

/** The configuration of one director and the file it is from. */
export interface Side {
  readonly model: Model
  readonly path: string
}

export type Rule = keyof typeof pairRules

/** A difference, with its places in both files. */
export function difference(
  rule: Rule,
  text: string,
  own: Mark | undefined,
  peer: Mark | undefined,
  hint: string,
): Diagnostic {
  const mark = own ?? peer
  return {
    rule,
    text,
    ...(mark === undefined ? {} : { mark }),
    hint,
    ...(own === undefined || peer === undefined ? {} : { related: [{ mark: peer, text: 'the peer' }] }),
  }
}
