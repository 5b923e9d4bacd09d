import type { Peer } from './case.ts'
import { httpDifferences } from './http-differences.ts'
import { pingDifferences } from './ping-differences.ts'
import { tcpDifferences } from './tcp-differences.ts'

/** Cases in which ours leaves with another exit code than a peer, and wants to. */
export interface Difference {
  /** The reason, in a sentence. */
  readonly why: string
  readonly cases: readonly Row[]
}

/** A case by its id (cases.ts), what each peer leaves with that differs, and what ours does. */
export type Row = readonly [id: string, theirs: Readonly<Partial<Record<Peer, number>>>, ours: number]

/** All of them. A test runs each: one that has gone must go from here too. */
export const differences: readonly Difference[] = [...httpDifferences, ...tcpDifferences, ...pingDifferences]
