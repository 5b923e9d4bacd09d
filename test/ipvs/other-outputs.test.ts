import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseConnections } from '../../lib/ipvs/connections.ts'
import { parseFigures } from '../../lib/ipvs/figures.ts'
import type { Reading } from '../../lib/ipvs/report.ts'
import { parseDaemons, parseTimeouts } from '../../lib/ipvs/settings.ts'
import { parseProcessorStatistics, parseStatistics } from '../../lib/ipvs/statistics.ts'

const folder = fileURLToPath(new URL('../fixtures/ipvs/', import.meta.url))

function read(name: string): string {
  return readFileSync(`${folder}${name}.txt`, 'utf8')
}

function wholeOf<T>({ value, problems }: Reading<T>): T {
  expect(problems).toEqual([])
  if (value === undefined) throw new Error('no value')
  return value
}

describe('/proc/net/ip_vs_stats', () => {
  test('is hexadecimal', () => {
    expect(wholeOf(parseStatistics(read('running/proc-statistics')))).toEqual({
      totals: { connections: 51, packetsIn: 291, packetsOut: 11, bytesIn: 20_105, bytesOut: 1008 },
      rates: { connections: 2, packetsIn: 10, packetsOut: 1, bytesIn: 668, bytesOut: 60 },
    })
  })

  test('of each processor', () => {
    const { totals, rates, processors } = wholeOf(
      parseProcessorStatistics(read('running/proc-statistics-percpu')),
    )
    expect(totals.packetsIn).toBe(291)
    expect(rates.bytesIn).toBe(501)
    expect([...(processors ?? [])].map(([number, { connections }]) => [number, connections])).toEqual([
      [0, 51],
    ])
  })
})

describe('connections', () => {
  const listed = wholeOf(parseConnections(read('running/connections')))
  const raw = wholeOf(parseConnections(read('running/proc-connections')))

  test('are the same in /proc/net/ip_vs_conn and ipvsadm -Lcn', () => {
    const names = (all: typeof raw) =>
      all
        .map(({ client, server, state }) => `${client.address} ${client.port} ${server.address} ${state}`)
        .sort()
    expect(names(listed)).toEqual(names(raw))
    expect(listed.length).toBeGreaterThan(40)
  })

  test('one of each kind', () => {
    expect(listed[0]).toEqual({
      protocol: 'TCP',
      client: { family: 4, address: '10.99.0.2', port: 34_964 },
      virtual: { family: 4, address: '10.99.0.100', port: 80 },
      server: { family: 4, address: '10.99.0.22', port: 80 },
      ...{ state: 'FIN_WAIT', expiresSeconds: 101, template: false },
    })
    expect(listed[2]).toMatchObject({ client: { family: 6, address: 'fd99::2' }, expiresSeconds: 888 })
    const templates = raw.filter(({ template }) => template)
    expect(templates).toMatchObject([
      { protocol: 'TCP', client: { address: '10.99.0.0' }, virtual: { port: 8080 } },
      { protocol: 'IP', mark: 1, server: { address: '10.99.0.21' } },
    ])
  })

  test('with the columns of --persistent-conn', () => {
    const wide = wholeOf(parseConnections(read('running/connections-persistent')))
    expect(wide).toHaveLength(listed.length)
    const title = read('running/connections-persistent').split('\n').slice(0, 2).join('\n')
    const row =
      'UDP 04:59  UDP         192.0.2.99:5060    192.0.2.1:5060     192.0.2.11:5060    sip              call-1@192.0.2.99'
    expect(wholeOf(parseConnections(`${title}\n${row}\n`))).toMatchObject([
      { engine: { name: 'sip', data: 'call-1@192.0.2.99' } },
    ])
  })

  test('a template of a mark and IPv6 has the mark where its address begins', () => {
    const title = read('running/proc-connections').split('\n')[0]
    const address = (start: string) => `${start}:0000:0000:0000:0000:0000:0000`
    const row = `IP  ${address('2001:0db8')} 0000 ${address('0001:0002')} 0000 ${address('2001:0db8')} 0000 NONE             50`
    expect(wholeOf(parseConnections(`${title}\n${row}\n`))).toMatchObject([{ mark: 65_538, template: true }])
  })

  test('names are refused', () => {
    const text = read('running/connections').replace('10.99.0.100:80 ', 'web:http ')
    expect(parseConnections(text).problems).toMatchObject([{ rule: 'table-names', hint: 'ipvsadm -Lcn' }])
  })
})

