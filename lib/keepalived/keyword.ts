import type { Diagnostic } from '../text/diagnostic.ts'
import type { Process, Statement, Word } from './tree.ts'

/** The keywords of one block by their names. Case counts. */
export type Keywords = Readonly<Record<string, Keyword>>

/** A keyword in one place: the same word may mean something else in another block. */
export interface Keyword {
  /** `line`: ends with its line. `block`: keywords in braces follow. `values`: lines in braces that are no keywords. */
  readonly shape: 'line' | 'block' | 'values'
  /** Keywords of the block. */
  readonly children?: Keywords
  /** How many words after the keyword keepalived takes without looking whether they are there: it exits if not. */
  readonly needs?: number
  /** keepalived splits the line anew, as a shell does, and takes no word from one whose quote is not closed. */
  readonly script?: true
  /** Of `values`: how many words may stand before its brace. keepalived complains of more and takes the block. */
  readonly names?: number
  /** Of `values`: keepalived exits where it only complains elsewhere, at a further word or for want of a brace. */
  readonly exits?: true
  /** Version it came with, where 2.2.7 does not know it yet. */
  readonly since?: string
  /**
   * Reads what is before the brace. When keepalived refuses it and passes over the whole block, says why; else
   * undefined. `seen` is one set for a whole reading by one process, for names that may be there once; `outer` are the
   * blocks around, the outermost first.
   */
  readonly refuse?: (
    words: readonly Word[],
    seen: Set<string>,
    outer: readonly Statement[],
  ) => readonly Diagnostic[] | undefined
}

/** A keyword outside all blocks: only these processes look into its block, the others count its braces. */
export interface RootKeyword extends Keyword {
  readonly processes: readonly Process[]
}
export type RootKeywords = Readonly<Record<string, RootKeyword>>
