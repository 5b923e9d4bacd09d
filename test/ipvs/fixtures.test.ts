import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseTable, type TableOptions } from '../../lib/ipvs/parse-table.ts'
import type { Table } from '../../lib/ipvs/table.ts'
import { shownBy, sorted } from './shown.ts'

const folder = fileURLToPath(new URL('../fixtures/ipvs/', import.meta.url))

function read(name: string): string {
  return readFileSync(`${folder}${name}.txt`, 'utf8')
}

/** The kernel of the captures counts 100 jiffies a second. */
function parse(name: string, options: TableOptions = { hz: 100 }): Table {
  const { table, problems } = parseTable(read(name), options)
  expect(problems).toEqual([])
  if (table === undefined) throw new Error(`${name} is no table`)
  return table
}

/** What all three sources show: no flags, no engine, no counters, and what proc does not show of a service. */
function common(table: Table): unknown {
  return sorted(shownBy(shownBy(table, 'proc'), 'save', false)).map(({ flags: _, ...entry }) => entry)
}

describe('the same moment read from three sources is the same table', () => {
  const table: readonly [string, string, string][] = [
    ['running', 'proc', 'save'],
    ['running', 'proc', 'list'],
    ['running', 'save', 'list'],
    ['running', 'list', 'list-nosort'],
    ['server-failed', 'proc', 'save'],
    ['server-failed', 'proc', 'list'],
    ['oddities', 'proc', 'save'],
    ['oddities', 'proc', 'list'],
    ['oddities', 'save', 'list'],
  ]
  test.each(table)('%s: %s and %s', (moment, one, other) => {
    expect(common(parse(`${moment}/${one}`))).toEqual(common(parse(`${moment}/${other}`)))
  })

  test('flags and engines are the same in -Sn and -Ln', () => {
    for (const moment of ['running', 'server-failed', 'oddities']) {
      const [save, list] = [parse(`${moment}/save`), parse(`${moment}/list`)]
      expect(sorted(shownBy(list, 'save', false))).toEqual(sorted(shownBy(save, 'save', false)))
    }
  })

  test('connections are the same in proc and -Ln', () => {
    const [proc, list] = [parse('server-failed/proc'), parse('server-failed/list')]
    const servers = (table: Table) => sorted(table).map(({ key, servers: each }) => [key, each])
    expect(servers(proc)).toEqual(servers(list))
  })
})

test('the whole table of ipvsadm -Ln', () => {
  const { source, services } = parse('running/list')
  expect(source).toBe('list')
  expect([...services.keys()]).toEqual([
    'TCP 10.99.0.100:25',
    'TCP 10.99.0.100:80',
    'TCP 10.99.0.100:8080',
    'TCP 10.99.0.100:8081',
    'TCP 10.99.0.100:8082',
    'UDP 10.99.0.100:53',
    'TCP [fd99::100]:80',
    'FWM 1',
    'FWM 2 IPv6',
  ])
  expect(services.get('TCP 10.99.0.100:8080')).toEqual({
    service: { kind: 'address', protocol: 'TCP', family: 4, address: '10.99.0.100', port: 8080 },
    ...{ scheduler: 'wlc', flags: [], onePacket: false, persistence: { timeout: 60, granularity: 24 } },
    servers: [
      { family: 4, address: '10.99.0.21', port: 8080, forward: 'DR', weight: 3, active: 0, inactive: 0 },
      { family: 4, address: '10.99.0.22', port: 8080, forward: 'DR', weight: 3, active: 0, inactive: 6 },
    ],
  })
  expect(services.get('FWM 1')).toMatchObject({ scheduler: 'sh', flags: ['sh-fallback', 'sh-port'] })
  expect(services.get('UDP 10.99.0.100:53')).toMatchObject({ onePacket: true })
})

test('the family of a mark in /proc/net/ip_vs is that of its real servers', () => {
  const { services } = parse('running/proc')
  expect(services.get('FWM 2 IPv6')?.servers).toMatchObject([{ family: 6, address: 'fd99::21', port: 0 }])
  expect(services.get('FWM 2 IPv6')).not.toHaveProperty('familyAssumed')
  expect(services.get('TCP [fd99::100]:80')?.onePacket).toBeUndefined()
})

