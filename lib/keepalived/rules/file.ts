import type { ConfigRules } from './rule.ts'

const takenForLetter =
  'keepalived takes it for a letter: the word it stands in is not the one that is seen on the screen.'

/** What the bytes of a file can have wrong, whatever they say: lib/keepalived/file/lint.ts. */
export const fileRules = {
  'utf-16': {
    state: 'UNKNOWN',
    when: 'a file is UTF-16, as some editors on Windows write it: keepalived reads nothing of it',
    silence: 'keepalived ends each line at the first NUL and may find nothing to complain of.',
  },
  'not-text': {
    state: 'UNKNOWN',
    when: 'a file is compressed or binary',
    silence: 'keepalived ends each line at the first NUL and may find nothing to complain of.',
  },
  'nul-byte': {
    state: 'CRITICAL',
    when: 'a line holds a NUL byte, where keepalived stops reading it',
    silence: 'keepalived says nothing of what is behind it.',
  },
  'byte-order-mark': {
    state: 'CRITICAL',
    when: 'a file begins with a byte order mark, so that its first word is no keyword and its first block is lost',
  },
  'byte-order-mark-alone': {
    state: 'WARNING',
    when: 'a file begins with a byte order mark, and a comment or nothing stands behind it: nothing is lost yet',
  },
  'carriage-return': {
    state: 'UNKNOWN',
    when: 'lines end in CR alone (or one stands in the middle of a line): keepalived reads them as one line',
    silence: 'keepalived takes a CR in a line for a blank, and what follows for more words of that line.',
  },
  crlf: {
    state: 'WARNING',
    when: 'lines end in CR LF, which keepalived takes and the scripts and greps around it do not',
    silence: 'keepalived strips CR from the ends of lines.',
  },
  'foreign-space': {
    state: 'CRITICAL',
    when: 'a no-break space, a full-width space or another one that is no blank to keepalived stands outside of comments',
    silence: takenForLetter,
  },
  'invisible-character': {
    state: 'CRITICAL',
    when: 'a character that is not seen stands outside of comments: a zero width space, a soft hyphen, a mark of writing direction',
    silence: takenForLetter,
  },
  'typographic-character': {
    state: 'WARNING',
    when: 'a curly quote or a long dash stands outside of comments and quotes',
    silence: takenForLetter,
  },
  'long-line': {
    state: 'CRITICAL',
    when: 'a line has more than 1023 bytes: keepalived 2.2.7 takes the rest of it, even of a comment, for a line of its own',
    silence: 'keepalived says nothing of the length, only of what it does not know in the rest.',
  },
  'comment-in-word': {
    state: 'WARNING',
    when: 'a comment sign (# or !) outside of double quotes cuts a path, a password or another word short',
    silence: 'keepalived takes what is before the sign for the whole word.',
  },
  'main-executable': {
    state: 'CRITICAL',
    when: 'the file may be executed, which makes keepalived pass over it and run with an empty configuration',
    silence: 'keepalived only logs it and exits with 0 from -t.',
  },
} as const satisfies ConfigRules
