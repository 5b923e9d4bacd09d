import type { Remedies } from '../../../runtime/remedy.ts'
import type { vrrpRules } from '../../rules/vrrp.ts'
import { change, log, told, untold } from '../steps.ts'

/** What to do about what instances track, and about scripts. */
export const trackRemedies = {
  'track-unknown': {
    means: 'A failure of what should be tracked does not move the VIPs to the other director.',
    confirm: told(),
    mend: change(
      'Write the name as it is defined, case counts, and put its block above the instance: vrrp_script, track_file, vrrp_track_process or bfd_instance.',
    ),
  },
  'track-option': {
    means: 'The entry is not tracked, or with another weight than it is meant.',
    confirm: told(),
    mend: change(
      'Write the name, and behind it weight with a number of -253 to 253. The interface of the instance is tracked anyway.',
    ),
  },
  'track-weight-ignored': {
    means:
      'What has failed does not lower the priority, and the VIPs stay where they are or go to FAULT at once.',
    confirm: told(),
    mend: change(
      'Track it without a weight, or write sync_group_tracking_weight into the sync group. Give the instance a priority below 255.',
    ),
  },
  'track-name-twice': {
    means: 'Only the first of the two is tracked. What the second looks at may fail unnoticed.',
    confirm: untold({
      run: 'grep -rn NAME /etc/keepalived',
      text: 'NAME is the one of the alarm. It shows both.',
    }),
    mend: change('Give each a name of its own, and name both in the track blocks.'),
  },
  'script-unused': {
    means: 'The script never runs, and what it looks at may fail unnoticed.',
    confirm: untold(log('It says at the start that the script is not used.')),
    mend: change('Name it in a track_script block of the instance or the sync group, or take it out.'),
  },
  'script-refused': {
    means: 'The script never runs: nothing is tracked by it, nobody is told by it.',
    confirm: told(),
    mend: change(
      'Write the program with its whole path and its arguments in one pair of double quotes: script "/usr/local/sbin/check-lvs arg".',
    ),
  },
  'script-arguments': {
    means:
      'A vrrp_script or misc_path runs without its arguments and may check nothing of what it should. A notify or quorum script does not run at all.',
    confirm: untold(log('Of a notify script it may say that there is no such user.')),
    mend: change(
      'Put the program and its arguments into one pair of double quotes: misc_path "/usr/local/sbin/check-web 192.0.2.21 80".',
    ),
  },
  'script-security': {
    means:
      'keepalived runs the scripts as root, whoever may change them. A user with the right to write there becomes root.',
    confirm: told({
      run: 'namei -l FILE',
      text: 'FILE is a script. See who may write there and to the folders above.',
    }),
    mend: change(
      'Write enable_script_security and script_user with a user of few rights into global_defs.',
      'See first that this user may do what the scripts do: one that fails takes real servers out or moves VIPs.',
    ),
  },
  'sync-daemon-instance': {
    means: 'No sync daemon runs. A failover cuts the connections that are open.',
    confirm: untold(
      { run: 'ipvsadm -L --daemon', text: 'It shows no daemon.' },
      log('It names the instance that is not there.'),
    ),
    mend: change('Write the name of a vrrp_instance, case counts: lvs_sync_daemon IFACE INSTANCE id 1.'),
  },
} as const satisfies Partial<Remedies<typeof vrrpRules>>
