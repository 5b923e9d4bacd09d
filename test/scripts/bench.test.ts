import { describe, expect, test } from 'vitest'
import { parseTable } from '../../lib/ipvs/parse-table.ts'
import { readConfig } from '../../lib/keepalived/read.ts'
import { formatService } from '../../lib/net/service.ts'
import { registry } from '../../plugins/index.ts'
import { writeConfig, writeTable } from '../../scripts/bench/cluster.ts'
import { commandsOf, type Plan, planBench } from '../../scripts/bench/commands.ts'
import type { Command } from '../../scripts/bench/launch.ts'
import {
  renderBeside,
  renderFigures,
  renderResident,
  renderScale,
  renderTable,
  renderTargets,
  showRatio,
} from '../../scripts/bench/report.ts'
import { median, medianInterval, quantile, ratioOf } from '../../scripts/bench/statistics.ts'
import { sourcesOf } from '../support/config-sources.ts'
import { need } from '../support/need.ts'

describe('statistics', () => {
  test.each([
    [[3], 3],
    [[1, 2], 1.5],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('the median of %j is %d', (values, wanted) => {
    expect(median(values)).toBe(wanted)
  })

  test('the median of nothing is no number', () => {
    expect(median([])).toBeNaN()
  })

  test('quartiles lie between two values in proportion', () => {
    expect(quantile([1, 2, 3, 4], 0.25)).toBe(1.75)
    expect(quantile([1, 2, 3, 4], 1)).toBe(4)
  })

  test('the interval of a median narrows with the rounds', () => {
    const rounds = (count: number) => Array.from({ length: count }, (_, at) => at + 1)
    expect(medianInterval(rounds(3))).toEqual([1, 3])
    expect(medianInterval(rounds(100))).toEqual([41, 60])
  })

  test('ratios are made round by round: a slow round is no slow check', () => {
    expect(ratioOf([20, 200, 22], [10, 100, 11])).toEqual({ median: 2, from: 2, to: 2, interval: [2, 2] })
  })
})

need('binaries', 'ping')('the plan', () => {
  const ports = { tcp: 1, http: 2, https: 3, authority: '/ca.pem', clusters: '/clusters' }
  const ours = Object.keys(registry)
  const called = (command: Command) => ours.filter(name => command.words[0]?.endsWith(`/dist/${name}`))

  test('has the start of each check, and each check at work', () => {
    const plan = planBench(ports)
    expect([...new Set(plan.starts.flatMap(called))]).toEqual(ours)
    expect([...new Set(plan.checks.flatMap(each => called(each.ours)))].sort()).toEqual([...ours].sort())
  })

  test('has no two commands of one title', () => {
    const plan = planBench(ports)
    const titles = [...plan.starts, ...plan.checks.map(each => each.ours)].map(({ title }) => title)
    expect(titles).toEqual([...new Set(titles)])
    expect(commandsOf(plan)[1]).toBe(plan.floor)
  })
})

describe('report', () => {
  const command = (title: string): Command => ({ title, words: [title], exits: [0] })
  const [launcher, floor, start, ours, source, peer] = [
    '/bin/true',
    'node -e 0',
    'check_vip_ping, --help',
    'TCP',
    'TCP',
    'check_tcp',
  ].map(command) as [Command, Command, Command, Command, Command, Command]
  const plan: Plan = {
    launcher,
    floor,
    starts: [start],
    checks: [{ ours, source, peers: [peer] }],
    missing: [],
  }
  const cost = (wallMs: number, cpuMs: number, peakMb: number) => [{ wallMs, cpuMs, peakMb }]
  const costs = new Map([
    [launcher, cost(1, 1, 2)],
    [floor, cost(40, 40, 38)],
    [start, cost(42, 40, 38)],
    [ours, cost(52, 44, 40)],
    [source, cost(120, 120, 60)],
    [peer, cost(4, 4, 2)],
  ])

  test('a table', () => {
    expect(renderTable(['call', 'wall'], [['TCP', '1.2']])).toEqual([
      '| call | wall |',
      '| --- | ---: |',
      '| TCP | 1.2 |',
    ])
  })

  test('ratios have two places, large ones none', () => {
    expect(showRatio({ median: 1.236, from: 1.2, to: 1.3 })).toBe('1.24 (1.20–1.30)')
    expect(showRatio({ median: 13.6, from: 9.5, to: 15 })).toBe('14 (9.50–15)')
  })

  test('targets say what was reached and what was not', () => {
    expect(renderTargets(plan, costs).slice(2)).toEqual([
      '| check_vip_ping, --help | ≤ 1.1 | 1.05 (1.05–1.05) | yes |',
      '| TCP | ≤ 1.25 | 1.30 (1.30–1.30) | no |',
    ])
  })

  test('a target inside the interval is neither reached nor missed', () => {
    const rounds = [44, 50, 60].map(wallMs => ({ wallMs, cpuMs: 44, peakMb: 40 }))
    const floors = [40, 40, 40].map(wallMs => ({ wallMs, cpuMs: 40, peakMb: 38 }))
    const varied = new Map([...costs, [ours, rounds], [floor, floors]])
    expect(renderTargets(plan, varied)[3]).toBe('| TCP | ≤ 1.25 | 1.25 (1.10–1.50) | too close to tell |')
  })

  test('ours beside a peer', () => {
    expect(renderBeside(plan, costs)[2]).toBe(
      '| TCP beside check_tcp | 13 (13–13) | 11 (11–11) | 20 (20–20) |',
    )
  })

  test('memory that the launcher may have brought is marked', () => {
    const figures = renderFigures(plan, costs)
    expect(figures).toContain('| TCP, check_tcp | 4.0 | 4.0 | ≤ 2.0 |')
    expect(figures).toContain('| TCP, ours | 52.0 | 44.0 | 40.0 |')
  })

  test('a thousand checks beside a thousand runs', () => {
    const resident = { checks: 1000, cpuMs: 0.2, wallMs: 0.2, peakMb: 120 }
    expect(renderResident(plan, costs, resident).join(' ')).toContain(
      'take 4.0 s of CPU, 20 times the 0.20 s of ours',
    )
    expect(renderResident({ ...plan, checks: [] }, costs, resident)).toHaveLength(1)
  })
})

describe('large clusters', () => {
  const scale = (realServers: number, configMs: number) => ({
    realServers,
    configLines: realServers * 6,
    tableLines: realServers,
    configMs,
    tableMs: 1,
    driftMs: 2,
    tableMb: 3,
  })
  test('the cost of a line is told over that of the smallest', () => {
    const [, , first, second] = renderScale([scale(100, 6), scale(1000, 120)])
    expect(first).toBe('| 100 | 6.00 | 1.00 | 1.00 | 1.00 | 3.00 | 2.00 |')
    expect(second).toBe('| 1000 | 120 | 2.00 | 1.00 | 0.10 | 3.00 | 2.00 |')
  })
  test('configuration and table that are measured are of one cluster', () => {
    const sources = sourcesOf(writeConfig(2_500))
    const { model, diagnostics } = readConfig(sources, { configId: 'bench' })
    const { table } = parseTable(writeTable(2_500), { source: 'proc' })
    expect(diagnostics).toEqual([])
    expect(model.virtualServers).toHaveLength(125)
    const configured = model.virtualServers.flatMap(each =>
      each.realServers.map(({ address, port }) => [each.name.replace(' ', ':'), address, port]),
    )
    const running = [...(table?.services.values() ?? [])].flatMap(({ service, servers }) =>
      servers.map(({ address, port }) => [formatService(service).replace('TCP ', ''), address, port]),
    )
    expect(running).toEqual(configured)
    expect(running).toHaveLength(2_500)
  })
})
