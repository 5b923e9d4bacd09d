import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { commonOptions } from '../../lib/cli/common.ts'
import { parseOptions } from '../../lib/cli/parse.ts'
import type { ConflictFacts, HostFacts, InstanceFacts, VipFacts } from '../../lib/conflict/facts.ts'
import type { Finding } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import { type Failure, failure, success } from '../../lib/probe/outcome.ts'
import { check } from '../../plugins/check_vip_conflict.ts'
import { parseOutput } from '../support/output.ts'

// The scenes are what -vvv printed on a LAN of namespaces with two keepalived 2.2.7, seen from the monitoring host.

type Editable<T> = T extends Failure
  ? T
  : T extends object
    ? { -readonly [Key in keyof T]: Editable<T[Key]> }
    : T
type Scene = Editable<ConflictFacts>
type Edit = (facts: Scene) => void

function sceneOf(name: string, ...edits: readonly Edit[]): ConflictFacts {
  const file = fileURLToPath(new URL(`../fixtures/facts/check_vip_conflict/${name}.json`, import.meta.url))
  const facts: Scene = JSON.parse(readFileSync(file, 'utf8'))
  for (const edit of edits) edit(facts)
  return facts as ConflictFacts
}

function judgeWith(facts: ConflictFacts, argv: readonly string[] = []): Finding {
  const mode = check.modes[0]
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, argv)
  if (!parsed.ok) throw new Error(parsed.problem)
  return mode.judge(facts, parsed.values as Parameters<typeof mode.judge>[1])
}

const rulesOf = (finding: Finding): string[] => [
  ...(finding.rule === undefined ? [] : [finding.rule]),
  ...finding.children.flatMap(rulesOf),
]

const [lvs1, lvs2, web1, stranger] = ['01', '02', '03', '04'].map(each => `00:00:5e:00:53:${each}`)
const quiet: Edit = facts => {
  facts.adverts = undefined as never
  facts.vips = facts.vips.slice(0, 1)
}
const first = (facts: Scene): Editable<VipFacts> => {
  const [vip] = facts.vips
  if (vip === undefined) throw new Error('the scene has no VIP')
  return vip
}
const answers = (macs: readonly (string | undefined)[], times = 3) => {
  const all = Array.from({ length: times }, () => macs.map(mac => ({ mac: mac ?? '' }))).flat()
  return { sent: 3, answers: all, replies: all.length }
}
const heard =
  (...macs: (string | undefined)[]): Edit =>
  facts => {
    first(facts).rounds = [answers(macs)]
    first(facts).before = undefined as never
  }
const held: Edit = facts => {
  const { place } = first(facts)
  if (place.ok) place.value.held = true
  const director = facts.hosts[0]
  if (director !== undefined) director.isThisHost = true
}
const knows =
  (...hosts: HostFacts[]): Edit =>
  facts => {
    facts.hosts = [...facts.hosts, ...hosts] as never
  }
const knowsNobody: Edit = facts => {
  facts.hosts = []
  facts.relatives = []
}
const server: HostFacts = { role: 'realserver', name: 'web1', macs: [web1 ?? ''], isThisHost: false }
const instance: InstanceFacts = {
  name: 'VI_1',
  interface: 'eth0',
  family: 4,
  vrid: 51,
  interval: 1,
  unicast: false,
  group: undefined,
  vips: [{ address: '192.0.2.10', prefix: 32 }],
  excluded: [],
}
const configured =
  (change: Partial<InstanceFacts> = {}): Edit =>
  facts => {
    facts.instances = [{ ...instance, ...change }] as never
  }
const neighbour =
  (change: Partial<InstanceFacts>): Edit =>
  facts => {
    configured()(facts)
    const other = { ...instance, name: 'OTHER', vips: [{ address: '192.0.2.99', prefix: 32 }], ...change }
    facts.others = [{ file: '/srv/other.conf', instances: success([other]) }] as never
  }
const router51 = '00:00:5e:00:01:33'

describe('real scenes', () => {
  test('ok: one director holds both VIPs and sends all adverts', () => {
    const finding = judgeWith(sceneOf('one-holder'))
    expect(finding).toMatchObject({ state: 'OK', text: '2 VIPs, each held by one host alone (lvs1)' })
    const { perfdata } = parseOutput(
      renderText(finding, { service: check.service, verbosity: 0, colour: false }),
    )
    expect(perfdata.map(({ label, value }) => [label, value])).toEqual([
      ['192.0.2.10_holders', 1],
      ['192.0.2.10_replies', 3],
      ['192.0.2.10_time', expect.any(Number)],
      ['2001:db8::10_holders', 1],
      ['2001:db8::10_replies', 3],
    ])
  })

  test('critical: both hold both, and send adverts of both virtual routers', () => {
    const finding = judgeWith(sceneOf('split-brain'))
    expect(rulesOf(finding)).toEqual(Array(4).fill('split-brain'))
    expect(finding.children.map(({ text }) => text)).toContain(
      '192.0.2.10 is held by two directors: lvs2 (00:00:5e:00:53:02) and lvs1 (00:00:5e:00:53:01), wanted one',
    )
  })
})

