import { afterAll, test } from 'vitest'
import { need } from '../support/need.ts'
import { parseOutput } from '../support/output.ts'
import type { Case, Peer } from './case.ts'
import { openRunner } from './run.ts'

// Graphs are drawn by label: a label or unit that changes begins a new graph.

/** A call, and the labels of the peer that ours does not have. */
const calls: readonly (readonly [Peer, Case['scene'], string, missing: readonly string[]])[] = [
  ['check_http', 'web', '-I 127.0.0.1 -p {port} -w 5 -c 8', []],
  ['check_curl', 'web', '-I 127.0.0.1 -p {port} -w 5 -c 8', []],
  // Headers arrive with the first byte, or are a part of time_transfer.
  ['check_http', 'https', '-I 127.0.0.1 -p {port} -S -E', ['time_headers s']],
  ['check_curl', 'https', '-I 127.0.0.1 -p {port} -S -E', ['time_headers s']],
  ['check_tcp', 'mail', '-H 127.0.0.1 -p {port} -e 220 -w 5 -c 8', []],
  ['check_icmp', 'nobody', '-H 127.0.0.1 -n 1', []],
  // Ours parts the address and the name by an underscore: 127.0.0.1rta reads as nothing.
  ['check_icmp', 'nobody', '127.0.0.1 127.0.0.2 -n 1', multiTargetLabels('127.0.0.1', '127.0.0.2')],
  ['check_ping', 'nobody', '-H 127.0.0.1 -p 1 -w 100,20% -c 500,60%', []],
]

need(
  'peers',
  'binaries',
  'ping',
)('performance data has the labels and units of the peer', () => {
  const runner = openRunner()
  afterAll(() => runner[Symbol.asyncDispose]())

  test.concurrent.for(calls)('%s, %s: %s', async ([peer, scene, words, missing], { expect }) => {
    const each = { peers: [peer], scene, words }
    const theirs = readLabels((await runner.runPeer(peer, each)).stdout)
    const { stdout } = await runner.runOurs(peer, each)
    const ours = parseOutput(stdout).perfdata.map(item => `${item.label} ${item.unit}`)
    expect(theirs.length).toBeGreaterThan(0)
    expect(theirs.filter(label => !ours.includes(label))).toEqual(missing)
  })
})

/** `time s`. Loose where parsePerfdata is not: the peers end items with `;;;;` and lines with a blank. */
function readLabels(stdout: string): string[] {
  const perfdata = stdout.split('\n', 1)[0]?.split('|')[1] ?? ''
  return [...perfdata.matchAll(/(\S+)=[\d.]+([a-zA-Z%]*)/g)].map(([, label, unit]) => `${label} ${unit}`)
}

function multiTargetLabels(...targets: readonly string[]): string[] {
  return targets.flatMap(target => ['rta ms', 'pl %', 'rtmax ms', 'rtmin ms'].map(each => target + each))
}
