/**
 * What rules read, who may read it, and what to grant to who may not: the source of docs/permissions.md. A check needs
 * none of it for itself; only the page and its tests load this file.
 */
export interface Source {
  /** The file, or the call of a program. */
  readonly what: string
  /** A user of no privilege may: held to by a test that reads it as nobody. */
  readonly everybody: boolean
  /** Who else may, and what happens to the verdict without it, as one sentence. */
  readonly note?: string
  /** What to type or write so that the user of the check may, for each way there is. */
  readonly grants?: readonly string[]
}

export const sources = {
  'keepalived.conf': {
    what: '/etc/keepalived/keepalived.conf and what it includes',
    everybody: true,
    note: 'Many close it, because it holds passwords.',
    grants: ['setfacl -m u:nagios:r /etc/keepalived/keepalived.conf'],
  },
  'ip_vs table': { what: '/proc/net/ip_vs', everybody: true },
} as const satisfies Readonly<Record<string, Source>>

export type SourceId = keyof typeof sources