const cases: readonly (readonly [
  title: string,
  rule: string | undefined,
  edits: readonly Edit[],
  argv?: readonly string[],
])[] = [
  ['ok: the wanted owner', undefined, [heard(lvs1)], ['--owner', 'lvs1']],
  ['ok: one host, and nobody is named', undefined, [heard(lvs1), knowsNobody]],
  ['ok: held here, and nobody else answers', undefined, [held, heard()]],
  ['ok: the virtual MAC of the instance', undefined, [heard(router51), configured()]],
  [
    'ok: it moved while it was asked for',
    undefined,
    [
      heard(lvs1),
      f => {
        first(f).rounds = [answers([lvs1], 1), answers([lvs2])]
      },
    ],
  ],
  ['critical: nobody', 'vip-unanswered', [heard()]],
  ['critical: two directors', 'split-brain', [heard(lvs1, lvs2)]],
  ['critical: two hosts, and nobody is named', 'split-brain', [heard(lvs1, lvs2), knowsNobody]],
  ['critical: two share the virtual MAC', 'split-brain', [heard(router51, router51), configured()]],
  ['critical: a real server alone', 'realserver-answers', [heard(web1), knows(server)]],
  ['critical: a real server beside the director', 'realserver-answers', [heard(lvs1, web1), knows(server)]],
  [
    'critical: a real server, and no director is named',
    'realserver-answers',
    [heard(lvs1, web1), knowsNobody, knows(server)],
  ],
  ['critical: a stranger alone', 'address-conflict', [heard(stranger)]],
  ['critical: a stranger beside the director', 'address-conflict', [heard(lvs1, stranger)]],
  [
    'critical: the virtual MAC of another instance',
    'address-conflict',
    [heard(router51), configured({ vrid: 52 })],
  ],
  ['critical: held here, and the other director answers', 'duplicate-on-holder', [heard(lvs2), held]],
  [
    'critical: held here, and the kernel had found somebody',
    'duplicate-on-holder',
    [
      heard(),
      held,
      f => {
        const { place } = first(f)
        if (place.ok) place.value.dadFailed = true
      },
    ],
  ],
  ['warning: the other director', 'unexpected-owner', [heard(lvs1)], ['--owner', 'lvs2']],
  ['warning: held here, wanted elsewhere', 'unexpected-owner', [heard(), held], ['--owner', 'lvs2']],
  [
    'warning: the neighbour entry leads to the other director',
    'stale-neighbour',
    [
      heard(lvs1),
      f => {
        first(f).before = { address: '192.0.2.10', device: 'eth0', mac: lvs2, state: 'STALE' }
      },
    ],
  ],
  [
    'unknown: one after the other, and no time to ask again',
    'hand-over',
    [
      heard(lvs1),
      f => {
        first(f).rounds = [{ sent: 3, replies: 2, answers: [{ mac: lvs1 ?? '' }, { mac: lvs2 ?? '' }] }]
      },
    ],
  ],
  [
    'unknown: keepalived of the MASTER was restarted, and each round has a move of its own',
    'hand-over',
    [
      heard(lvs1),
      f => {
        const round = (...macs: (string | undefined)[]) => ({ ...answers(macs, 1), sent: 3 })
        first(f).rounds = [round(lvs1, lvs2, lvs2), round(lvs2, lvs2, lvs1)]
      },
    ],
  ],
  [
    'unknown: there and back within one round, each request answered once',
    'hand-over',
    [
      heard(lvs1),
      f => {
        first(f).rounds = [{ ...answers([lvs1, lvs2, lvs1], 1), sent: 3 }]
      },
    ],
  ],
  [
    'unknown: a MAC that may be that of a director',
    'director-unknown',
    [
      heard(stranger),
      f => {
        f.hosts = [{ role: 'director', name: 'lvs1', address: '198.51.100.1', macs: [], isThisHost: false }]
      },
    ],
  ],
  [
    'unknown: the owner is nobody who is known',
    'no-such-director',
    [heard(lvs1), knowsNobody],
    ['--owner', 'lvs9'],
  ],
  [
    'unknown: not on this network',
    'off-link',
    [
      f => {
        first(f).place = failure('unreachable', 'elsewhere')
        first(f).rounds = undefined as never
      },
    ],
  ],
  [
    'unknown: the interface is down',
    'interface-down',
    [
      f => {
        const { place } = first(f)
        if (place.ok) place.value.running = false
        first(f).rounds = undefined as never
      },
    ],
  ],
  [
    'unknown: not permitted',
    'not-permitted',
    [
      f => {
        first(f).unasked = failure('denied', 'this user may not')
        first(f).rounds = undefined as never
      },
    ],
  ],
  [
    'unknown: no program',
    'no-program',
    [
      f => {
        first(f).unasked = failure('missing', 'no arping')
        first(f).rounds = undefined as never
      },
    ],
  ],
  [
    'unknown: no configuration',
    'nothing-to-ask',
    [
      f => {
        f.problem = failure('missing', 'there is no file')
      },
    ],
  ],
  ['critical: another cluster has the VRID', 'vrid-twice', [heard(lvs1), neighbour({})]],
  ['ok: the other file is of the same cluster', undefined, [heard(lvs1), neighbour({ vips: instance.vips })]],
  ['ok: another VRID', undefined, [heard(lvs1), neighbour({ vrid: 52 })]],
  ['ok: on another interface', undefined, [heard(lvs1), neighbour({ interface: 'eth1' })]],
  ["ok: unicast is in nobody's way", undefined, [heard(lvs1), neighbour({ unicast: true })]],
]

