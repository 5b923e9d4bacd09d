import type { Remedies } from '../../../runtime/remedy.ts'
import type { virtualServerRules } from '../../rules/virtual-server.ts'
import { change, changeAndStart, log, table, told, untold } from '../steps.ts'

const never = table('The real server is missing, or has weight 0.')

/** What to do about the checks of real servers. */
export const checkerRemedies = {
  'dropped-checker': {
    means:
      'The real server is not checked by it: when it fails, it stays in the table, and its share of the clients gets no answer. Without a url keepalived 2.2.7 may crash as well.',
    confirm: told({
      run: 'systemctl status keepalived',
      text: 'See whether its processes have run for long.',
    }),
    mend: change(
      'Give the check what it lacks: HTTP_GET a url block with path / and status_code 200, MISC_CHECK a misc_path, FILE_CHECK a track_file, BFD_CHECK the name of a bfd_instance that stands above.',
    ),
  },
  'dropped-url': {
    means: 'This page is not asked for. If it is the only one, the whole check is dropped.',
    confirm: told(),
    mend: change('Write path / into the url block, on a line of its own with the page that is meant.'),
  },
  'check-always-fails': {
    means: 'The real server is taken out and does not come back, however well it is.',
    confirm: told(never),
    mend: change('Write max_reply_length not below min_reply_length: it is 255 where nothing is written.'),
  },
  'portless-check': {
    means: 'The real server is taken out and does not come back, however well it is.',
    confirm: untold(never),
    mend: change('Write connect_port 80 into the check, or a port into the real_server line.'),
  },
  'unreadable-script': {
    means:
      'A notify script never runs. On a misc_path keepalived 2.2.7 crashes: no service is checked, and none may be balanced.',
    confirm: told(
      { run: 'systemctl status keepalived', text: 'See whether it runs.' },
      log('It may tell of a child that ended by signal 11.'),
    ),
    mend: changeAndStart(
      'Put the program with its whole path and its arguments into one pair of double quotes: misc_path "/usr/local/sbin/check-web 192.0.2.21".',
    ),
    never: 'Do not reload keepalived with it: a process that crashes checks nothing any more.',
  },
  'old-setting': {
    means: 'It works. A later version of keepalived may not know the keyword any more.',
    confirm: told(),
    mend: change('Write the new keyword that the alarm names: retry in place of nb_get_retry.'),
  },
  'second-ssl': {
    means: 'The later block or line counts. A certificate or key of the first is not used by SSL_GET.',
    confirm: told(),
    mend: change('Put all lines into one SSL block, each once.'),
  },
} as const satisfies Partial<Remedies<typeof virtualServerRules>>
