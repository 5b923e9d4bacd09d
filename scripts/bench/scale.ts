import { compare } from '../../lib/drift/compare.ts'
import { listWanted } from '../../lib/drift/wanted.ts'
import { parseTable } from '../../lib/ipvs/parse-table.ts'
import { readConfig } from '../../lib/keepalived/read.ts'
import type { Sources } from '../../lib/keepalived/sources.ts'
import { writeConfig, writeTable } from './cluster.ts'
import { median } from './statistics.ts'

/** What a cluster of one size costs, in one process that has done it before. */
export interface Scale {
  readonly realServers: number
  readonly configLines: number
  readonly tableLines: number
  readonly configMs: number
  readonly tableMs: number
  readonly driftMs: number
  /** Memory that the table holds, in MB. */
  readonly tableMb: number
}

/** The sizes, smallest first, and how often each is done: small ones are over too quickly to be measured once. */
const sizes: readonly (readonly [realServers: number, rounds: number])[] = [
  [100, 200],
  [1_000, 50],
  [10_000, 11],
  [100_000, 3],
]

function measure(realServers: number, rounds: number): Scale {
  const config = writeConfig(realServers)
  const text = writeTable(realServers)
  const sources = sourcesOf(config)
  const costs = { config: [] as number[], table: [] as number[], drift: [] as number[] }
  let tableMb = 0
  for (let round = 0; round <= rounds; round++) {
    const [read, configMs] = time(() => readConfig(sources, { configId: 'bench' }))
    globalThis.gc?.()
    const before = process.memoryUsage().heapUsed
    const [{ table }, tableMs] = time(() => parseTable(text, { source: 'proc' }))
    globalThis.gc?.()
    tableMb = (process.memoryUsage().heapUsed - before) / 2 ** 20
    if (table === undefined) throw new Error('the table was not read')
    const { model } = read
    const services = [...table.services.values()]
    const [drift, driftMs] = time(() => {
      const wanted = listWanted(model.virtualServers, model.global)
      return compare([...wanted.services.values()], { from: 'bench', source: 'proc', services })
    })
    const wrong = drift.services.find(({ differences }) => differences.length > 0)
    if (wrong !== undefined || drift.strays.length > 0) throw new Error('configuration and table differ')
    // The first round compiles.
    if (round === 0) continue
    costs.config.push(configMs)
    costs.table.push(tableMs)
    costs.drift.push(driftMs)
  }
  return {
    realServers,
    configLines: countLines(config),
    tableLines: countLines(text),
    configMs: median(costs.config),
    tableMs: median(costs.table),
    driftMs: median(costs.drift),
    tableMb,
  }
}

function sourcesOf(text: string): Sources {
  const folder = '/etc/keepalived'
  const path = `${folder}/keepalived.conf`
  return { main: [{ path, status: 'read', text, folder, identity: path }], includes: new Map() }
}

function time<T>(work: () => T): [T, number] {
  const began = performance.now()
  const result = work()
  return [result, performance.now() - began]
}

function countLines(text: string): number {
  return text.split('\n').length - 1
}

if (import.meta.main) process.stdout.write(JSON.stringify(sizes.map(size => measure(...size))))
