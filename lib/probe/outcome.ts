import type { ConnectionFacts } from './connection.ts'

/**
 * Why a probe has no answer. A failure is data: the check's judge decides what it means.
 *
 * timeout: no answer before the deadline. denied: this user may not ask. missing: no such file or program here.
 * unresolved: the name has no address. refused: the peer said no. unreachable: a router or this host says there
 * is no way. closed: the peer hung up in the middle. malformed: an answer that is not one. untrusted: a TLS
 * certificate that does not prove who answered.
 */
export type FailureKind =
  | 'timeout'
  | 'denied'
  | 'missing'
  | 'unresolved'
  | 'refused'
  | 'unreachable'
  | 'closed'
  | 'malformed'
  | 'untrusted'

/** Every kind, for tests that go through all of them. */
export const failureKinds: readonly FailureKind[] = [
  'timeout',
  'denied',
  'missing',
  'unresolved',
  'refused',
  'unreachable',
  'closed',
  'malformed',
  'untrusted',
]

export interface Failure {
  readonly ok: false
  readonly kind: FailureKind
  /** What happened, without the subject: `connection refused`, `no answer in 10 s`. */
  readonly text: string
  /** The command or change that would let it be read. */
  readonly hint?: string
  /** What is known of the connection when the failure came after it was made. */
  readonly connection?: ConnectionFacts
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | Failure

export function success<T>(value: T): Outcome<T> {
  return { ok: true, value }
}

export function failure(
  kind: FailureKind,
  text: string,
  hint?: string,
  connection?: ConnectionFacts,
): Failure {
  return {
    ok: false,
    kind,
    text,
    ...(hint === undefined ? {} : { hint }),
    ...(connection === undefined ? {} : { connection }),
  }
}

/** The failures that say something about the peer. The others say that we could not look: UNKNOWN. */
export function isPeersFault(kind: FailureKind): boolean {
  return !['denied', 'missing', 'unresolved'].includes(kind)
}
