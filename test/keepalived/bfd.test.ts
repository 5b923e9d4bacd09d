import { describe, expect, test } from 'vitest'
import { readConfig } from '../../lib/keepalived/read.ts'
import { bfdRules } from '../../lib/keepalived/rules/bfd.ts'
import { sourcesOf } from '../support/config-sources.ts'

/** What is said about BFD, as `line rule: text`. */
function said(text: string): string[] {
  const { diagnostics } = readConfig(sourcesOf(text), { configId: 'lvs1', version: '2.2.7' })
  return diagnostics
    .filter(({ rule }) => Object.hasOwn(bfdRules, rule))
    .map(({ rule, mark, text }) => `${mark?.line} ${rule}: ${text}`)
}

const session = (...lines: readonly string[]) =>
  said(['bfd_instance PEER {', 'neighbor_ip 192.0.2.2', ...lines, '}', ''].join('\n'))

test('nothing is said of a session that is in order', () => {
  const lines = ['source_ip 192.0.2.1', 'min_rx 0.999', 'min_tx 20.5', 'idle_tx 1000', 'multiplier 255']
  expect(session(...lines.with(1, 'min_rx 1'), 'ttl 64', 'max_hops 64', 'weight -253 reverse')).toEqual([])
  expect(session(...lines)).toEqual([
    "4 bfd-value: min_rx of bfd_instance PEER is ignored, '0.999' is outside 1 to 4294967",
  ])
})

describe('a session is lost', () => {
  test.each([
    [
      'without a neighbour',
      'bfd_instance A {\nmin_rx 20\n}',
      '1 bfd-instance-lost: bfd_instance A has no neighbour',
    ],
    [
      'with a neighbour that is no address',
      'bfd_instance A {\nneighbour_ip 192.0.2.300\nmin_rx ten\n}',
      "2 bfd-instance-lost: neighbour_ip of bfd_instance A cannot be taken, '192.0.2.300' is not an IP address",
    ],
    [
      'when its ends are of two families',
      'bfd_instance A {\nneighbor_ip 2001:db8::2\nsource_ip 192.0.2.1\n}',
      '1 bfd-instance-lost: source_ip 192.0.2.1 and neighbor_ip 2001:db8::2 of bfd_instance A are of two families',
    ],
    [
      'when another has its name',
      'bfd_instance A {\nneighbor_ip 192.0.2.2\n}\nbfd_instance A {\nneighbor_ip 192.0.2.3\n}',
      '4 bfd-instance-lost: bfd_instance A is there twice',
    ],
    [
      'when another has its ends',
      'bfd_instance A {\nneighbor_ip 192.0.2.2\n}\nbfd_instance B {\nneighbor_ip 192.0.2.2\n}',
      '4 bfd-instance-lost: bfd_instance B has the neighbour and the source of bfd_instance A',
    ],
  ])('%s', (_, text, wanted) => {
    expect(said(text)).toEqual([`${wanted}: keepalived leaves it out`])
  })
})

test.each([
  ['idle_tx 999', "idle_tx of bfd_instance PEER is ignored, '999' is outside 1000 to 4294967"],
  ['multiplier 0', "multiplier of bfd_instance PEER is ignored, '0' is outside 1 to 255"],
  ['hoplimit many', "hoplimit of bfd_instance PEER is ignored, 'many' is not a number"],
  ['weight 254', "weight of bfd_instance PEER is ignored, '254' is outside -253 to 253"],
  ['weight 5 back', "'back' is no word for the weight of bfd_instance PEER"],
])('%s', (line, wanted) => {
  expect(session(line)).toEqual([`3 bfd-value: ${wanted}`])
})

test('more hops than the ttl allows', () => {
  expect(session('ttl 10', 'max_hops 20')).toEqual([
    '1 bfd-value: max_hops of bfd_instance PEER is 20, above its ttl of 10: keepalived takes 10',
  ])
})
