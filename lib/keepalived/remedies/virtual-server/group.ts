import type { Remedies } from '../../../runtime/remedy.ts'
import type { virtualServerRules } from '../../rules/virtual-server.ts'
import { change, changeAndStart, log, table, told, untold } from '../steps.ts'

const missing = table('Services of the group are missing.')

/** What to do about a virtual_server_group. */
export const groupRemedies = {
  'invalid-group-entry': {
    means:
      'The service of this entry does not exist, and its clients are refused. The others of the group do.',
    confirm: told(missing),
    mend: change(
      'Write 192.0.2.10 80, or a range 192.0.2.10-20 80, or fwmark 1, one on each line. Addresses are numbers, and a range has to go up.',
    ),
  },
  'empty-group': {
    means: 'keepalived removes the group, and its virtual server with it: none of its services exist.',
    confirm: told(missing),
    mend: change('Write entries such as 192.0.2.10 80 into the group, one on each line.'),
  },
  'mixed-group': {
    means: 'keepalived removes the group, and its virtual server with it: none of its services exist.',
    confirm: told(missing),
    mend: change('Write fwmark 1 inet or fwmark 1 inet6, or make a group for each family.'),
  },
  'unknown-group': {
    means: 'keepalived leaves the virtual server out when it runs: none of its services exist.',
    confirm: untold(missing, log('It names the group that does not exist.')),
    mend: change(
      'Correct the name, case counts, or add the virtual_server_group block. See that its file is included.',
    ),
  },
  'group-family': {
    means: 'keepalived leaves the virtual server out when it runs: none of its services exist.',
    confirm: untold(missing, log('It says that the families do not match.')),
    mend: change(
      'Use addresses of one family in the group and its real servers. Only with lvs_method TUN may real servers be of another.',
    ),
  },
  'duplicate-group': {
    means: 'Only the first group counts. The services of the second do not exist, or are those of the first.',
    confirm: untold(missing),
    mend: change('Put the entries of both into one block, or give one of them another name.'),
  },
  'endless-range': {
    means:
      'The checkers process of keepalived goes round in the first /24 for ever, fills the log and never comes to the real servers: no service works.',
    confirm: untold(
      { run: 'ps -C keepalived -o pid,ppid,time,stat,args', text: 'The time of the checkers process grows.' },
      log('The same services come again and again.'),
    ),
    mend: changeAndStart(
      'Write a range for each /24: 192.0.2.1-254 80 on one line, 198.51.100.1-254 80 on the next.',
      'A process that goes round hears no reload: systemd kills it after 90 s.',
    ),
    never: 'Do not reload keepalived with it: all services are lost.',
  },
  'cut-range': {
    means: 'The services behind the first group of digits do not exist, and their clients are refused.',
    confirm: untold(missing),
    mend: change('Write a range for each /112, so that both ends differ in the last group of digits only.'),
  },
} as const satisfies Partial<Remedies<typeof virtualServerRules>>
