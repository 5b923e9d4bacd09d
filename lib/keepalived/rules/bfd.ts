import type { ConfigRules } from './rule.ts'

/** What a bfd_instance can have wrong: lib/keepalived/bfd.ts. */
export const bfdRules = {
  'bfd-instance-lost': {
    state: 'CRITICAL',
    when: 'a bfd_instance has no neighbour or one that keepalived cannot take, or is there twice, so that keepalived leaves it out',
  },
  'bfd-value': { state: 'WARNING', when: 'a value of a bfd_instance is none that keepalived takes' },
} as const satisfies ConfigRules
