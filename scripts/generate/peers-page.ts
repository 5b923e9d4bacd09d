import type { Peer } from '../../test/peers/case.ts'
import { cases } from '../../test/peers/cases.ts'
import { type Difference, differences, type Row } from '../../test/peers/differences.ts'
import { escapeCell } from './cell.ts'

const sections: readonly (readonly [title: string, ...peers: readonly Peer[]])[] = [
  ['check_http and check_curl', 'check_http', 'check_curl'],
  ['check_tcp', 'check_tcp'],
  ['check_icmp and check_ping', 'check_icmp', 'check_ping'],
]

/** docs/peers.md: where ours leaves with another exit code than a plugin that it stands in for, and why. */
export function renderPeersPage(): string {
  const calls = cases.flatMap(each => each.peers).length
  const differing = differences
    .flatMap(each => each.cases)
    .flatMap(([, theirs]) => Object.keys(theirs)).length
  const lines = [
    '# Beside the plugins you have',
    '',
    'check_vip_service takes the options of check_http and check_curl, and with `--tcp` those of check_tcp.',
    'check_vip_ping takes those of check_icmp and check_ping.',
    `The tests run ${calls} calls with both, on the same servers: ${calls - differing} of them leave with the same exit code.`,
    `The other ${differing}, most of them mistakes in the call, are here with the reason.`,
    '',
    'Exit codes are 0 OK, 1 WARNING, 2 CRITICAL and 3 UNKNOWN. PORT is the port of a test server, which stands in',
    'brackets. The plugins are those of monitoring-plugins 2.3.3.',
    '',
    ...sections.flatMap(([title, ...peers]) => [
      `## ${title}`,
      '',
      ...differences.filter(each => isAbout(each, peers)).flatMap(renderDifference),
    ]),
  ]
  return `${lines.join('\n').trimEnd()}\n`
}

function isAbout({ cases: rows }: Difference, peers: readonly Peer[]): boolean {
  return rows.some(([, theirs]) => peers.some(peer => theirs[peer] !== undefined))
}

function renderDifference({ why, cases: rows }: Difference): string[] {
  return [why, '', '| call | its exit | ours |', '|---|---|---|', ...rows.flatMap(renderRow), '']
}

/** One line for each exit code that peers leave with. */
function renderRow([id, theirs, ours]: Row): string[] {
  const [, scene = '', words = ''] = /^(.*?): (.*)$/.exec(id) ?? []
  const place = scene === 'nobody' ? '' : ` (${scene})`
  const call = escapeCell(words.replaceAll('{port}', 'PORT'))
  return [...new Set(Object.values(theirs))].map(code => {
    const names = Object.entries(theirs).flatMap(([name, exit]) => (exit === code ? [name] : []))
    return `| ${names.toSorted().reverse().join(' or ')} \`${call}\`${place} | ${code} | ${ours} |`
  })
}
