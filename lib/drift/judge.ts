import { type Finding, group, hintOf, state } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { count, listSome } from '../core/text.ts'
import type { TableService } from '../ipvs/table.ts'
import type { Failure } from '../probe/outcome.ts'
import { ipvsadmWords } from './commands.ts'
import { compare, type Drift, type ServiceDrift } from './compare.ts'
import { judgeErrors } from './errors.ts'
import type { DriftFacts, TableFacts, WantedFacts } from './facts.ts'
import { adviseRemoval, type Circumstances, judgeService } from './judge-service.ts'
import { metricsOf, metricsOfConnections, metricsOfTotals, sum } from './metrics.ts'
import { type DriftOptions, isMeant } from './options.ts'
import { driftRules } from './rules.ts'
import { describeDownHosts, describeService, describeStray, nameService, placeOf } from './sentences.ts'
import { isSuspended } from './suspended.ts'
import { listWanted, type WantedService } from './wanted.ts'

/** The verdict: is what is in the kernel what the configuration wants? */
export function judgeDrift(facts: DriftFacts, options: DriftOptions): Finding {
  const { config, wanted, table } = facts
  // What is wrong with a file names it.
  if (!wanted.ok) return unreadable('config-unreadable', wanted)
  if (table === undefined)
    return state('UNKNOWN', 'the table was not asked for', { rule: 'table-unreadable' })
  const errors = judgeErrors(wanted.value, config)
  if (!table.ok) {
    const failed = unreadable('table-unreadable', table, 'the IPVS table cannot be compared: ')
    return errors.length === 0 ? failed : group(describeConfig(config), [failed, ...errors])
  }
  const { services, excess } = listWanted(wanted.value.virtualServers, wanted.value.global)
  const all = [...services.values()]
  const meant = all.filter(({ service }) => isMeant(service, options))
  if (excess) errors.push(tooMany(config, all.length))
  const scene: Scene = {
    facts,
    wanted: wanted.value,
    table: table.value,
    all,
    meant,
    excess,
    errors,
    options,
  }
  if (meant.length > 0 && table.value.services.length === 0) return judgeEmpty(scene)
  return judgeTable(scene)
}

interface Scene {
  readonly facts: DriftFacts
  readonly wanted: WantedFacts
  readonly table: TableFacts
  readonly all: readonly WantedService[]
  /** Those of them that the options want to be looked at. */
  readonly meant: readonly WantedService[]
  readonly excess: boolean
  readonly errors: readonly Finding[]
  readonly options: DriftOptions
}

function describeConfig(config: string): string {
  return `what ${config} wants, beside the IPVS table`
}

function unreadable(rule: 'config-unreadable' | 'table-unreadable', failure: Failure, what = ''): Finding {
  const hint = hintOf(failure)
  return state('UNKNOWN', what + failure.text, { rule, ...hint })
}

function tooMany(config: string, compared: number): Finding {
  const text = `${config} has too many virtual and real servers, only the first ${compared} virtual servers were compared`
  return state('UNKNOWN', text, { rule: 'config-error' })
}

/** Nothing is there: that is one trouble, however many virtual servers are missing. */
function judgeEmpty({ facts, table, all, meant, errors }: Scene): Finding {
  const [first] = meant
  const why = table.noModule === true ? 'there is no IPVS in the kernel' : 'the IPVS table is empty'
  const text =
    first !== undefined && meant.length === 1
      ? `${nameService(first.service)} is missing, ${placeOf(first.block.mark)} configures it: ${why}`
      : `all ${count(meant.length, 'virtual server')} of ${facts.config}${meant.length < all.length ? ' that are looked at' : ''} are missing: ${why}`
  const missing = state('CRITICAL', text, {
    rule: 'virtual-server-missing',
    ...hintForEmpty(table),
    details: [...describeSource(table), ...meant.map(({ service }) => nameService(service))],
  })
  const metrics = [
    ...metricsOfTotals(
      meant.length,
      sum(meant, ({ servers }) => servers.length),
      0,
      meant.length,
    ),
    ...(table.source === 'save' ? [] : metricsOfConnections(0, 0)),
  ]
  return errors.length === 0
    ? { ...missing, metrics }
    : group(describeConfig(facts.config), [missing, ...errors], { metrics })
}

function hintForEmpty(table: TableFacts): { hint?: string } {
  if (table.saved === true) return {}
  const start =
    table.pid === undefined
      ? 'No running keepalived was found: systemctl start keepalived'
      : 'systemctl restart keepalived: a reload (SIGHUP) does not bring a lost table back'
  return { hint: table.noModule === true ? `modprobe ip_vs, then systemctl restart keepalived` : start }
}

