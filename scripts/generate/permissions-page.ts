import { type Source, type SourceId, sources } from '../../lib/objects/sources.ts'
import type { Check } from '../../lib/runtime/check.ts'

/** docs/permissions.md: what each rule reads, who may read it, and what to grant to the user of the check. */
export function renderPermissionsPage(checks: readonly Check[]): string {
  const lines = [
    '# Who may read what',
    '',
    'Checks run as the user of the monitoring agent (`nagios`, or NRPE’s), never as root, and write nothing. What everybody',
    'may read is read first; a program that is refused is tried once more by `sudo -n` with exactly the words shown here.',
    'What stays closed is UNKNOWN with its grant as the hint, and the rules that do not need it speak all the same.',
    '',
    ...checks.flatMap(renderCheck),
    '## What there is to read',
    '',
    'Lines that begin with `nagios ALL=` go into a file of their own, such as `/etc/sudoers.d/lvs-checks`; check it with',
    '`visudo -c`.',
    '',
    '| what | who may | to grant |',
    '|---|---|---|',
    ...Object.values<Source>(sources).map(each => row(each.what, describeWho(each), describeGrants(each))),
  ]
  return `${lines.join('\n')}\n`
}

/** Rules that read the same stand in one row; those that say nothing of their own come last, unnamed. */
function renderCheck(check: Check): string[] {
  const rows = new Map<string, string[]>()
  const others = Object.entries(check.rules).flatMap(([id, { reads }]) => {
    if (reads === undefined) return [id]
    const key = reads.join('\n')
    rows.set(key, [...(rows.get(key) ?? []), `\`${id}\``])
    return []
  })
  const rest = rows.size === 0 ? 'every rule' : 'every other rule'
  return [
    `## ${check.name}`,
    '',
    '| rules | read | who may | to grant |',
    '|---|---|---|---|',
    ...[...rows].flatMap(([key, rules]) => renderRules(rules, key)),
    ...(others.length === 0 ? [] : renderRules([rest], (check.reads ?? []).join('\n'))),
    '',
  ]
}

function renderRules(rules: readonly string[], key: string): string[] {
  const ids = key === '' ? [] : (key.split('\n') as SourceId[])
  if (ids.length === 0) return [row(rules.join(', '), 'the options alone', 'everybody', '')]
  return ids.map((id, at) => {
    const source: Source = sources[id]
    return row(at === 0 ? rules.join(', ') : '', source.what, describeWho(source), describeGrants(source))
  })
}

function describeWho({ everybody, note }: Source): string {
  return [everybody ? 'everybody' : 'not everybody', ...(note === undefined ? [] : [note])].join('. ')
}

function describeGrants({ grants = [] }: Source): string {
  return grants.map(grant => `\`${grant}\``).join('<br>')
}

/** Cells as Markdown's tables take them. */
function row(...cells: readonly string[]): string {
  return `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`
}
