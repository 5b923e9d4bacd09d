import { bfdRemedies } from '../keepalived/remedies/bfd.ts'
import { fileRemedies } from '../keepalived/remedies/file.ts'
import { globalRemedies } from '../keepalived/remedies/global.ts'
import { hostRemedies } from '../keepalived/remedies/host.ts'
import { meaningRemedies } from '../keepalived/remedies/meaning.ts'
import { pairRemedies } from '../keepalived/remedies/pair.ts'
import { load } from '../keepalived/remedies/steps.ts'
import { syntaxRemedies } from '../keepalived/remedies/syntax.ts'
import { virtualServerRemedies } from '../keepalived/remedies/virtual-server.ts'
import { vrrpRemedies } from '../keepalived/remedies/vrrp.ts'
import type { Remedies, Remedy, Step } from '../runtime/remedy.ts'
import type { checkRules } from './rules.ts'

const running: Step = {
  run: 'ps -C keepalived -o args=',
  text: 'It shows with which file (-f) and id (-i) keepalived runs; without -f it is /etc/keepalived/keepalived.conf.',
}
const mayRead = (text: string): Step => ({ run: 'namei -l FILE', text })
const grant: Step = { run: 'setfacl -m u:nagios:r FILE', text: 'Let the user of the check read it.' }
const copyJob: Step = {
  text: 'See whether the job that makes the copy still runs, and where it writes its errors.',
}
const compare: Step = {
  run: 'diff BACKUP /etc/keepalived/keepalived.conf',
  text: 'BACKUP is the file that --backup names. It shows the lines that differ.',
}
const copy: Step = {
  run: 'cp -p /etc/keepalived/keepalived.conf BACKUP',
  text: 'Make the backup anew, when the file in use is the right one.',
}

/** What to do where a configuration, a copy or a backup cannot be read, and about what keepalived says itself. */
const checkRemedies = {
  'config-missing': {
    means:
      'Either the check looks at the wrong place, or the file is gone. Then keepalived does not start, and one that runs gives up all VIPs and services at the next reload.',
    confirm: [running, { run: 'ls -l /etc/keepalived', text: 'See what is there.' }],
    mend: [
      { text: 'Name the file to the check: --config FILE.' },
      {
        run: 'cp BACKUP /etc/keepalived/keepalived.conf',
        text: 'If it is gone, put the last backup in its place.',
      },
      ...load,
    ],
    never: 'Do not reload or restart keepalived before the file is there.',
  },
  'config-unreadable': {
    means: 'keepalived runs as root and may be well. Nothing is known of its configuration here.',
    confirm: [
      mayRead('FILE is the one that the alarm names. See where the user of the check may not pass or read.'),
    ],
    mend: [
      grant,
      {
        text: 'A folder on the way needs the right to pass: setfacl -m u:nagios:x FOLDER. Anything but a regular file cannot be read.',
      },
    ],
    never: 'Do not open the file to everybody where it holds passwords.',
  },
  'config-id': {
    means:
      'Lines with @ are for one director each. With another id the check reads another configuration than keepalived does.',
    confirm: [
      running,
      { run: "grep -rn '^[[:space:]]*@' /etc/keepalived", text: 'It shows the ids of the file.' },
    ],
    mend: [
      {
        text: 'Give the check the id of this director by --config-id, and that of the other one by --peer-id. Without -i it is the name of the host up to its first dot.',
      },
    ],
  },
  'peer-unreadable': {
    means: 'The two directors are not compared. A difference shows only at the next failover.',
    confirm: [mayRead('FILE is the one that --peer names. See whether it is there, and who may read it.')],
    mend: [copyJob, grant],
  },
  'peer-same': {
    means: 'The file is compared with itself, so that no difference is ever found.',
    confirm: [
      {
        run: 'ls -li FILE /etc/keepalived/keepalived.conf',
        text: 'FILE is the one that --peer names. The first number is the same for one file.',
      },
    ],
    mend: [
      {
        text: 'Name a copy of the file of the other director. Where both directors share one file with @ lines, give the check --config-id and --peer-id.',
      },
    ],
  },
  'backup-missing': {
    means: 'After a disk has failed or a change went wrong there is no file to go back to.',
    confirm: [{ run: 'ls -l BACKUP', text: 'BACKUP is what --backup names, a file or a folder.' }],
    mend: [copyJob, copy],
  },
  'backup-unreadable': {
    means: 'Nobody knows whether the backup is what is in use.',
    confirm: [mayRead('FILE is the backup. See where the user of the check may not pass or read.')],
    mend: [grant],
  },
  'backup-differs': {
    means:
      'Either the file was changed since the last backup, or the backup is of another host. Going back to it would bring an old configuration.',
    confirm: [compare],
    mend: [copyJob, copy],
    never: 'Do not make the backup anew before you know who has changed the file, and what for.',
  },
  'backup-line-ends': {
    means:
      'An editor on another system has had the backup. keepalived may read it, and scripts that are copied in the same way do not run.',
    confirm: [{ run: 'cat -A BACKUP', text: 'Lines end in ^M$, or M-oM-;M-? stands at the beginning.' }],
    mend: [copy, { text: 'Copy files without changing their line ends: binary, not as text.' }],
  },
  'backup-age': {
    means:
      'The job that makes the backup has not run, or does not reach this file. A date in the future comes from a clock.',
    confirm: [
      { run: 'ls -l --time-style=full-iso BACKUP', text: 'It shows when the backup was last written.' },
      { run: 'date', text: 'See whether the clock is right.' },
    ],
    mend: [copyJob],
    never: 'Do not touch the backup to make it look young.',
  },
  'keepalived-says': {
    means:
      'keepalived complains of something that this check does not know. It may be harmless, or a keyword of another version.',
    confirm: [
      {
        run: 'keepalived -t -f /etc/keepalived/keepalived.conf',
        text: 'It shows all that keepalived complains of.',
      },
      { run: 'keepalived --version', text: 'See which version it is.' },
    ],
    mend: [{ text: 'Correct what it names.' }, ...load],
  },
  'keepalived-test-failed': {
    means: 'keepalived itself was not asked. What this check finds is not touched by that.',
    confirm: [
      {
        run: 'keepalived -t -f /etc/keepalived/keepalived.conf',
        text: 'See whether it runs, and how it ends.',
      },
    ],
    mend: [
      {
        run: 'apt-get install keepalived',
        text: 'Only where it is missing on a director. Elsewhere leave --keepalived-test out.',
      },
      {
        text: 'If it does not end or crashes, look at what else the check says: a definition that leads back to itself, or a check without a url.',
      },
    ],
  },
} as const satisfies Remedies<typeof checkRules>

/** What to do about each rule of check_keepalived_config, by the name of the rule. */
export const configRemedies: Readonly<Record<string, Remedy>> = {
  ...checkRemedies,
  ...fileRemedies,
  ...syntaxRemedies,
  ...globalRemedies,
  ...vrrpRemedies,
  ...virtualServerRemedies,
  ...bfdRemedies,
  ...meaningRemedies,
  ...hostRemedies,
  ...pairRemedies,
}