function judgeTable(scene: Scene): Finding {
  const { facts, wanted, table, all, meant, errors, options } = scene
  // All are compared: what the options leave out helps to tell what the kernel counts time in.
  const drift = selectMeant(compare(all, table), options)
  // Where not all of the configuration was compared, what is left over may belong to the rest.
  const strays = scene.excess ? [] : drift.strays
  const about = { options, live: table.saved !== true, doubtful: errors.length > 0 }
  const judged = drift.services.map(service => ({
    service,
    finding: judgeService(service, about, isSuspended(service, facts.addresses)),
  }))
  const wrong = judged.flatMap(({ finding }) => finding ?? [])
  const well = judged.filter(({ finding }) => finding === undefined).map(({ service }) => service)
  const findings = [
    ...wrong.toSorted((a, b) => rankOf(a) - rankOf(b)),
    ...judgeStrays(strays, facts.config, about),
    ...judgeTorn(drift),
    ...errors,
    ...(meant.length === 0 && errors.length === 0 ? [nothingConfigured(facts.config, wanted, options)] : []),
  ]
  const metrics = metricsOf(drift.services, strays, table, options)
  return summarize(scene, findings, drift, well, metrics)
}

function selectMeant({ services, strays, torn }: Drift, options: DriftOptions): Drift {
  return {
    services: services.filter(({ wanted }) => isMeant(wanted.service, options)),
    strays: strays.filter(({ service }) => isMeant(service, options)),
    torn: torn.filter(({ service }) => isMeant(service, options)),
  }
}

/** The place in the table of rules of the worst thing that a finding says: outages come before differences. */
function rankOf(finding: Finding): number {
  const names = Object.keys(driftRules)
  const ranks = [finding, ...finding.children].flatMap(({ rule }) =>
    rule === undefined ? [] : names.indexOf(rule),
  )
  return Math.min(...ranks)
}

function summarize(
  { facts, table, meant }: Scene,
  findings: readonly Finding[],
  drift: Drift,
  well: readonly ServiceDrift[],
  metrics: readonly Metric[],
): Finding {
  const servers = sum(meant, each => each.servers.length)
  const behind = meant.length === 0 ? '' : ` with ${count(servers, 'real server')}`
  const all = count(meant.length, 'virtual server') + behind
  const details = describeSource(table)
  if (findings.length === 0) {
    const verb = meant.length === 1 ? 'is' : 'are'
    const text = `${all} ${verb} in the kernel as ${facts.config} says`
    return state('OK', text, { details: [...details, ...well.map(describeService)], metrics })
  }
  const share = `${well.length} of ${count(meant.length, 'virtual server')} as ${facts.config} says`
  const rest = state('OK', share, { details: well.map(describeService) })
  const hosts = describeDownHosts(drift.services)
  const up = sum(drift.services, ({ pairs }) => pairs.filter(({ status }) => status === 'up').length)
  const working = meant.length === 0 ? [] : [`${up} of them up`]
  const text = [`${facts.config} configures ${all}`, ...working, ...hosts].join(', ')
  return group(text, well.length === 0 ? findings : [...findings, rest], { details, metrics })
}

function describeSource(table: TableFacts): string[] {
  const whose =
    table.pid === undefined || table.source !== 'proc'
      ? ''
      : `, the network namespace of keepalived (process ${table.pid})`
  return [`the table was read from ${table.from}${whose}`]
}

/** Where errors may hide what seems to be left over, it is one thing to say, and nothing to take away. */
function judgeStrays(strays: readonly TableService[], config: string, about: Circumstances): Finding[] {
  const rule = 'virtual-server-stray'
  if (!about.doubtful || strays.length === 0) {
    return strays.map(each => {
      const hint = adviseRemoval(`ipvsadm -D ${ipvsadmWords(each.service)}`)
      return state('WARNING', describeStray(each, config), { rule, ...(about.live ? { hint } : {}) })
    })
  }
  const names = listSome(strays.map(({ service }) => nameService(service)))
  const verb = strays.length === 1 ? 'is' : 'are'
  const text = `${names} ${verb} in the kernel and not in ${config}, as its errors may hide ${strays.length === 1 ? 'it' : 'them'}`
  return [state('WARNING', text, { rule, hint: 'First mend the errors: the next reload may take them out' })]
}

function judgeTorn({ torn }: Drift): Finding[] {
  if (torn.length === 0) return []
  const names = listSome(torn.map(({ service }) => nameService(service)))
  const text = `the persistence timeouts of ${names} cannot all be as configured, one at least differs`
  return [
    state('WARNING', text, { rule: 'persistence-differs', hint: 'sudo ipvsadm -Ln shows them in seconds' }),
  ]
}

function nothingConfigured(config: string, wanted: WantedFacts, options: DriftOptions): Finding {
  const isSelected = options['virtual-server'].length > 0 || options.ignore.length > 0
  const which = isSelected ? ' that the options want to be looked at' : ''
  const text = `${config} has no virtual server${which}, there is nothing to compare`
  const hint = wanted.conditional
    ? { hint: `Lines with @ID were read for the id ${wanted.configId}: see --config-id` }
    : {}
  return state('UNKNOWN', text, { rule: 'nothing-configured', ...hint })
}
