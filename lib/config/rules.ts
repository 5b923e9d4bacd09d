import { bfdRules } from '../keepalived/rules/bfd.ts'
import { fileRules } from '../keepalived/rules/file.ts'
import { globalRules } from '../keepalived/rules/global.ts'
import { hostRules } from '../keepalived/rules/host.ts'
import { meaningRules } from '../keepalived/rules/meaning.ts'
import { pairRules } from '../keepalived/rules/pair.ts'
import type { ConfigRules } from '../keepalived/rules/rule.ts'
import { syntaxRules } from '../keepalived/rules/syntax.ts'
import { virtualServerRules } from '../keepalived/rules/virtual-server.ts'
import { vrrpRules } from '../keepalived/rules/vrrp.ts'
import type { Rules } from '../runtime/check.ts'

/** All there is to say about a keepalived.conf alone, and about two of them. */
export const configRules: ConfigRules = {
  ...fileRules,
  ...syntaxRules,
  ...globalRules,
  ...vrrpRules,
  ...virtualServerRules,
  ...bfdRules,
  ...meaningRules,
  ...hostRules,
  ...pairRules,
}

/** What there is to say about reading them, about backups, and for keepalived itself. */
export const checkRules = {
  'config-missing': { state: 'UNKNOWN', when: 'there is no such keepalived.conf on this host' },
  'config-unreadable': {
    state: 'UNKNOWN',
    when: 'keepalived.conf cannot be read: by this user, as it is no regular file, or as it is too long',
  },
  'config-id': {
    state: 'UNKNOWN',
    when: 'the id of --config-id or --peer-id is in none of the @ lines, or which one is meant cannot be known',
  },
  'peer-unreadable': {
    state: 'UNKNOWN',
    when: 'the file of --peer is not there or cannot be read',
    reads: ['peer and backups'],
  },
  'peer-same': {
    state: 'UNKNOWN',
    when: '--peer is the same file, read with the same id',
    reads: ['keepalived.conf', 'peer and backups'],
  },
  'backup-missing': {
    state: 'WARNING',
    when: 'there is no backup of a file',
    reads: ['keepalived.conf', 'peer and backups'],
  },
  'backup-unreadable': { state: 'UNKNOWN', when: 'a backup cannot be read', reads: ['peer and backups'] },
  'backup-differs': {
    state: 'WARNING',
    when: 'a backup is not what is in use',
    reads: ['keepalived.conf', 'peer and backups'],
  },
  'backup-line-ends': {
    state: 'WARNING',
    when: 'a backup has other line ends or a byte order mark: an editor on another system has changed it',
    reads: ['keepalived.conf', 'peer and backups'],
  },
  'backup-age': {
    state: 'range',
    when: 'a backup is older than --backup-age allows',
    reads: ['peer and backups'],
  },
  'keepalived-says': {
    state: 'WARNING',
    when: 'keepalived -t complains of something that no other rule speaks of',
    reads: ['keepalived -t'],
  },
  'keepalived-test-failed': {
    state: 'UNKNOWN',
    when: 'keepalived -t could not be run or did not end',
    reads: ['keepalived -t'],
  },
} as const satisfies Rules

/** What the host has is looked at beside the file. */
const ofHost = {
  'interface-missing': ['interfaces'],
  'sync-interface-missing': ['interfaces'],
  'unicast-source-elsewhere': ['ip address'],
  'unicast-peer-here': ['ip address'],
  'interface-unseen': ['interfaces', 'ip address'],
  'script-user-missing': ['accounts'],
  'script-user-unseen': ['accounts'],
} as const

const ofPair = ['keepalived.conf', 'peer and backups'] as const

/** Every rule of the check with its state. */
export const rules: Rules = {
  ...checkRules,
  ...configRules,
  ...Object.fromEntries(
    Object.entries(ofHost).map(([id, reads]) => [
      id,
      { ...configRules[id], reads: ['keepalived.conf', ...reads] },
    ]),
  ),
  ...Object.fromEntries(Object.entries(pairRules).map(([id, rule]) => [id, { ...rule, reads: ofPair }])),
}
