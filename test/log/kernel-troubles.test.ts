import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { findTroubles } from '../../lib/log/troubles.ts'
import { line } from './support.ts'

/** The lines of `test/fixtures/log/SCENARIO/dmesg`, as a kernel of a real director has said them. */
function kernelLines(scenario: string) {
  const path = fileURLToPath(new URL(`../fixtures/log/${scenario}/dmesg`, import.meta.url))
  const rows = readFileSync(path, 'utf8').trimEnd().split('\n')
  return rows.map(row => line(row.replace(/^\[[ \d.]+\] /, ''), { source: 'kernel' }))
}

test.each<readonly [string, readonly string[]]>([
  ['kernel-quiet', []],
  ['kernel-conntrack-full', ['critical conntrack-full 6']],
  ['kernel-duplicate-address', ['critical duplicate-address 1']],
  ['kernel-neighbours-full', ['warning neighbours-full 9']],
  [
    'kernel-no-destination',
    ['warning no-destination 2', 'warning no-destination 2', 'warning no-destination 1'],
  ],
  ['kernel-no-scheduler-module', ['critical scheduler-missing 1', 'warning no-destination 1']],
])('%s', (scenario, wanted) => {
  const lines = kernelLines(scenario)
  expect(lines.length).toBeGreaterThan(0)
  expect(findTroubles(lines).map(({ state, id, count }) => `${state} ${id} ${count}`)).toEqual(wanted)
})

test('services are named as the kernel names them, by address, IPv6 and mark', () => {
  const told = findTroubles(kernelLines('kernel-no-destination')).map(({ text }) => text)
  expect(told).toEqual([
    'IPVS has refused connections to TCP 10.99.0.200:80: it had no usable real server',
    'IPVS has refused connections to TCP [fd99::200]:80: it had no usable real server',
    'IPVS has refused connections to FWM 7: it had no usable real server',
  ])
})
