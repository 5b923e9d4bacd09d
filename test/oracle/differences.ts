import type { Discrepancy } from './compare.ts'

/** Where keepalived and our reader differ, and why that is so. */
export interface Difference {
  readonly by: Discrepancy['by']
  /** Of the text of a discrepancy. */
  readonly pattern: RegExp
  /** Of what both sides say of the case. */
  readonly given?: RegExp
  readonly reason: string
}

export const differences: readonly Difference[] = [
  {
    by: 'keepalived',
    pattern: /^inc\/noeol\.conf:0: /,
    reason:
      'Where an included file ends without a line feed, keepalived loses count of its lines and says 0. We say the line.',
  },
  {
    by: 'keepalived',
    pattern: /^long-lines\.conf:\d+: /,
    reason:
      'keepalived counts what is left of a line of more than 1023 signs as a line of its own. We say the line of the file.',
  },
  {
    by: 'ours',
    pattern: /^long-lines\.conf:6 unknown-keyword: /,
    reason: 'The same: keepalived says it of a later line.',
  },
  {
    by: 'ours',
    pattern: / (?:no-vip|vrrp-stops|duplicate-vrid|nopreempt-ignored): /,
    given: /^keepalived: \(\S+\) (?:Unknown interface!|the virtual router id must be set)$/m,
    reason:
      'The VRRP process looks at one instance after the other and ends at the first that it cannot run. We look at all.',
  },
  {
    by: 'keepalived',
    pattern: /^keepalived (?:crashes: SIGSEGV|does not end)$/,
    given: /^(?:track-unknown|follows): file /m,
    reason:
      'Under -t alone, 2.2.7 loops or crashes when a tracked file is not found and others are: it has mixed the files of two processes in one. Without -t it says what we say.',
  },
  {
    by: 'keepalived',
    pattern:
      /: (?:Error setting global script uid\/gid|Unable to set default user for .*|\(\S+\) track script CHECK_LINK not found.*)$/,
    given: /^keepalived: Error setting global script uid\/gid$/m,
    reason: 'Which users and groups there are is known on the director alone.',
  },
  {
    by: 'ours',
    pattern: /^(?:vrrp-conflicts\.conf:8|script-missing(?:-folder)?\.conf:7) script-security: /,
    reason: 'keepalived leaves out a script that is not on this host. Our reader does not look at the host.',
  },
]
