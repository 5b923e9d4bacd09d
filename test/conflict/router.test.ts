import { describe, expect, test } from 'vitest'
import type { Hearing } from '../../lib/arp/answer.ts'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { ConflictFacts, InstanceFacts } from '../../lib/conflict/facts.ts'
import { statementsOf } from '../../lib/core/finding.ts'
import { success } from '../../lib/probe/outcome.ts'
import { check } from '../../plugins/check_vip_conflict.ts'

// Two keepalived 2.2.7 with use_vmac, an instance for each family: on their LAN requests for the IPv4 VIP are answered with
// the virtual MACs of both families, by each director that holds it.

const [of4, of6, of52] = ['00:00:5e:00:01:33', '00:00:5e:00:02:33', '00:00:5e:00:01:34']
const lvs1 = '00:00:5e:00:53:01'
const instance = (name: string, family: 4 | 6, vrid: number, vip: string): InstanceFacts => ({
  name,
  interface: 'eth0',
  family,
  vrid,
  interval: 1,
  unicast: false,
  group: undefined,
  vips: [{ address: vip, prefix: family === 4 ? 32 : 128 }],
  excluded: [],
})
const instances = [instance('VI_1', 4, 51, '192.0.2.10'), instance('VI_2', 6, 51, '2001:db8::10')]

/** Each request answered with all of these. */
const answered = (macs: readonly string[], requests = 3): Hearing => ({
  sent: requests,
  replies: macs.length * requests,
  answers: Array.from({ length: requests }, () => macs.map(mac => ({ mac }))).flat(),
})

function judge(hearing: Hearing, about: Partial<ConflictFacts> = {}, argv: readonly string[] = []) {
  const place = { interface: 'eth0', running: true, held: false, onLoopback: false, dadFailed: false }
  const facts: ConflictFacts = {
    vips: [{ vip: '192.0.2.10', family: 4, place: success(place), rounds: [hearing] }],
    hosts: [
      { role: 'director', name: 'lvs1', address: '192.0.2.1', macs: [lvs1], isThisHost: false },
      {
        role: 'director',
        name: 'lvs2',
        address: '192.0.2.2',
        macs: ['00:00:5e:00:53:02'],
        isThisHost: false,
      },
    ],
    ownMacs: [],
    relatives: [],
    instances,
    others: [],
    ...about,
  }
  const mode = check.modes[0]
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return mode.judge(facts, parsed.values as Parameters<typeof mode.judge>[1])
}
const saidBy = (...asked: Parameters<typeof judge>) => {
  const wrong = statementsOf(judge(...asked)).filter(({ state }) => state !== 'OK')
  return wrong.map(({ state, rule }) => `${state} ${rule}`)
}

describe('a virtual MAC', () => {
  const two = { instances: [...instances, instance('VI_3', 4, 52, '192.0.2.20')] }

  test.each<[string, Parameters<typeof judge>, string[]]>([
    ['of the instance: one MASTER', [answered([of4])], []],
    ['of both families, once each: one host', [answered([of6, of4])], []],
    ['of another instance of the file beside its own: one host', [answered([of52, of4]), two], []],
    ['of another instance of the file alone', [answered([of52]), two], ['CRITICAL address-conflict']],
    ['of an instance of nobody', [answered([of52])], ['CRITICAL address-conflict']],
    ['of an instance of nobody beside its own', [answered([of4, of52])], ['CRITICAL address-conflict']],
    ['twice: two MASTERs', [answered([of4, of4])], ['CRITICAL split-brain']],
    ['of both families, twice each: two MASTERs', [answered([of6, of4, of6, of4])], ['CRITICAL split-brain']],
    [
      'twice, and no file tells the VRID',
      [answered([of4, of4]), { instances: [] }],
      ['CRITICAL split-brain'],
    ],
    [
      'of two VRIDs, and no file tells them',
      [answered([of4, of52]), { instances: [] }],
      ['CRITICAL split-brain'],
    ],
    ['of both families, and no file tells them', [answered([of4, of6]), { instances: [] }], []],
    ['beside the own MAC of a director', [answered([of4, lvs1])], ['CRITICAL split-brain']],
  ])('%s', (_, asked, said) => {
    expect(saidBy(...asked)).toEqual(said)
  })

  test('is named by its instance, whoever answered first, and the holder is counted once', () => {
    const finding = judge(answered([of6, of4]))
    expect(finding.text).toBe(`192.0.2.10 is held by the virtual router 51 of VI_1 (${of4}) alone`)
    expect(finding.details[0]).toContain(`the virtual router 51 of VI_2 (${of6}) answers too`)
    expect(finding.metrics.find(({ label }) => label === 'holders')?.value).toBe(1)
    const doubled = judge(answered([of4, of4]))
    expect(doubled.metrics.find(({ label }) => label === 'holders')?.value).toBe(2)
  })

  test('news of a failover that comes unasked is no second MASTER', () => {
    const burst = Array(5).fill({ mac: of4, request: 0 })
    const answers = [{ mac: of4, request: 0 }, ...burst, { mac: of4, request: 1 }, { mac: of4, request: 2 }]
    expect(saidBy({ sent: 3, replies: answers.length, answers })).toEqual([])
  })

  test('hides which director it is, unless adverts tell', () => {
    const sender = { mac: of4, family: 4 as const, vrid: 51, priority: 150, addresses: ['192.0.2.10'] }
    const heard = (source: string) => ({
      adverts: [
        { interface: 'eth0', seconds: 4, senders: success([{ ...sender, source, places: [0, 1, 2] }]) },
      ],
    })
    expect(saidBy(answered([of4]), {}, ['--owner', 'lvs1'])).toEqual(['UNKNOWN director-unknown'])
    expect(saidBy(answered([of4]), heard('192.0.2.1'), ['--owner', 'lvs1'])).toEqual([])
    expect(saidBy(answered([of4]), heard('192.0.2.1'), ['--owner', 'lvs2'])).toEqual([
      'WARNING unexpected-owner',
    ])
    expect(saidBy(answered([of4]), heard('fe80::200:5eff:fe00:5301'), ['--owner', 'lvs1'])).toEqual([])
    expect(saidBy(answered([of4]), heard('192.0.2.9'), ['--owner', 'lvs1'])).toEqual([
      'UNKNOWN director-unknown',
    ])
  })
})
