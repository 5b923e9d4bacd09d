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
    reason:
      'What is left of a line of more than 1023 signs is said of its line; keepalived says it of a later one.',
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
      /: (?:Error setting global script uid\/gid|Unable to set (?:default user|uid\/gid) .*|Failed to set uid\/gid .*)$/,
    reason: 'Which users and groups there are is known on the director alone.',
  },
  {
    by: 'keepalived',
    pattern: /: \(\S+\) track script \S+ not found, ignoring\.\.\.$/,
    given: /^keepalived: (?:Error setting|Unable to set) .*(?:uid\/gid|default user)/m,
    reason: 'A script whose user is not there is none.',
  },
  {
    by: 'keepalived',
    pattern: /: (?:WARNING - interface .* doesn't exist|Non-existent interface specified in configuration)$/,
    reason: 'Which interfaces there are is known on the director alone.',
  },
  {
    by: 'keepalived',
    pattern: /: Invalid smtp server /,
    reason: 'keepalived asks the resolver for a name, and for what is no address. We ask nobody.',
  },
  {
    by: 'ours',
    pattern: / (?:script-security|start-script-security): /,
    reason: 'keepalived leaves out a script that is not on this host. Our reader does not look at the host.',
  },
  {
    by: 'ours',
    pattern: / (?:script-refused|unreadable-script|global-script): .* names no program/,
    reason: 'keepalived says nothing of empty quotes, and runs nothing.',
  },
  {
    by: 'ours',
    pattern: / (?:no-weight|quorum-reduced|hysteresis-reduced): /,
    given: /^keepalived: Real server weight .* is outside range/m,
    reason:
      'A weight that is no number counts as what it begins with, or 0, when keepalived runs, and not at all under -t. We say what runs.',
  },
]
