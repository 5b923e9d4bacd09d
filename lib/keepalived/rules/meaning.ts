import type { ConfigRules } from './rule.ts'

/** What a configuration asks for that cannot work as it seems to be meant: lib/config/lint.ts. */
export const meaningRules = {
  'empty-configuration': {
    state: 'CRITICAL',
    when: 'nothing that keepalived knows is in the configuration, so that it runs and does nothing',
    silence: 'keepalived starts, and exits with 0 from -t.',
  },
  'vip-in-no-instance': {
    state: 'WARNING',
    when: 'the address of a virtual server is the VIP of no vrrp_instance, so that it does not move to the backup',
    silence: 'keepalived does not compare the addresses that it balances with those that it binds.',
  },
  'vip-not-reachable': {
    state: 'WARNING',
    when: 'strict mode or no_accept makes the firewall drop what is sent to the VIP itself',
    silence:
      'keepalived says nothing: pings and health checks of the VIP fail while keepalived and ipvsadm look well.',
  },
  'balanced-vip-dropped': {
    state: 'CRITICAL',
    when: 'strict mode or no_accept makes the firewall drop what is sent to the VIP of a virtual server',
    silence:
      'keepalived says nothing: it balances a service of which no client gets a packet, and ipvsadm looks well.',
  },
} as const satisfies ConfigRules
