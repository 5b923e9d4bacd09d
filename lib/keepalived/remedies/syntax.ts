import type { Remedies, Step } from '../../runtime/remedy.ts'
import type { syntaxRules } from '../rules/syntax.ts'
import { addresses, change, changeAndStart, log, neverLoad, table, told, untold } from './steps.ts'

const lost = [
  table('A virtual server of the file is missing, if keepalived has loaded it already.'),
  addresses('A VIP of the file is missing, if keepalived has loaded it already.'),
]
const included: Step = { run: 'ls -l FILE', text: 'See whether it is there, what it is, and its mode.' }
const includes: Step = {
  run: "grep -rn '^[[:space:]]*include' /etc/keepalived",
  text: 'See what is included from where. A path is relative to the folder of the including file.',
}
const neverTry =
  'Do not reload or restart keepalived to see whether it works: it starts, and gives up what it does not find any more.'

/** What to do about lines, words and blocks that are not as keepalived wants them. */
export const syntaxRemedies = {
  'missing-brace': {
    means:
      'The block goes on into what follows it. keepalived does not see the blocks that it swallows: their VIPs are not bound, their services not balanced, and it starts all the same.',
    confirm: told(...lost),
    mend: change('Put } on a line of its own before the line that the alarm names.'),
    never: neverTry,
  },
  'missing-open-brace': {
    means: 'The block is empty, and its lines are read in the block around, where most are no keywords.',
    confirm: told(...lost),
    mend: change('Put { behind the keyword and its name: vrrp_instance INSTANCE {.'),
    never: neverTry,
  },
  'extra-brace': {
    means:
      'The brace ends the block around too early, or nothing at all. Lines behind it fall out of their block.',
    confirm: told(),
    mend: change('Take the brace out, or put the { back that is missing above.'),
  },
  'unexpected-brace': {
    means:
      'keepalived ignores the opening brace, and its } then closes the block around. What follows falls out of that block.',
    confirm: told(),
    mend: change(
      'Put the keyword of the block before the brace, on one line with it. A block begins a line of its own: TCP_CHECK { may not stand behind weight 1.',
      'If no block is meant, take the brace and its } out.',
    ),
  },
  'unknown-block': {
    means:
      'keepalived ignores the line and reads what is in the block as a part of the one around. The } of the block then ends that one early.',
    confirm: told(...lost),
    mend: change(
      'Write the keyword as the alarm advises, case counts. If this version does not have it, take out the whole block.',
    ),
    never: 'Do not take out the line alone: its closing brace does the harm.',
  },
  'unknown-keyword': {
    means: 'keepalived does without the line: the default holds, or nothing is done at all.',
    confirm: told({
      run: 'man keepalived.conf',
      text: 'See whether the keyword is there, and in which block.',
    }),
    mend: change('Write the keyword as the alarm advises, put it into its block, or take the line out.'),
  },
  'unmatched-quote': {
    means:
      'The last quote on the line begins a text that nothing ends. Braces and comments in it do not count.',
    confirm: told(),
    mend: change('Add the quote that is missing, or take the odd one out.'),
  },
  'missing-parameter': {
    means:
      'keepalived does not start with this line. One that runs and loads it ends, and may leave its VIPs bound: both directors answer for them then.',
    confirm: told(
      { run: 'systemctl status keepalived', text: 'See whether it still runs.' },
      addresses('VIPs that are still here although keepalived does not run do harm.'),
    ),
    mend: changeAndStart('Write the value behind the keyword, or take the line out.'),
    never: neverLoad,
  },
  'value-before-brace': {
    means: 'The word does nothing. If it was meant as the first entry of the list, it is missing there.',
    confirm: told(),
    mend: change('Put the word into the list on a line of its own, or take it out.'),
  },
  'missing-value-brace': {
    means:
      'Without its brace the list takes the lines that follow for entries, up to the next }. Those lines are missing where they belong.',
    confirm: untold(log('See what it says of the lines that follow.'), ...lost),
    mend: change('Put { behind the keyword: virtual_ipaddress {.'),
    never: neverTry,
  },
  'bad-sequence': {
    means: 'The line is lost, and with it all that it should have repeated, such as real servers or VIPs.',
    confirm: told(...lost),
    mend: change(
      'Write ~SEQ(NAME,START,END) or ~LST(NAME,a,b), and the line to repeat behind it. The step has to lead from the start to the end and may not be 0.',
    ),
  },
  'undefined-definition': {
    means:
      'The name itself stands where its value should: as a password, a path, an address. Braces of ${NAME} are taken for those of a block.',
    confirm: untold({
      run: "grep -rn '\\$NAME=' /etc/keepalived",
      text: 'NAME is the one of the alarm. It has to be defined, above its first use.',
    }),
    mend: change(
      'Define it above its first use, without a blank before the sign: $NAME=VALUE on a line of its own.',
      'Where anything but a blank, a comma or ) follows, write ${NAME}: ${NAME}/24.',
    ),
  },
  'definition-loop': {
    means:
      'keepalived reads the line for ever. It does not start; one that runs goes on with what it had, and hears no reload any more.',
    confirm: untold({
      run: 'ps -C keepalived -o pid,ppid,time,stat,args',
      text: 'The time of its first process grows: it is in the loop.',
    }),
    mend: changeAndStart(
      'Let no definition use its own name, also not by another one.',
      'A keepalived that is in the loop is killed by systemd after 90 s; its children take the VIPs off before.',
    ),
    never: 'Do not reload keepalived with it: it hangs from then on.',
  },
  'substitution-too-long': {
    means: 'The line keeps the name in place of its value, and is not what it was meant to be.',
    confirm: untold(log('It says that the line would be too long.')),
    mend: change('Make the value shorter, or several lines of the line: one has at most 1024 characters.'),
  },
  'too-much': {
    means:
      'This check stopped reading, so that nothing is known of the rest. keepalived may take minutes for it, or never come to the end.',
    confirm: untold(includes, {
      run: "grep -rn '~SEQ' /etc/keepalived",
      text: 'See which sequences stand inside of others.',
    }),
    mend: change('Break the circle of includes, or make the ends of the sequences smaller.'),
  },
  'include-missing': {
    means: 'All that the file should hold is missing: instances, VIPs, virtual servers.',
    confirm: untold(included, includes),
    mend: change(
      'Put the file there, or correct the path. Quotes do not belong around it, and one line includes one path.',
    ),
    never: neverTry,
  },
  'include-no-match': {
    means: 'The pattern includes nothing. That is well for a folder that may be empty, and else a lost part.',
    confirm: untold(includes),
    mend: change(
      'Correct the pattern, or put the files there. A file whose name begins with a dot does not match a star.',
    ),
  },
  'include-skipped': {
    means: 'keepalived passes over the file, and all that it holds is missing.',
    confirm: untold(included, log('It says: is not a regular non-executable file - skipping.')),
    mend: change({
      run: 'chmod a-x FILE',
      text: 'For an executable file. For a folder write FOLDER/*.conf.',
    }),
    never: neverTry,
  },
  'include-unreadable': {
    means: 'keepalived is well. This check knows only a part of the configuration and may miss mistakes.',
    confirm: untold(included),
    mend: [
      { run: 'setfacl -m u:nagios:r FILE', text: 'Let the user of the check read it.' },
      { run: 'check_keepalived_config -v', text: 'As that user it has to read all files.' },
    ],
    never: 'Do not open the file to everybody where it holds passwords.',
  },
  'include-cycle': {
    means:
      'keepalived opens the file again and again, until the system lets it open no more, and then reads on. It has every block of it many times, and fills the log with that.',
    confirm: untold(includes, log('The same complaint stands there hundreds of times.')),
    mend: change('Take the include out that leads back.'),
  },
} as const satisfies Remedies<typeof syntaxRules>
