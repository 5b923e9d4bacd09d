import type { Word } from '../tree.ts'
import { decomment, splitWords } from './lex.ts'
import type { TextLine } from './text-line.ts'

/** A line with its words. */
export interface WordLine {
  readonly text: TextLine
  readonly words: readonly Word[]
  readonly unmatched: boolean
}

/** The lines as the parent has them: all processes share their words, which a large configuration has many of. */
export function wordsFor(lines: readonly TextLine[]): WordLine[] {
  return lines.map(toWords)
}

/** The lines as the children have them: they read what the parent wrote down, and look for comments once more. */
export function reread(lines: readonly WordLine[]): WordLine[] {
  return lines.map(line => (/[!#\\]/.test(line.text.text) ? toWords(decomment(line.text).line) : line))
}

function toWords(text: TextLine): WordLine {
  return { text, ...splitWords(text) }
}
