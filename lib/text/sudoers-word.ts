/**
 * A word of a command as sudoers takes it: this very word, and no pattern. The signs that separate, compare or begin a
 * comment are escaped, and those that sudo hands on to fnmatch; a backslash has to pass both. A quotation mark stands for
 * itself: escaped, it is a syntax error.
 * @see sudoers(5), "Other special characters and reserved words"; held against sudo 1.9.13 by a test
 * @throws RangeError for an empty word, a line break, or a blank at the end, which no rule can hold
 */
export function sudoersWord(word: string): string {
  if (word === '') throw new RangeError('sudoers cannot hold an empty word of a command')
  if (/[\n\r\0]/.test(word)) throw new RangeError('sudoers cannot hold a word with a line break')
  if (/[ \t]$/.test(word)) throw new RangeError('sudoers cannot hold a word with a blank at its end')
  return word.replace(/[\\,:=#\t *?[\]!^]/g, sign => (sign === '\\' ? '\\\\\\\\' : `\\${sign}`))
}
