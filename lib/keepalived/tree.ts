import type { Mark } from '../text/mark.ts'

/**
 * keepalived is up to four processes, and each reads the whole configuration with its own set of keywords, passing
 * over the blocks of the others by counting braces alone. So a lost brace means something else to each of them.
 */
export type Process = 'parent' | 'vrrp' | 'checker' | 'bfd'

/** One word of a statement, without its quotes. */
export interface Word {
  readonly text: string
  readonly mark: Mark
}

/** A statement as keepalived takes it: from a line, or from a part of one that a brace begins or ends. */
export interface Statement {
  /** The first word. */
  readonly keyword: string
  /** All words, the keyword first; an opening brace is not among them. */
  readonly words: readonly Word[]
  /** The line after comments and definitions, for keywords that take quotes and backslashes as a shell does. */
  readonly raw: string
  /** Set where a block follows. */
  readonly block?: Block
}

export interface Block {
  /**
   * `statements`: keywords of the block. `values`: lines that are no keywords (virtual_ipaddress), the first word of
   * each is its `keyword`. `skipped`: passed over because keepalived refuses what is before the brace.
   */
  readonly kind: 'statements' | 'values' | 'skipped'
  readonly statements: readonly Statement[]
  readonly open: Mark | undefined
  /** The brace that ended it; undefined when the configuration ended first. */
  readonly close: Mark | undefined
}

/** The configuration as one of keepalived's processes sees it. */
export interface Tree {
  readonly process: Process
  readonly statements: readonly Statement[]
}
