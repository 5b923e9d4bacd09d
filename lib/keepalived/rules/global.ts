import type { ConfigRules } from './rule.ts'

/** What global_defs and the words outside of all blocks can have wrong: lib/keepalived/global*.ts. */
export const globalRules = {
  'global-value': {
    state: 'WARNING',
    when: 'a value in global_defs or outside of all blocks is missing or none that keepalived takes',
  },
  'global-twice': {
    state: 'WARNING',
    when: 'something in global_defs or outside of all blocks that counts once is given again, and the later one is ignored',
  },
  'global-deprecated': {
    state: 'WARNING',
    when: 'a keyword of global_defs is deprecated or not supported any more',
  },
  'global-script': {
    state: 'WARNING',
    when: 'a script in global_defs cannot be read from its line, so that it never runs',
  },
  'start-script-security': {
    state: 'WARNING',
    when: 'startup_script or shutdown_script stands without enable_script_security',
  },
  'sync-daemon-option': {
    state: 'WARNING',
    when: 'a word of lvs_sync_daemon or lvs_timeouts is not what keepalived takes, so that it does without it',
  },
  'multicast-group': {
    state: 'WARNING',
    when: 'vrrp_mcast_group4 or vrrp_mcast_group6 is no multicast address of its family',
  },
  'router-id-missing': {
    state: 'OK',
    when: 'global_defs has no router_id',
    silence:
      'keepalived takes the name of the host, which is right as long as the directors have different names.',
  },
} as const satisfies ConfigRules