test('tunnels and engines that only ipvsadm -Sn shows', () => {
  const { services } = parse('oddities/save')
  expect(services.get('UDP 192.0.2.1:69')?.servers).toMatchObject([
    { weight: 65_535, forward: 'TUN', tunnel: { type: 'gue', port: 6080, checksum: 'none' } },
  ])
  expect(services.get('SCTP 192.0.2.1:3868')?.servers).toMatchObject([
    { tunnel: { type: 'gre', checksum: 'none' } },
  ])
  expect(services.get('TCP 192.0.2.1:5060')?.persistence).toEqual({
    ...{ timeout: 300, granularity: 32, engine: 'sip' },
  })
  expect(services.get('UDP [2001:db8::1]:53')?.persistence).toEqual({ timeout: 50, granularity: 64 })
})

describe('how long persistence lasts in /proc/net/ip_vs', () => {
  const timeoutWith = (options: TableOptions) =>
    parse('running/proc', options).services.get('TCP 10.99.0.100:8080')?.persistence
  test('is in jiffies', () => {
    expect(timeoutWith({ hz: 100 })).toEqual({ timeout: 60, granularity: 24 })
  })
  test('is not known without HZ', () => {
    expect(timeoutWith({})).toEqual({ timeout: undefined, granularity: 24 })
  })
  test('is not known with an HZ that cannot be right', () => {
    expect(timeoutWith({ hz: 1024 })).toEqual({ timeout: undefined, granularity: 24 })
    expect(timeoutWith({ hz: 0 })).toEqual({ timeout: undefined, granularity: 24 })
  })
})

describe('an empty table', () => {
  const table: readonly [string, TableOptions][] = [
    ['empty/proc', {}],
    ['empty/list', {}],
    ['empty/save', { source: 'save' }],
  ]
  test.each(table)('%s %o', (name, options) => {
    expect(parse(name, options).services.size).toBe(0)
  })
})

describe('what is no table says what it is', () => {
  const table: readonly [string, string, string][] = [
    ['empty/save', 'table-empty', 'that is an empty table if it is from ipvsadm -Sn'],
    ['not-root/save', 'table-denied', 'must be root'],
    ['not-root/list', 'table-denied', 'must be root'],
    ['no-module/save', 'no-ipvs', 'the kernel has no IPVS'],
    ['no-module/list', 'no-ipvs', 'the kernel has no IPVS'],
    ['no-module/proc', 'no-ipvs', 'the kernel has no IPVS'],
    ['running/save-names', 'table-names', "'10.99.0.100:smtp': save it with ipvsadm -Sn"],
    ['running/list-names', 'table-names', "'10.99.0.100:smtp': list it with ipvsadm -Ln"],
    ['running/list-one-service', 'table-part', 'one virtual server only'],
    ['running/list-one-mark', 'table-part', 'one virtual server only'],
    ['running/list-no-such-service', 'not-a-table', 'one virtual server, which is not in the table'],
    ['running/list-stats', 'not-a-table', 'listed with --stats'],
    ['running/list-stats-exact', 'not-a-table', 'listed with --stats'],
    ['running/list-rate', 'not-a-table', 'listed with --rate'],
    ['running/list-thresholds', 'not-a-table', 'listed with --thresholds'],
    ['running/list-persistent-conn', 'not-a-table', 'listed with --persistent-conn'],
    ['running/list-timeout', 'not-a-table', 'statistics or settings'],
    ['running/list-daemon', 'not-a-table', 'statistics or settings'],
    ['running/connections', 'not-a-table', 'lists connections'],
    ['running/proc-connections', 'not-a-table', 'lists connections'],
    ['running/proc-statistics', 'not-a-table', 'statistics or settings'],
    ['running/proc-statistics-percpu', 'not-a-table', 'statistics or settings'],
  ]
  test.each(table)('%s', (name, rule, text) => {
    const { table: found, problems } = parseTable(read(name))
    expect(found).toBeUndefined()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ rule, text: expect.stringContaining(text) })
  })
})
