import type { Check } from '../runtime/check.ts'
import { type Source, type SourceId, sources } from './sources.ts'

/** A grant of sudo, as against one of files or groups. */
const grant = /^nagios ALL=/

/** Words of a call that are a site's own: an address or an interface of an example. */
const example = / (?:eth0|192\.0\.2\.\d+|2001\\:db8)/

/**
 * A file for /etc/sudoers.d: exactly the calls that these checks make by `sudo -n` once they were refused. What names an
 * address or an interface is a comment, to be written out by who knows them.
 */
export function renderSudoers(checks: readonly Check[]): string {
  const read = new Set<SourceId>(
    checks.flatMap(({ rules, reads = [] }) => [
      ...reads,
      ...Object.values(rules).flatMap(rule => rule.reads ?? []),
    ]),
  )
  return Object.entries<Source>(sources)
    .filter(([id]) => read.has(id as SourceId))
    .flatMap(([, source]) => renderSource(source))
    .join('\n')
}

function renderSource({ what, grants = [] }: Source): string[] {
  const rules = grants.filter(each => grant.test(each))
  if (rules.length === 0) return []
  const lines = rules.flatMap(rule =>
    example.test(rule) ? ['# For example, with your interface and address:', `#${rule}`] : [rule],
  )
  return [`# ${what}`, ...lines, '']
}
