import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { anyCluster, type Truth, writeConfig, writeProc, writeSave } from '../support/cluster.ts'
import { outputFor, rulesFor } from '../support/drift.ts'

const runs = { numRuns: 60 }

describe('a table that is as configured', () => {
  test('ipvsadm -Sn', async () => {
    await fc.assert(
      fc.asyncProperty(anyCluster, async cluster => {
        const { state, sentence } = await outputFor(writeConfig(cluster), writeSave(cluster))
        expect({ state, sentence }).toMatchObject({ state: 'OK' })
      }),
      runs,
    )
  })

  test('/proc/net/ip_vs, whatever the kernel counts time in', async () => {
    await fc.assert(
      fc.asyncProperty(anyCluster, fc.constantFrom(100, 250, 300, 1000), async (cluster, hz) => {
        const { state, sentence } = await outputFor(writeConfig(cluster), writeProc(cluster, hz))
        expect({ state, sentence }).toMatchObject({ state: 'OK' })
      }),
      runs,
    )
  })
})

type Change = (truth: Truth) => Truth | undefined
const otherServer = { address: '203.0.113.9', port: 1, weight: 1, inhibit: false }

/** A change of one thing, and the rule that names it. `undefined`: the cluster has no place for it. */
const changes: readonly (readonly [string, Change])[] = [
  [
    'virtual-server-stray',
    truth => ({ ...truth, front: typeof truth.front === 'number' ? 1000 : { ...truth.front, port: 9 } }),
  ],
  ['scheduler-differs', truth => ({ ...truth, scheduler: 'nq', flags: [] })],
  ['forward-differs', truth => ({ ...truth, method: truth.method === 'DR' ? 'TUN' : 'DR' })],
  [
    'persistence-differs',
    truth => ({
      ...truth,
      persistence: truth.persistence === undefined ? { seconds: 7, bits: 32 } : undefined,
    }),
  ],
  [
    'netmask-differs',
    ({ persistence, ...rest }) =>
      persistence === undefined
        ? undefined
        : { ...rest, persistence: { ...persistence, bits: persistence.bits === 8 ? 16 : 8 } },
  ],
  [
    'flags-differ',
    truth =>
      truth.scheduler === 'sh' ? { ...truth, flags: truth.flags.length === 1 ? [] : ['sh-port'] } : undefined,
  ],
  ['flags-differ', truth => ({ ...truth, onePacket: !truth.onePacket })],
  [
    'weight-differs',
    truth => changeFirst(truth, server => ({ ...server, weight: (server.weight % 65_535) + 1 })),
  ],
  [
    'real-server-missing',
    truth => (truth.servers.length < 2 ? undefined : { ...truth, servers: truth.servers.slice(1) }),
  ],
  [
    'real-server-inhibited',
    truth =>
      truth.servers.length < 2 || truth.servers[0]?.inhibit !== true || hashes(truth)
        ? undefined
        : changeFirst(truth, server => ({ ...server, weight: 0 })),
  ],
  [
    'weight-differs',
    truth =>
      truth.servers.length < 2 || truth.servers[0]?.inhibit !== false || hashes(truth)
        ? undefined
        : changeFirst(truth, server => ({ ...server, weight: 0 })),
  ],
  ['no-real-server', truth => ({ ...truth, servers: [] })],
  [
    'no-real-server',
    truth => ({ ...truth, servers: truth.servers.map(server => ({ ...server, weight: 0 })) }),
  ],
  [
    'real-server-stray',
    truth =>
      truth.family === 4
        ? { ...truth, servers: [...truth.servers, { ...otherServer, port: portOf(truth) }] }
        : undefined,
  ],
  [
    'port-differs',
    truth =>
      truth.method === 'NAT'
        ? changeFirst(truth, server => ({ ...server, port: (server.port % 65_535) + 1 }))
        : undefined,
  ],
]

/** Then weight 0 is another trouble as well, which hashing.test.ts is about. */
function hashes({ scheduler }: Truth): boolean {
  return scheduler === 'sh' || scheduler === 'mh'
}

function portOf({ method, front }: Truth): number {
  if (method === 'NAT') return 1
  return typeof front === 'number' ? 0 : front.port
}

function changeFirst(truth: Truth, change: (server: Truth['servers'][0]) => Truth['servers'][0]): Truth {
  return { ...truth, servers: truth.servers.map((server, at) => (at === 0 ? change(server) : server)) }
}

describe('exactly what was changed is named', () => {
  test.each(changes.map(([rule, change], at) => [`${rule} (${at})`, rule, change] as const))(
    '%s',
    async (_, rule, change) => {
      await fc.assert(
        fc.asyncProperty(anyCluster, async cluster => {
          const [first, ...others] = cluster
          const changed = first === undefined ? undefined : change(first)
          fc.pre(changed !== undefined)
          const rules = await rulesFor(writeConfig(cluster), writeSave([changed, ...others]))
          const expected = rule === 'virtual-server-stray' ? ['virtual-server-missing', rule] : [rule]
          expect(rules).toEqual(expected)
        }),
        runs,
      )
    },
  )

  test('virtual-server-missing', async () => {
    await fc.assert(
      fc.asyncProperty(anyCluster, async cluster => {
        expect(await rulesFor(writeConfig(cluster), writeProc(cluster.slice(1), 100))).toEqual([
          'virtual-server-missing',
        ])
      }),
      runs,
    )
  })
})
