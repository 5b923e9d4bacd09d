import type { Remedies, Step } from '../../runtime/remedy.ts'
import type { fileRules } from '../rules/file.ts'
import { change, told, untold } from './steps.ts'

const bytes = (text: string): Step => ({ run: 'od -c -N 64 FILE', text })
const strange = (text: string): Step => ({ run: "grep -nP '[^\\x00-\\x7F]' FILE", text })

const neverLoad =
  'Do not reload or restart keepalived before: it would run with an empty configuration and give up all VIPs and services.'

/** What to do about the bytes of a file. FILE is the one that the alarm names. */
export const fileRemedies = {
  'utf-16': {
    means:
      'keepalived finds nothing in the file. What it runs now it has loaded before; at the next reload or start this director loses what the file holds.',
    confirm: untold(bytes('Every second byte is \\0, or the first two are 377 376 or 376 377.')),
    mend: change(
      {
        run: 'iconv -f UTF-16 -t UTF-8 -o FILE.new FILE',
        text: 'The alarm names the kind for -f: UTF-16, UTF-16LE or UTF-16BE.',
      },
      { run: 'cp FILE.new FILE', text: 'cp keeps owner and mode of the file.' },
    ),
    never: neverLoad,
  },
  'not-text': {
    means:
      'The file is something else than a configuration, perhaps a packed backup copied to its place. At the next reload or start this director loses what the file should hold.',
    confirm: untold({ run: 'file FILE', text: 'It says what the file is.' }),
    mend: change({
      run: 'cp BACKUP FILE',
      text: 'Put the last backup in its place. One that is packed unpack first: zcat BACKUP.',
    }),
    never: neverLoad,
  },
  'nul-byte': {
    means:
      'keepalived reads the line up to the NUL byte. What is behind it in that line counts for nothing, a brace too.',
    confirm: untold({ run: "grep -naP '\\x00' FILE", text: 'It shows the lines that hold one.' }),
    mend: change({
      run: "sed -i 's/\\x00//g' FILE",
      text: 'Take the bytes out, and read the line: a disk or a copy that failed may have lost more.',
    }),
  },
  'byte-order-mark': {
    means:
      'The first word of the file is no keyword with the mark before it, and its block is lost. Where that is global_defs, this director runs with the defaults, such as VRRP version 2, and may not understand the other one any more.',
    confirm: told(bytes('The file begins with 357 273 277.')),
    mend: change({
      run: "sed -i '1s/^\\xEF\\xBB\\xBF//' FILE",
      text: 'Take the mark off. Have the editor save as UTF-8 without it.',
    }),
  },
  'byte-order-mark-alone': {
    means:
      'An editor on Windows has put a mark before the file. A comment or an empty line stands behind it, so that nothing is lost; a word put there would be.',
    confirm: told(bytes('The file begins with 357 273 277.')),
    mend: change({
      run: "sed -i '1s/^\\xEF\\xBB\\xBF//' FILE",
      text: 'Take the mark off. Have the editor save as UTF-8 without it.',
    }),
  },
  'carriage-return': {
    means:
      'Lines that end in CR alone are one line to keepalived. Where the first of them is a comment, all of them are.',
    confirm: untold({ run: 'cat -A FILE', text: 'Inside of lines stands ^M, and $ only at their ends.' }),
    mend: change({
      run: "sed -i 's/\\r\\+$//; s/\\r/\\n/g' FILE",
      text: 'Make line feeds of them.',
    }),
    never: neverLoad,
  },
  crlf: {
    means:
      'keepalived runs as it should. What fails are scripts with such lines, and programs that compare a value of the file and find a CR behind it.',
    confirm: untold({ run: 'cat -A FILE', text: 'Lines end in ^M$.' }),
    mend: change(
      { run: "sed -i 's/\\r$//' FILE", text: 'Take the CRs off.' },
      'Look whether scripts came the same way: a script with such a first line does not run.',
    ),
  },
  'foreign-space': {
    means:
      'A keyword with such a space behind it is another word to keepalived: the line is ignored, and a block begun so is lost.',
    confirm: untold(strange('It shows the lines with anything beyond ASCII. In comments that does no harm.')),
    mend: change({
      run: "sed -i 's/\\xC2\\xA0/ /g' FILE",
      text: 'It puts blanks in place of no-break spaces. For another space the alarm says the line for sed.',
    }),
  },
  'invisible-character': {
    means:
      'The word looks right and is another one to keepalived: a keyword is ignored, a name fits no other.',
    confirm: untold(strange('It shows the lines with anything beyond ASCII. In comments that does no harm.')),
    mend: change({
      run: "sed -i 's/\\xE2\\x80\\x8B//g' FILE",
      text: 'It takes zero width spaces out. For another character the alarm says the line for sed.',
    }),
  },
  'typographic-character': {
    means:
      'A curly quote does not quote, and a long dash is no minus. A path in such quotes does not exist, and an option of a script is not the one that is meant.',
    confirm: untold(strange('It shows the lines with anything beyond ASCII. In comments that does no harm.')),
    mend: change(
      'Type the quote or dash anew in the line that is named, or use the line for sed of the alarm.',
    ),
  },
  'long-line': {
    means:
      'keepalived cuts the line at 1023 bytes and reads on as if a new one began there. The rest of a comment becomes configuration in that way.',
    confirm: untold({ run: "grep -n '.\\{1024\\}' FILE", text: 'It shows the lines that are too long.' }),
    mend: change('Make several lines of it, each comment with its own #.'),
  },
  'comment-in-word': {
    means:
      'keepalived takes what stands before the sign. A path asks for another page, a password is shorter, and the director may no longer understand the other one.',
    confirm: untold({
      run: "grep -n '[^[:space:]][#!]' FILE",
      text: 'It shows where a sign follows a word at once.',
    }),
    mend: change(
      'Put the whole word in double quotes: path "/a#b". Before a real comment put a blank.',
      'Change an auth_pass on both directors, and load both within seconds: as long as it differs, both are MASTER.',
    ),
    never: 'A backslash before the sign does not help: the children of keepalived cut the word all the same.',
  },
  'main-executable': {
    means:
      'At the next reload or start keepalived passes over the file and has nothing to do: this director gives up all VIPs and services. The other one takes them, if its own file is well.',
    confirm: untold(
      { run: 'ls -l FILE', text: 'An x stands in its mode.' },
      {
        run: 'journalctl -u keepalived -n 100 --no-pager',
        text: 'After a reload it says: is not a regular non-executable file - skipping.',
      },
    ),
    mend: change({ run: 'chmod a-x FILE', text: 'Take the right to execute off.' }),
    never: neverLoad,
  },
} as const satisfies Remedies<typeof fileRules>
