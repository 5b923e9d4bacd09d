import { expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { ConflictFacts, HostFacts, VipFacts } from '../../lib/conflict/facts.ts'
import { type Finding, statementsOf } from '../../lib/core/finding.ts'
import { failure, success } from '../../lib/probe/outcome.ts'
import { check } from '../../plugins/check_vip_conflict.ts'

const [lvs1 = '', lvs2 = '', web1 = ''] = ['01', '02', '03'].map(each => `00:00:5e:00:53:${each}`)
const host = (role: HostFacts['role'], name: string, mac: string): HostFacts => ({
  role,
  name,
  macs: [mac],
  isThisHost: false,
})
const hosts = [
  host('director', 'lvs1', lvs1),
  host('director', 'lvs2', lvs2),
  host('realserver', 'web1', web1),
]
const place = success({ interface: 'eth0', running: true, held: false, onLoopback: false, dadFailed: false })
const entry = (mac: string, state: string) => ({ address: '192.0.2.10', device: 'eth0', mac, state })
const answered = (...macs: string[]) => [
  { sent: 2, replies: 2 * macs.length, answers: [...macs, ...macs].map(mac => ({ mac })) },
]

function rulesSaid(about: Partial<VipFacts>): string[] {
  return said(about).flatMap(({ rule }) => rule ?? [])
}

function said(about: Partial<VipFacts>, ...others: readonly VipFacts[]): Finding[] {
  const vip: VipFacts = { vip: '192.0.2.10', family: 4, place, ...about }
  const facts: ConflictFacts = {
    vips: [vip, ...others],
    hosts,
    ownMacs: [],
    relatives: [],
    instances: [],
    others: [],
  }
  const mode = check.modes[0]
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, [])
  if (!parsed.ok) throw new Error(parsed.problem)
  return statementsOf(mode.judge(facts, parsed.values as Parameters<typeof mode.judge>[1]))
}

test.each<[string, Partial<VipFacts>, string[]]>([
  ['the one that answers', { before: entry(lvs1, 'STALE'), rounds: answered(lvs1) }, []],
  [
    'the one before a failover',
    { before: entry(lvs2, 'STALE'), rounds: answered(lvs1) },
    ['stale-neighbour'],
  ],
  [
    'the former holder, which still answered when it was first asked',
    { before: entry(lvs2, 'REACHABLE'), rounds: [...answered(lvs2, lvs1), ...answered(lvs1)] },
    [],
  ],
  ['one of two that answer', { before: entry(lvs2, 'STALE'), rounds: answered(lvs1, lvs2) }, ['split-brain']],
  [
    'neither of two that answer',
    { before: entry(web1, 'STALE'), rounds: answered(lvs1, lvs2) },
    ['split-brain'],
  ],
  [
    'the director, where a real server answers',
    { before: entry(lvs1, 'STALE'), rounds: answered(web1) },
    ['realserver-answers'],
  ],
])('the neighbour entry was that of %s', (_, about, rules) => {
  expect(rulesSaid(about)).toEqual(rules)
})

test('while another VIP moves, an entry that is old by a moment is none that a failover has left', () => {
  const moved = (...rounds: NonNullable<VipFacts['rounds']>): VipFacts => {
    return { vip: '192.0.2.11', family: 4, place, rounds }
  }
  const stale = { before: entry(lvs2, 'REACHABLE'), rounds: answered(lvs1) }
  const rules = (other: VipFacts) => said(stale, other).flatMap(({ rule }) => rule ?? [])
  expect(rules(moved(...answered(lvs1)))).toEqual(['stale-neighbour'])
  expect(rules(moved(...answered(lvs2, lvs1), ...answered(lvs1)))).toEqual([])
  expect(rules(moved({ sent: 2, replies: 0, answers: [] }, ...answered(lvs1)))).toEqual([])
})

const stranger = '00:00:5e:00:53:99'

test.each<[string, string, string, string]>([
  ['a real server', web1, 'real server web1', 'check_lvs_realserver --vip 192.0.2.10'],
  ['a stranger', stranger, stranger, `tcpdump -nei eth0 ether host ${stranger}`],
])('where the entry was that of %s no failover was missed', (_, mac, name, find) => {
  const [only] = said({ before: entry(mac, 'REACHABLE'), rounds: answered(lvs1) })
  expect(only).toMatchObject({ state: 'WARNING', rule: 'stale-neighbour' })
  expect(only?.text).toContain(`led to ${name} (`)
  expect(only?.text).toContain('which is no director and has answered for it before')
  expect(only?.text).not.toContain('gratuitous')
  expect(only?.hint).toContain(find)
  expect(only?.hint).not.toContain('vrrp_garp')
})

const unasked = failure('denied', 'this user may not run arping')

test.each<[string, VipFacts['instead'], string[]]>([
  ['answers', { answered: true, entry: entry(web1, 'STALE') }, ['realserver-answers', 'not-permitted']],
  [
    'is confirmed by the kernel',
    { answered: false, entry: entry(web1, 'REACHABLE') },
    ['realserver-answers', 'not-permitted'],
  ],
  ['is that of last week', { answered: false, entry: entry(web1, 'STALE') }, ['not-permitted']],
  ['is not there', { answered: false }, ['not-permitted']],
])('where nobody may be asked, a real server in the neighbour table that %s', (_, instead, rules) => {
  expect(rulesSaid(instead === undefined ? { unasked } : { unasked, instead })).toEqual(rules)
})
