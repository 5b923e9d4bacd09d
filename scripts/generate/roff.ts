import { wrap } from '../../lib/cli/help.ts'

/** Text and macros as man(7) takes them. */

/** A text in which nothing is a macro, an escape or a hyphen that a formatter may set otherwise. */
export function roffText(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replace(/^([.'])/gm, '\\&$1')
    .replace(
      /[^\0-\x7f]/gu,
      sign => `\\[u${(sign.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}]`,
    )
}

export function bold(text: string): string {
  return `\\fB${roffText(text)}\\fR`
}

export function italic(text: string): string {
  return `\\fI${roffText(text)}\\fR`
}

/** A word of a macro's line. */
export function roffWord(text: string): string {
  return `"${roffText(text).replaceAll('"', '\\(dq')}"`
}

/** A paragraph in lines that an editor shows whole. */
export function roffLines(text: string): string[] {
  // No line begins with what would be a macro there: the words were protected at the beginning of the text only.
  return wrap(roffText(text), 78).map(line => line.replace(/^[.']/, '\\&$&'))
}

/** A term with what is said of it below it, indented. The term may hold fonts, the text may not. */
export function tagged(term: string, text: string): string[] {
  return ['.TP', term, ...roffLines(text)]
}

/** Lines of a terminal, as they are. */
export function verbatim(lines: readonly string[]): string[] {
  return ['.PP', '.nf', '.RS', ...lines.map(roffText), '.RE', '.fi']
}