const named = cases.map(([title, rule, edits, argv = []]) => ({ title, rule, edits, argv }))

test.each(named)('$title: $rule', ({ title, rule, edits, argv }) => {
  const finding = judgeWith(sceneOf('one-holder', quiet, ...edits), argv)
  expect(finding.state.toLowerCase()).toBe(title.slice(0, title.indexOf(':')))
  expect(rulesOf(finding)).toEqual(rule === undefined ? [] : [rule])
})

test('critical: what the kernel has found tells a real server, even where nobody may be asked', () => {
  const entry = { address: '192.0.2.10', device: 'eth0', mac: web1, state: 'REACHABLE' }
  const finding = judgeWith(
    sceneOf('one-holder', quiet, knows(server), f => {
      first(f).unasked = failure('denied', 'this user may not')
      first(f).instead = { answered: true, entry }
      first(f).rounds = undefined as never
    }),
  )
  expect(finding.state).toBe('CRITICAL')
  expect(rulesOf(finding)).toEqual(['realserver-answers', 'not-permitted'])
})

describe('adverts', () => {
  const senders =
    (edit: (sender: { addresses: string[]; priority: number }) => void): Edit =>
    f => {
      const all = f.adverts?.[0]?.senders
      if (all?.ok === true) edit(all.value[2] as never)
    }

  test('critical: one VRID, two clusters', () => {
    const finding = judgeWith(
      sceneOf(
        'split-brain',
        senders(each => {
          each.addresses = ['192.0.2.99']
        }),
      ),
    )
    expect(rulesOf(finding)).toContain('vrid-twice')
  })

  test('critical: one VRID, two clusters, of which one falls silent when it hears the other', () => {
    const apart: Edit = f => {
      const all = f.adverts?.[0]?.senders
      if (all?.ok !== true) return
      const [one] = all.value
      if (one === undefined) return
      const other = { ...one, source: '192.0.2.99', mac: stranger ?? '', addresses: ['192.0.2.98'] }
      all.value = [
        { ...one, places: [0, 1] },
        { ...other, places: [2, 3, 4] },
      ]
    }
    expect(rulesOf(judgeWith(sceneOf('one-holder', apart)))).toContain('vrid-twice')
  })

  test('warning: nobody sends any', () => {
    const silent: Edit = f => {
      const all = f.adverts?.[0]
      if (all !== undefined) all.senders = success([]) as never
    }
    expect(rulesOf(judgeWith(sceneOf('one-holder', silent)))).toEqual(['no-adverts'])
    // Unicast is heard by the directors alone.
    expect(rulesOf(judgeWith(sceneOf('one-holder', silent, configured({ unicast: true }))))).toEqual([])
  })

  test('unknown: may not listen', () => {
    const denied: Edit = f => {
      const all = f.adverts?.[0]
      if (all !== undefined) all.senders = failure('denied', 'this user may not listen with tcpdump')
    }
    const finding = judgeWith(sceneOf('one-holder', denied))
    expect(finding.state).toBe('UNKNOWN')
    expect(rulesOf(finding)).toEqual(['not-permitted'])
  })
})

test.each([
  [[], 'no VIP is given'],
  [['192.0.2.10', '--owner', 'lvs1'], 'no name of a director'],
  [['192.0.2.10', '-6'], 'not an IPv6 address'],
  [['192.0.2.10', '--neighbour', '/a'], '--config FILE'],
  [['192.0.2.10', '-t', '2'], 'give -t 4'],
  [['192.0.2.10', '--listen', '30'], 'give -t 32'],
] as const)('%j is refused: %s', (argv, why) => {
  const mode = check.modes[0]
  const parsed = parseOptions({ ...commonOptions, ...mode.options }, [...argv], mode.positional)
  if (!parsed.ok) throw new Error(parsed.problem)
  expect(mode.validate?.(parsed.values as Parameters<typeof mode.judge>[1])).toContain(why)
})