describe('ipvsadm -Ln with', () => {
  test('--stats, with and without --exact', () => {
    const { kind, services } = wholeOf(parseFigures(read('running/list-stats')))
    expect(kind).toBe('--stats')
    expect(services.get('TCP 10.99.0.100:80')?.figures).toEqual({
      ...{ Conns: 14, InPkts: 91, OutPkts: 0, InBytes: 5819, OutBytes: 0 },
    })
    expect(services.get('FWM 2 IPv6')?.servers.size).toBe(1)
    const exact = wholeOf(parseFigures(read('running/list-stats-exact')))
    expect(exact.services.get('TCP 10.99.0.100:8081')?.servers.get('10.99.0.21:80')).toMatchObject({
      ...{ OutPkts: 11, OutBytes: 1008 },
    })
  })

  test('--rate', () => {
    const { kind, services } = wholeOf(parseFigures(read('running/list-rate')))
    expect(kind).toBe('--rate')
    expect(services.get('TCP 10.99.0.100:80')?.servers.get('10.99.0.21:80')).toMatchObject({ InBPS: 112 })
  })

  test('--thresholds', () => {
    const { services } = wholeOf(parseFigures(read('oddities/list-thresholds')))
    expect(services.get('TCP 192.0.2.1:80')?.servers.get('10.99.0.21:80')).toMatchObject({
      ...{ Uthreshold: 10, Lthreshold: 5 },
    })
  })

  test('--persistent-conn', () => {
    const { services } = wholeOf(parseFigures(read('running/list-persistent-conn')))
    expect(services.get('FWM 1')?.servers.get('10.99.0.21:0')).toMatchObject({ PersistConn: 1, Weight: 1 })
  })

  test.each([
    ['99999999', 99_999_999],
    ['100000K', 100_000_000],
    ['1234M', 1_234_000_000],
    ['100G', 100_000_000_000],
    ['100T', 100_000_000_000_000],
  ])('a number abbreviated as %s', (word, value) => {
    const text = read('running/list-stats').replace('       14       91', ` ${word.padStart(8)}       91`)
    expect(wholeOf(parseFigures(text)).services.get('TCP 10.99.0.100:80')?.figures?.Conns).toBe(value)
  })

  test('--timeout', () => {
    expect(wholeOf(parseTimeouts(read('running/list-timeout')))).toEqual({ tcp: 900, tcpFin: 120, udp: 300 })
  })

  test('--daemon', () => {
    const daemon = { interface: 'eth0', syncId: 51, maxLength: 1472, group: '224.0.0.81', port: 8848, ttl: 1 }
    expect(wholeOf(parseDaemons(read('running/list-daemon')))).toEqual([{ role: 'master', ...daemon }])
    expect(wholeOf(parseDaemons(read('backup/list-daemon')))).toEqual([{ role: 'backup', ...daemon }])
    expect(wholeOf(parseDaemons(''))).toEqual([])
    expect(wholeOf(parseDaemons('master sync daemon (mcast=eth0, syncid=1)\n'))).toMatchObject([
      { syncId: 1 },
    ])
  })
})

describe('what is half or something else is a problem and no value', () => {
  const parsers: readonly [string, string, (text: string) => Reading<unknown>][] = [
    ['statistics', 'running/proc-statistics', parseStatistics],
    ['statistics of each processor', 'running/proc-statistics-percpu', parseProcessorStatistics],
    ['connections', 'running/connections', parseConnections],
    ['connections of proc', 'running/proc-connections', parseConnections],
    ['figures', 'running/list-stats', parseFigures],
    ['figures without those of services', 'running/list-thresholds', parseFigures],
    ['timeouts', 'running/list-timeout', parseTimeouts],
    ['daemons', 'running/list-daemon', parseDaemons],
  ]

  test.each(parsers)('%s cut in the middle of a line', (_, name, parse) => {
    const text = read(name)
    for (let end = 1; end < text.length; end++) {
      if (text[end - 1] !== '\n') expect(parse(text.slice(0, end)).value, text.slice(0, end)).toBeUndefined()
    }
  })

  test.each(parsers)('%s of a user who may not', (_, __, parse) => {
    const { value, problems } = parse(read('not-root/list'))
    expect(value).toBeUndefined()
    expect(problems.length).toBeGreaterThan(0)
  })

  test.each(parsers)('%s with a line of something else', (_, name, parse) => {
    expect(parse(`${read(name)}hello\n`).value).toBeUndefined()
  })

  test.each(parsers)('%s of any text', (_, name, parse) => {
    const words = fc.constantFrom(...read(name).split(/(?<=\s)/), '\0', 'x', '-1', '99999999999999999999')
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(words).map(all => all.join('')),
    )
    fc.assert(
      fc.property(text, said => {
        const { value, problems } = parse(said)
        expect(value === undefined).toBe(problems.length > 0)
      }),
    )
  })
})
