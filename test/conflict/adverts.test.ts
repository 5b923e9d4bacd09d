import { expect, test } from 'vitest'
import type { Sender } from '../../lib/arp/advert.ts'
import type { ConflictFacts, InstanceFacts } from '../../lib/conflict/facts.ts'
import { judgeAdverts } from '../../lib/conflict/judge-adverts.ts'
import { success } from '../../lib/probe/outcome.ts'

const [lvs1, lvs2] = ['00:00:5e:00:53:01', '00:00:5e:00:53:02']

const sender = (about: Partial<Sender> = {}): Sender => ({
  mac: lvs1,
  source: '192.0.2.1',
  family: 4,
  vrid: 51,
  priority: 150,
  addresses: ['192.0.2.10'],
  places: [0, 2, 4, 6],
  ...about,
})
const other = (about: Partial<Sender> = {}) =>
  sender({ mac: lvs2, source: '192.0.2.2', priority: 100, places: [1, 3, 5, 7], ...about })

const instance: InstanceFacts = {
  name: 'VI_1',
  interface: 'eth0',
  family: 4,
  vrid: 51,
  interval: 1,
  unicast: false,
  group: undefined,
  vips: [{ address: '192.0.2.10', prefix: 32 }],
  excluded: ['192.0.2.11'],
}

function judge(senders: Sender[], about: Partial<ConflictFacts> = {}, seconds = 4, vip = '192.0.2.10') {
  const place = { interface: 'eth0', running: true, held: false, onLoopback: false, dadFailed: false }
  const rounds = [{ sent: 3, replies: 3, answers: Array(3).fill({ mac: lvs1 }) }]
  const findings = judgeAdverts({
    vips: [{ vip, family: 4, place: success(place), rounds }],
    hosts: [],
    ownMacs: [],
    relatives: [],
    instances: [],
    others: [],
    adverts: [{ interface: 'eth0', seconds, senders: success(senders) }],
    ...about,
  })
  return findings.map(({ state, rule, text }) => ({ said: `${state} ${rule ?? ''}`.trim(), text }))
}
const saidOf = (...asked: Parameters<typeof judge>) => judge(...asked).map(({ said }) => said)
const configured = { instances: [instance] }

test.each<[string, Parameters<typeof judge>, string[]]>([
  ['one MASTER', [[sender()], configured], ['OK']],
  ['two at the same time', [[sender(), other()], configured], ['CRITICAL split-brain']],
  ['one after the other', [[sender({ places: [0, 1] }), other({ places: [2, 3] })]], ['OK']],
  [
    'one whose last advert crosses the first of the new MASTER',
    [[sender({ places: [0, 1, 3] }), other({ places: [2, 4, 5] })]],
    ['OK'],
  ],
  [
    'two clusters at the same time',
    [[sender(), other({ addresses: ['192.0.2.77'] })]],
    ['CRITICAL vrid-twice'],
  ],
  [
    // Seen with two keepalived 2.2.7: each drops what the other says, and one of them falls silent.
    'another cluster alone, with a VRID of ours',
    [[other({ addresses: ['192.0.2.77'] })], configured],
    ['CRITICAL vrid-twice', 'WARNING no-adverts'],
  ],
  [
    'another cluster with a VRID of its own',
    [[sender(), other({ vrid: 52, addresses: ['192.0.2.77'] })]],
    ['OK'],
  ],
  [
    'IPv6, which has VRIDs of its own',
    [[sender(), other({ family: 6, addresses: ['2001:db8::77'] })], configured],
    ['OK'],
  ],
  ['nobody', [[], configured], ['WARNING no-adverts']],
  ['only a MASTER that gives up', [[sender({ priority: 0 })], configured], ['WARNING no-adverts']],
  ['nobody, and unicast is heard by two alone', [[], { instances: [{ ...instance, unicast: true }] }], []],
  ['nobody, for too short a time', [[], configured, 3], ['UNKNOWN cannot-ask']],
  [
    'nobody, while one comes every 3 s',
    [[], { instances: [{ ...instance, interval: 3 }] }, 9],
    ['UNKNOWN cannot-ask'],
  ],
  ['an excluded VIP, by those of its instance', [[sender()], configured, 4, '192.0.2.11'], ['OK']],
  ['an excluded VIP, by what its holder sends', [[sender()], {}, 4, '192.0.2.11'], []],
  ['one of two instances', [[sender()], { instances: [instance, { ...instance, vrid: 52 }] }], ['OK']],
])('adverts of %s', (_, asked, said) => {
  expect(saidOf(...asked)).toEqual(said)
})

test('a VIP that nobody holds is not said to be without adverts, too', () => {
  const place = { interface: 'eth0', running: true, held: false, onLoopback: false, dadFailed: false }
  const vips = (held: boolean) => [
    {
      vip: '192.0.2.10',
      family: 4 as const,
      place: success({ ...place, held }),
      rounds: [{ sent: 3, replies: 0, answers: [] }],
    },
  ]
  expect(saidOf([], { vips: vips(false) })).toEqual([])
  expect(saidOf([], { vips: vips(true) })).toEqual(['WARNING no-adverts'])
})

test('the other cluster is named with its VIPs', () => {
  const [found] = judge([other({ addresses: ['192.0.2.77', '192.0.2.78'] })], configured)
  expect(found?.text).toBe(
    'VRID 51 of VI_1 is used by another cluster on eth0: 192.0.2.2 with priority 100 sends adverts for 192.0.2.77, 192.0.2.78, wanted one cluster a VRID',
  )
})
