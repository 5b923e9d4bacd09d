import type { ConfigRules } from './rule.ts'

/** What the blocks of keepalived's VRRP process can have wrong: lib/keepalived/vrrp*.ts. */
export const vrrpRules = {
  'vrrp-block-refused': {
    state: 'CRITICAL',
    when: 'a vrrp_instance, vrrp_sync_group or another block of VRRP has no name or one that is taken, so that keepalived passes over it',
  },
  'vrrp-stops': {
    state: 'CRITICAL',
    when: 'a vrrp_instance lacks what VRRP cannot do without, so that the VRRP process ends and no VIP is bound',
  },
  'vrrp-value': {
    state: 'WARNING',
    when: 'a value in a block of VRRP is none that keepalived takes',
  },
  'vrrp-state': {
    state: 'WARNING',
    when: 'the state of a vrrp_instance is neither MASTER nor BACKUP, or given twice',
  },
  'vrrp-address': {
    state: 'CRITICAL',
    when: 'an address of a vrrp_instance other than a VIP (a peer, a source) cannot be taken',
  },
  'vip-refused': {
    state: 'CRITICAL',
    when: 'an entry of virtual_ipaddress or virtual_ipaddress_excluded is left out by keepalived',
  },
  'vip-option': {
    state: 'WARNING',
    when: 'a word or a prefix length of a VIP is not what keepalived takes, so that it does without it',
  },
  'too-many-vips': {
    state: 'WARNING',
    when: 'a vrrp_instance has more VIPs than an advert can hold with an MTU of 1500',
  },
  'no-vip': { state: 'WARNING', when: 'a vrrp_instance of VRRP version 2 has no VIP' },
  'duplicate-vrid': {
    state: 'CRITICAL',
    when: 'two instances use one virtual_router_id on one interface and address family',
  },
  'auth-pass-cut': {
    state: 'WARNING',
    when: 'an auth_pass has more than the 8 characters that count',
  },
  'authentication-ignored': {
    state: 'WARNING',
    when: 'authentication is asked for where VRRP version 3, strict mode or a missing password rules it out',
  },
  'nopreempt-ignored': {
    state: 'WARNING',
    when: 'nopreempt stands with state MASTER or priority 255, which undo it',
  },
  'preempt-delay-ignored': {
    state: 'WARNING',
    when: 'preempt_delay stands with state MASTER, nopreempt or strict mode, which undo it',
  },
  'advert-interval': {
    state: 'WARNING',
    when: 'an advert_int is not one that the VRRP version can say, so that keepalived changes it',
  },
  'version-conflict': {
    state: 'WARNING',
    when: 'a VRRP version contradicts another one or the address family',
  },
  'strict-conflict': {
    state: 'WARNING',
    when: 'a setting of a vrrp_instance is undone by strict mode',
  },
  'unicast-conflict': {
    state: 'WARNING',
    when: 'unicast keywords of a vrrp_instance lack peers or contradict others',
  },
  'vmac-conflict': {
    state: 'WARNING',
    when: 'use_vmac or use_ipvlan of a vrrp_instance contradicts another setting',
  },
  'instance-fault': {
    state: 'CRITICAL',
    when: 'a vrrp_instance stays in FAULT because use_ipvlan has no source address',
  },
  'unicast-fault': {
    state: 'CRITICAL',
    when: 'a vrrp_instance stays in FAULT because unicast_fault_no_peer stands without a unicast peer',
    silence:
      'keepalived says it in its log, not as an error of the configuration: the instance never takes its VIPs.',
  },
  'track-unknown': {
    state: 'CRITICAL',
    when: 'something is to be tracked that is not defined above, so that nothing is tracked',
  },
  'track-option': {
    state: 'WARNING',
    when: 'an entry of a track block cannot be taken as it stands',
  },
  'track-weight-ignored': {
    state: 'WARNING',
    when: 'a weight is ignored, or what has it is not tracked, because of a sync group or priority 255',
  },
  'given-twice': {
    state: 'WARNING',
    when: 'something that counts once is given again, and the later one is ignored',
  },
  'script-refused': {
    state: 'CRITICAL',
    when: 'a script cannot be read from its line, or a vrrp_script has none, so that it never runs',
  },
  'script-arguments': {
    state: 'CRITICAL',
    when: 'arguments of a script stand outside of the quotes, so that they do not reach it',
    silence:
      'keepalived says nothing with -t: a vrrp_script and a misc_path are run without them; of notify and quorum scripts they are taken for a user, and nothing is run.',
  },
  'script-security': {
    state: 'WARNING',
    when: 'scripts are run by VRRP without enable_script_security',
  },
  'sync-member-unknown': {
    state: 'CRITICAL',
    when: 'a vrrp_sync_group names a vrrp_instance that does not exist or is in another group',
  },
  'sync-group-empty': { state: 'CRITICAL', when: 'a vrrp_sync_group has no members' },
  'sync-group-single': { state: 'WARNING', when: 'a vrrp_sync_group has one member' },
  'sync-group-mixed': {
    state: 'WARNING',
    when: 'a vrrp_sync_group has members of priority 255 and others',
  },
  'vrrp-deprecated': { state: 'WARNING', when: 'a keyword of VRRP is deprecated' },
  'route-entry': {
    state: 'WARNING',
    when: 'an entry of routes or rules is not one that keepalived takes',
  },
  'vip-twice': {
    state: 'CRITICAL',
    when: 'one address is a VIP twice',
    silence:
      'keepalived says nothing: the two instances take the address from each other, and the one that leaves MASTER unbinds it for both.',
  },
  'vip-prefix': {
    state: 'WARNING',
    when: 'an IPv6 VIP is wider than /128',
    silence:
      'keepalived says nothing: only a /128 is bound as deprecated, any other becomes a source address of the director, and its own health checks come from the VIP.',
  },
  'priority-missing': {
    state: 'WARNING',
    when: 'a vrrp_instance of state MASTER has no priority, so that it is 255',
    silence:
      'keepalived says nothing: with 255 the instance owns the address and takes it back at once, whatever nopreempt and weights say.',
  },
  'interface-name': {
    state: 'CRITICAL',
    when: 'an interface name is one that no interface can have',
  },
  'strict-unicast': {
    state: 'WARNING',
    when: 'strict mode stands with unicast peers',
    silence: 'keepalived 2.2.7 overlooks it, other versions refuse to start VRRP.',
  },
  'track-name-twice': {
    state: 'WARNING',
    when: 'two vrrp_script, vrrp_track_process or track_file have one name',
    silence: 'keepalived says nothing and only ever uses the first.',
  },
  'script-unused': {
    state: 'WARNING',
    when: 'a vrrp_script is tracked by nothing',
    silence: 'keepalived says it in its log when it starts, not with -t: the script never runs.',
  },
  'sync-daemon-instance': {
    state: 'WARNING',
    when: 'lvs_sync_daemon names a vrrp_instance that does not exist',
    silence:
      'keepalived says it in its log when it starts, not with -t: connections are not synchronised to the backup.',
  },
  'unicast-source-missing': {
    state: 'OK',
    when: 'unicast_peer stands without unicast_src_ip',
    silence:
      'keepalived takes the first address of the interface; the peer ignores adverts when it expects another one.',
  },
} as const satisfies ConfigRules
