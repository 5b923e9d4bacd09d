import { cpus, release } from 'node:os'
import { escapeCell } from '../../scripts/generate/cell.ts'
import { transientFor } from './day.ts'
import type { Fault, Kind } from './fault.ts'
import type { Outcome } from './matrix.ts'
import type { PeerAnswer } from './peers.ts'
import { lanes } from './pool.ts'

/** The chapters of docs/faults.md, in their order. */
const chapters: Readonly<Record<Kind, string>> = {
  director: 'Directors',
  configuration: 'keepalived.conf',
  'real server': 'Real servers',
  table: 'The IPVS table',
  address: 'Who answers for a VIP',
  service: 'The service behind a VIP',
}

/** What a row of the page begins with: all of it that does not differ from run to run. */
export function beginOfRow({ title, seen: [first] }: Fault): string {
  return `| ${cell(title)} | ${cell(first?.by ?? '')} | \`${first?.rule}\` | ${first?.state} |`
}

/** docs/faults.md: what was seen in a run of the whole matrix. */
export function renderFaultsPage(outcomes: readonly Outcome[], date: Date): string {
  const faults = outcomes.flatMap(each => (each.kind === 'fault' ? each.played : []))
  const days = outcomes.flatMap(each => (each.kind === 'day' ? each.lived : []))
  const kinds = (Object.keys(chapters) as Kind[]).filter(kind =>
    faults.some(({ fault }) => fault.kind === kind),
  )
  return `# What is caught, and when

Made by \`npm run lab -- matrix --write\` on ${date.toISOString().slice(0, 10)}: each fault was really made in a cluster of two directors (keepalived, the kernel's IPVS), five real servers and a monitoring host,
in a user-mode Linux on ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Linux ${release().split('-')[0]}. The checks ran in it as an unprivileged user. The
check that detects a fault is named by its watch in test/lab/watches.ts, and it is the built binary that said so; those that had to stay
quiet (\`watchedFor\` there) did. Seconds count from the fault to the end of the run that said it: ${lanes} guests ran side by side, and a
monitoring system adds its interval.

What check_ping, check_tcp and check_http of monitoring-plugins said of the VIP in the same seconds stands beside it.
${kinds
  .map(
    kind => `
## ${chapters[kind]}

| fault | detected by | rule | state | seen after | first line | also said by | check_ping | check_tcp | check_http |
|---|---|---|---|---|---|---|---|---|---|
${faults
  .filter(({ fault }) => fault.kind === kind)
  .sort((one, other) => compare(one.fault.title, other.fault.title))
  .map(({ fault, sightings: [first, ...others], peers }) => {
    const also = others.map(({ seen }) => `${seen.by} (\`${seen.rule}\`)`).join(', ')
    const own = [seconds(first?.seconds ?? Number.NaN), cell(first?.line ?? ''), also]
    return `${beginOfRow(fault)} ${[...own, ...peers.map(peerState)].join(' | ')} |`
  })
  .join('\n')}
`,
  )
  .join('')}
## Quiet days

All watches looked again and again, in rounds; what was not OK is listed with the seconds from its first to its last time, and why
it is no false alarm.

| day | answers | what was not OK, and for how long |
|---|---:|---|
${days
  .map(({ day, answers, said }) => {
    const list = said.map(each => {
      const { by, rule, state, first, last } = each
      const why = transientFor(each, day)?.why ?? ''
      return `${by}: ${state} \`${rule}\` for ${seconds(last - first)}: ${cell(why)}`
    })
    return `| ${cell(day.title)} | ${answers} | ${list.length === 0 ? 'nothing' : list.join('<br>')} |`
  })
  .join('\n')}
`
}

function seconds(value: number): string {
  return `${value.toFixed(1)} s`
}

function peerState({ exitCode, line }: PeerAnswer): string {
  const state = ['OK', 'WARNING', 'CRITICAL', 'UNKNOWN'][exitCode ?? 3] ?? 'UNKNOWN'
  return state === 'OK' ? state : `${state}: ${cell(line)}`
}

/** A text in a cell of a table. */
function cell(text: string): string {
  return escapeCell(text.replaceAll('\\', '\\\\')).replaceAll(/\s+/g, ' ')
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other)
}
