import type { Remedies } from '../../runtime/remedy.ts'
import type { globalRules } from '../rules/global.ts'
import { adverts, change, changeAndStart, told, untold } from './steps.ts'

/** What to do about global_defs and the words outside of all blocks. */
export const globalRemedies = {
  'global-value': {
    means: 'keepalived does without the line, or takes the value that the alarm names.',
    confirm: told({ run: 'man keepalived.conf', text: 'See which values the keyword takes.' }),
    mend: change(
      'Write a value as the alarm advises, or take the line out: the default holds then.',
      'What names a namespace, an instance or a process counts from the next start of keepalived only.',
    ),
  },
  'global-twice': {
    means: 'The first of the two lines counts, and the one that somebody added later does not.',
    confirm: told(),
    mend: change('Keep the line that is meant, and take the other out. It may stand in an included file.'),
  },
  'global-deprecated': {
    means: 'Now it works or does nothing. A later version of keepalived may not know the keyword any more.',
    confirm: told({ run: 'keepalived --version', text: 'See which version reads the file.' }),
    mend: change('Write the keyword that the alarm names in its place.'),
  },
  'global-script': {
    means: 'The script never runs, and nobody is told of what it should tell.',
    confirm: told(),
    mend: change(
      'Put the program with its whole path and its arguments into one pair of double quotes: startup_script "/usr/local/sbin/lvs-start all".',
    ),
  },
  'start-script-security': {
    means:
      'keepalived runs the script as root, whoever may change it. A user with the right to write there becomes root with the next start.',
    confirm: told({
      run: 'namei -l FILE',
      text: 'FILE is the script. Only root may write there and to the folders above.',
    }),
    mend: changeAndStart('Write enable_script_security into global_defs.', {
      run: 'chown root:root FILE',
      text: 'The script and its folders have to belong to root, or keepalived does not run it any more.',
    }),
  },
  'sync-daemon-option': {
    means:
      'keepalived synchronises connections otherwise than it is meant, or not at all. After a failover clients then have to connect anew.',
    confirm: told({
      run: 'ipvsadm -L --daemon',
      text: 'It shows which sync daemons run, with interface and syncid.',
    }),
    mend: change(
      'Write the line as: lvs_sync_daemon IFACE INSTANCE id 1, with inst, id, maxlen, port, ttl and group as its words.',
      'Write the times as: lvs_timeouts tcp 900 tcpfin 120 udp 300, in seconds.',
    ),
  },
  'multicast-group': {
    means:
      'keepalived may send its adverts to the group of VRRP in place of the one that is written. A director that uses the written one does not hear them, and both become MASTER.',
    confirm: told(adverts('It shows to which group each director sends.')),
    mend: change(
      'Write vrrp_mcast_group4 224.0.0.18 and vrrp_mcast_group6 ff02::12, or other multicast addresses, the same on both directors. For IPv6 it has to be link-local.',
    ),
  },
  'router-id-missing': {
    means: 'Mails and traps carry the name of the host. Nothing else depends on it.',
    confirm: untold({ run: 'hostname', text: 'It has to be another one on each director.' }),
    mend: change(
      'Write router_id with the name of this director into global_defs, if it shall be seen there.',
    ),
  },
} as const satisfies Remedies<typeof globalRules>
