import type { Metric } from '../core/metric.ts'
import type { TableService } from '../ipvs/table.ts'
import type { ServiceDrift } from './compare.ts'
import type { TableFacts } from './facts.ts'
import { shareOf } from './judge-service.ts'
import type { DriftOptions } from './options.ts'
import { nameService } from './sentences.ts'

/** The totals, and with --per-service the figures of each virtual server. */
export function metricsOf(
  services: readonly ServiceDrift[],
  strays: readonly TableService[],
  table: TableFacts,
  options: DriftOptions,
): Metric[] {
  const pairs = services.flatMap(each => each.pairs)
  const up = pairs.filter(({ status }) => status === 'up').length
  const metrics = metricsOfTotals(
    services.length,
    pairs.length,
    up,
    sum(services, countDifferences) + strays.length,
  )
  if (table.source !== 'save') {
    metrics.push(...metricsOfConnections(sum(services, activeOf), sum(services, inactiveOf)))
  }
  return options['per-service']
    ? [...metrics, ...services.flatMap(each => metricsOfService(each, table, options))]
    : metrics
}

export function metricsOfTotals(
  services: number,
  servers: number,
  up: number,
  differences: number,
): Metric[] {
  const metric = (label: string, value: number): Metric => ({ label, value, unit: '', min: 0 })
  return [
    metric('virtual_servers', services),
    metric('real_servers', servers),
    { ...metric('real_servers_up', up), max: servers },
    metric('differences', differences),
  ]
}

export function metricsOfConnections(active: number, inactive: number, prefix = ''): Metric[] {
  return [
    { label: `${prefix}active_connections`, value: active, unit: '', min: 0 },
    { label: `${prefix}inactive_connections`, value: inactive, unit: '', min: 0 },
  ]
}

function metricsOfService(drift: ServiceDrift, table: TableFacts, options: DriftOptions): Metric[] {
  const name = nameService(drift.wanted.service)
  const share = shareOf(drift.pairs, options, name)
  if (table.source === 'save') return [share]
  return [share, ...metricsOfConnections(activeOf(drift), inactiveOf(drift), `${name} `)]
}

function activeOf({ found }: ServiceDrift): number {
  return sum(found?.servers ?? [], ({ active }) => active ?? 0)
}

function inactiveOf({ found }: ServiceDrift): number {
  return sum(found?.servers ?? [], ({ inactive }) => inactive ?? 0)
}

/** A virtual server that is not there is one difference, else each of its real servers counts. */
function countDifferences({ found, pairs, strays, sorry, differences }: ServiceDrift): number {
  if (found === undefined) return 1
  const down = pairs.filter(({ status }) => status !== 'up' && status !== 'drained').length
  return down + strays.length + differences.length + (sorry !== undefined && sorry.weight > 0 ? 1 : 0)
}

export function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0)
}
