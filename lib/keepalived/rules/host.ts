import type { ConfigRules } from './rule.ts'

const neverRuns =
  'keepalived -t speaks of a vrrp_script only: a misc_path or a notify script is found to be missing when it is to run, and such a check never says that a real server is down.'

/** What a configuration names and the host does not have: lib/config/{scripts,accounts,interfaces}.ts. */
export const hostRules = {
  'script-missing': {
    state: 'CRITICAL',
    when: 'a script that keepalived is to run does not exist or is no file',
    silence: neverRuns,
  },
  'script-not-executable': {
    state: 'CRITICAL',
    when: 'nobody may execute a script that keepalived is to run',
    silence: neverRuns,
  },
  'script-interpreter': {
    state: 'CRITICAL',
    when: 'the first line of a script names a program that does not exist; with a CR at its end it never does',
    silence:
      'keepalived does not look into scripts: each run of it fails, and counts as a success all the same.',
  },
  'script-insecure': {
    state: 'WARNING',
    when: 'enable_script_security is set and somebody other than root may change a script or a folder on the way to it',
    silence: 'keepalived disables such a script when it would run as root.',
  },
  'script-unseen': {
    state: 'OK',
    when: 'this user may not look at a script, so that nothing is said of it',
    silence: 'keepalived runs as root and can look at it: only this check cannot.',
  },
  'script-user-missing': {
    state: 'CRITICAL',
    when: 'the user or group that scripts are to run as does not exist: keepalived runs none of them, and takes checks and tracking out',
    silence:
      'keepalived -t names no line of a notify script, and does not say that what a script should have checked counts as well.',
  },
  'script-user-unseen': {
    state: 'OK',
    when: 'whether there is a user or group for scripts could not be found out, so that nothing is said of it',
    silence: 'keepalived asks the system itself: only this check could not.',
  },
  'interface-missing': {
    state: 'CRITICAL',
    when: 'an interface that the configuration names is not on this host, so that the VRRP process of keepalived ends or crashes at the next start or reload; with dynamic_interfaces it waits',
  },
  'interface-made-later': {
    state: 'WARNING',
    when: 'an address or a track_interface names the interface that use_vmac makes: keepalived reads that first, and ends at its next start',
    silence:
      'While keepalived runs the interface is there, and neither a reload nor keepalived -t says anything.',
  },
  'sync-interface-missing': {
    state: 'WARNING',
    when: 'the interface of lvs_sync_daemon is not on this host, so that no connection survives a failover',
    silence: 'keepalived -t does not look for it: the kernel refuses it when keepalived runs.',
  },
  'unicast-source-elsewhere': {
    state: 'CRITICAL',
    when: 'unicast_src_ip of an instance with unicast peers is no address of this host, so that it stays in FAULT state',
    silence: 'keepalived -t does not look: the instance is in FAULT once keepalived runs.',
  },
  'unicast-peer-here': {
    state: 'CRITICAL',
    when: 'all unicast peers of an instance are addresses of this host itself, so that both directors become MASTER',
    silence: 'keepalived sends its adverts to itself and hears nobody else.',
  },
  'interface-unseen': {
    state: 'OK',
    when: 'the interfaces or addresses of this host could not be read, so that nothing is said of them',
    silence: 'keepalived asks the kernel itself: only this check cannot.',
  },
} as const satisfies ConfigRules
