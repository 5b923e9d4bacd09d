import fc from 'fast-check'
import type { Forward, Table, TableServer, TableService, Tunnel } from '../../lib/ipvs/table.ts'
import { parseAddress } from '../../lib/net/address.ts'
import { formatService, type Service } from '../../lib/net/service.ts'

/** Any table that a kernel may hold. */

const port = fc.integer({ min: 0, max: 65_535 })
const address4 = fc.ipV4().map(text => ({ family: 4 as const, address: canonical(text) }))
const address6 = fc
  .oneof(fc.ipV6(), fc.constantFrom('::', '::1', '::ffff:192.0.2.1', '2001:db8::', '2001:db8::1:0:0:1'))
  .map(text => ({ family: 6 as const, address: canonical(text) }))

function canonical(text: string): string {
  return parseAddress(text)?.text ?? '2001:db8::1'
}

const service: fc.Arbitrary<Service> = fc.oneof(
  fc
    .tuple(
      fc.constantFrom('TCP' as const, 'UDP' as const, 'SCTP' as const),
      fc.oneof(address4, address6),
      port,
    )
    .map(([protocol, address, number]) => ({ kind: 'address' as const, protocol, ...address, port: number })),
  fc.record({
    kind: fc.constant('fwmark' as const),
    family: fc.constantFrom(4 as const, 6 as const),
    mark: fc.integer({ min: 1, max: 2 ** 32 - 1 }),
  }),
)

const checksum = fc.constantFrom('none' as const, 'full' as const, 'remote' as const)
const tunnel: fc.Arbitrary<Tunnel> = fc.oneof(
  fc.constant({ type: 'ipip' as const }),
  fc.record({
    type: fc.constant('gre' as const),
    checksum: fc.constantFrom('none' as const, 'full' as const),
  }),
  fc.record({ type: fc.constant('gue' as const), port: fc.integer({ min: 1, max: 65_535 }), checksum }),
)

function serverOf(family: 4 | 6): fc.Arbitrary<TableServer> {
  const same = family === 4 ? address4 : address6
  const counters = { active: fc.nat(2 ** 31 - 1), inactive: fc.nat(2 ** 31 - 1), weight: fc.nat(2 ** 31 - 1) }
  const near = fc.record({
    to: same,
    port,
    ...counters,
    forward: fc.constantFrom<Forward>('DR', 'NAT', 'Local'),
  })
  const far = fc.record({
    ...{ to: fc.oneof(address4, address6), port, tunnel, ...counters },
    forward: fc.constant<Forward>('TUN'),
  })
  return fc.oneof(near, far).map(({ to, ...rest }) => ({ ...to, ...rest }))
}

const word = fc.constantFrom('rr', 'wrr', 'lc', 'wlc', 'sh', 'mh', 'none', 'a-scheduler-of-16')

function persistenceOf(family: 4 | 6) {
  return fc.record(
    {
      timeout: fc.integer({ min: 1, max: 31 * 86_400 }),
      // One bit of IPv4 has the same mask as 128 of IPv6, and nobody has use for it.
      granularity: fc.integer({ min: family === 4 ? 2 : 1, max: family === 4 ? 32 : 128 }),
      engine: fc.constant('sip'),
    },
    { requiredKeys: ['timeout', 'granularity'] },
  )
}

const entry: fc.Arbitrary<TableService> = service.chain(target =>
  fc.record(
    {
      service: fc.constant(target),
      scheduler: word,
      flags: fc.subarray(['sh-fallback', 'sh-port', 'flag-3']),
      onePacket: fc.boolean(),
      persistence: persistenceOf(target.family),
      servers: fc.uniqueArray(serverOf(target.family), {
        maxLength: 5,
        selector: server => `${server.address} ${server.port}`,
      }),
    },
    { requiredKeys: ['service', 'scheduler', 'flags', 'onePacket', 'servers'] },
  ),
)

/** A mark is that of one service only: two of both families are told apart by their servers, which have a test. */
export const table: fc.Arbitrary<Table> = fc
  .uniqueArray(entry, {
    maxLength: 6,
    selector: ({ service: each }) => (each.kind === 'fwmark' ? `FWM ${each.mark}` : formatService(each)),
  })
  .map(entries => ({
    source: 'save',
    services: new Map(entries.map(each => [formatService(each.service), each])),
  }))
