import { type Extras, type Finding, group, hintOf, state } from '../core/finding.ts'
import { judgeMetric, type Metric } from '../core/metric.ts'
import { describeRange, formatNumber } from '../core/range.ts'
import type { State } from '../core/state.ts'
import { severity } from '../core/state.ts'
import { count, listSome } from '../core/text.ts'
import type { Checker } from '../keepalived/model.ts'
import type { Difference } from './attributes.ts'
import { ipvsadmWords, serverCommand } from './commands.ts'
import { nameOf, type ServerPair, type ServiceDrift } from './compare.ts'
import { judgeHashing } from './judge-hashing.ts'
import type { DriftOptions } from './options.ts'
import { type DriftRule, driftRules } from './rules.ts'
import { describeDown, describePair, nameService, placeOf } from './sentences.ts'
import type { WantedService } from './wanted.ts'

/** What a virtual server is judged by besides itself. */
export interface Circumstances {
  readonly options: Pick<DriftOptions, 'warning' | 'critical'>
  /** The table is of this host and of now, so that commands on it make sense. */
  readonly live: boolean
  /** The configuration has errors, so that what seems to be left over may be what they hide. */
  readonly doubtful: boolean
}

const detailLimit = 100

/** The file may have been changed and not loaded, or somebody has used ipvsadm, which a reload does not undo. */
const load = 'If keepalived.conf was changed since it was loaded: systemctl reload keepalived'

/** What is there and not configured. */
export function adviseRemoval(command: string): string {
  return `${load}. If it was added by hand: ${command}`
}

/**
 * What is wrong with a virtual server that is configured: nothing, one statement, or a group of them.
 * @param suspended its health checks wait, so that its real servers are rightly not there
 */
export function judgeService(
  drift: ServiceDrift,
  about: Circumstances,
  suspended = false,
): Finding | undefined {
  const findings = suspended
    ? [...judgeStrays(drift, about), ...judgeDifferences(drift, about)]
    : listFindings(drift, about)
  const [only] = findings
  if (only === undefined) return undefined
  const details = drift.pairs.slice(0, detailLimit).map(describePair)
  const left = drift.pairs.length - details.length
  if (left > 0) details.push(`… and ${left} more real servers`)
  if (findings.length === 1) return { ...only, details }
  const up = drift.pairs.filter(({ status }) => status === 'up').length
  const text = `${nameService(drift.wanted.service)}, ${placeOf(drift.wanted.block.mark)}: ${up} of ${count(drift.pairs.length, 'real server')} up`
  // What is to be done about differences is said once for all of them.
  const advice = adviseRepair(drift.differences, about)
  const isAdvised = advice !== undefined && findings.some(({ hint }) => hint === advice)
  const children = findings.map(({ hint, ...finding }) =>
    hint === undefined || hint === advice ? finding : { ...finding, hint },
  )
  return group(text, children, { details, ...(isAdvised ? { hint: advice } : {}) })
}

/** More of them are not typed one by one. */
const commandLimit = 3

function adviseRepair(differences: readonly Difference[], { live }: Circumstances): string | undefined {
  const commands = [...new Set(differences.flatMap(({ repair }) => repair))]
  if (!live || commands.length === 0) return undefined
  const all = commands.length > commandLimit ? 'systemctl restart keepalived' : commands.join('; ')
  return `${load}. If ipvsadm was used: ${all}`
}

function listFindings(drift: ServiceDrift, about: Circumstances): Finding[] {
  if (drift.found === undefined) return [judgeMissing(drift, about)]
  // An outage names the real servers that make it: they are no troubles of their own then.
  const outage = judgeSorry(drift) ?? judgeUsable(drift, about) ?? judgeQuorum(drift, about)
  const servers = outage === undefined ? judgeServers(drift, about) : [outage]
  return [...servers, ...judgeHashing(drift), ...judgeStrays(drift, about), ...judgeDifferences(drift, about)]
}

function say(rule: DriftRule, text: string, extras: Extras = {}): Finding {
  const usual = driftRules[rule].state
  return state(usual === 'range' ? 'WARNING' : usual, text, { rule, ...extras })
}

function judgeMissing({ wanted }: ServiceDrift, { live }: Circumstances): Finding {
  const { service, block, servers } = wanted
  const text = `${nameService(service)} is missing in the kernel, ${placeOf(block.mark)} configures it with ${count(servers.length, 'real server')}`
  const module = `modprobe ip_vs_${block.scheduler}`
  const hint = `${load}. If it was removed by hand a reload does not bring it back: systemctl restart keepalived. If it stays away: ${module}; journalctl -u keepalived`
  return say('virtual-server-missing', text, live ? { hint } : {})
}

function judgeSorry({ wanted, found, pairs, sorry }: ServiceDrift): Finding | undefined {
  if (sorry === undefined || sorry.weight === 0) return undefined
  const down = pairs.filter(({ status }) => status !== 'up')
  const why = down.length === 0 ? `all of its real servers are up` : listSome(down.map(describeDown))
  const text = `${nameService(wanted.service)} is served by its sorry server ${nameOf(sorry)}: ${why}`
  const { quorum } = wanted.block
  const share =
    quorum > 1 ? ` With a quorum of ${quorum} keepalived takes out those that still live, too.` : ''
  const some = found === undefined || down.length === 0 ? undefined : whereToLook(wanted, down, false)
  return say('sorry-server-active', text, some === undefined ? {} : { hint: some + share })
}

/** Weight 0 takes no new connections. */
function judgeUsable({ wanted, pairs }: ServiceDrift, { live }: Circumstances): Finding | undefined {
  if (pairs.length === 0 || pairs.some(({ status }) => status === 'up')) return undefined
  const name = nameService(wanted.service)
  const text = `${name} has no usable real server: ${listSome(pairs.map(describeDown))}`
  const isWanted = pairs.every(({ status }) => status === 'drained')
  const hint = isWanted
    ? `All are configured with weight 0: give one a weight at ${placeOf(wanted.block.mark)}, then systemctl reload keepalived`
    : whereToLook(wanted, pairs, live)
  return say('no-real-server', text, { hint })
}

function judgeQuorum({ wanted, pairs }: ServiceDrift, { live }: Circumstances): Finding | undefined {
  const { quorum, hysteresis } = wanted.block
  const weight = pairs.reduce((sum, { found }) => sum + (found?.weight ?? 0), 0)
  // A keepalived that had the quorum keeps it down to here; one that never had it stays below for longer.
  if (weight >= quorum - hysteresis) return undefined
  const down = pairs.filter(({ status }) => status !== 'up')
  const why = down.length === 0 ? '' : `: ${listSome(down.map(describeDown))}`
  const text = `${nameService(wanted.service)} has lost its quorum, the weights of its real servers sum up to ${weight} and ${quorum} is wanted${why}`
  return say('quorum-lost', text, down.length === 0 ? {} : { hint: whereToLook(wanted, down, live) })
}

/**
 * The command or the place for the first of them: whoever mends that knows how to go on.
 * @param byHand it may have been taken out by hand, on this host
 */
function whereToLook(wanted: WantedService, down: readonly ServerPair[], byHand: boolean): string {
  const [failed] = down.filter(({ status }) => status === 'missing' || status === 'inhibited')
  const [drained] = down.filter(({ status }) => status === 'weightless')
  if (failed === undefined && drained !== undefined) {
    return `If it shall serve again: ${serverCommand('-e', wanted.service, drained.wanted)}`
  }
  if (failed === undefined) return 'See what keepalived says of it: journalctl -u keepalived'
  const { address, checkers } = failed.wanted.real
  const name = ({ type, port = 0 }: Checker) =>
    port === 0 || port === failed.wanted.port ? type : `${type} on port ${port}`
  const checks = checkers.map(name).join(', ') || 'no health check'
  const look = `Look at the service on ${address} (${checks}), and at: journalctl -u keepalived`
  if (!byHand || failed.status !== 'missing') return look
  // keepalived puts back only what it has taken out itself.
  const command = serverCommand('-a', wanted.service, failed.wanted)
  return `${look}. If it answers there: systemctl reload keepalived if the file was changed since it was loaded, or, if it was removed by hand: ${command}`
}

/** The share of real servers that are up, or have weight 0 because they are configured so. */
export function shareOf(pairs: readonly ServerPair[], options: Circumstances['options'], label = ''): Metric {
  const good = pairs.filter(({ status }) => status === 'up' || status === 'drained').length
  return {
    label,
    value: pairs.length === 0 ? undefined : Math.round((1000 * good) / pairs.length) / 10,
    unit: '%',
    warning: options.warning,
    critical: options.critical,
    min: 0,
    max: 100,
  }
}

function judgeServers({ wanted, pairs }: ServiceDrift, { options, live }: Circumstances): Finding[] {
  const share = shareOf(pairs, options)
  const verdict = pairs.length === 0 ? 'OK' : judgeMetric(share)
  const judged = (rule: DriftRule, atLeast: State, down: readonly ServerPair[]): Finding[] => {
    if (down.length === 0) return []
    const text = `${nameService(wanted.service)} has ${describeShare(pairs, share, verdict)}: ${listSome(down.map(describeDown))}`
    const worse = severity(verdict) < severity(atLeast) ? verdict : atLeast
    return [state(worse, text, { rule, hint: whereToLook(wanted, down, live) })]
  }
  const having = (status: ServerPair['status']) => pairs.filter(pair => pair.status === status)
  return [
    ...judged('real-server-missing', verdict, having('missing')),
    ...judged('real-server-inhibited', verdict, having('inhibited')),
    ...judged('weight-differs', 'WARNING', having('weightless')),
  ]
}

/** `3 of 4 real servers up (75 %, wanted at least 100 %)` */
function describeShare(pairs: readonly ServerPair[], share: Metric, verdict: State): string {
  const up = pairs.filter(({ status }) => status === 'up').length
  const broken = verdict === 'CRITICAL' ? share.critical : verdict === 'WARNING' ? share.warning : undefined
  const wanted = broken === undefined ? '' : `, wanted ${describeRange(broken, '%')}`
  return `${up} of ${count(pairs.length, 'real server')} up (${formatNumber(share.value ?? 0)} %${wanted})`
}

function judgeStrays({ wanted, strays }: ServiceDrift, { live, doubtful }: Circumstances): Finding[] {
  const [first] = strays
  if (first === undefined) return []
  const { service, block } = wanted
  const verb = strays.length === 1 ? 'is in the kernel and not' : 'are in the kernel and none is'
  const names = listSome(strays.map(each => `${nameOf(each)} (weight ${each.weight})`))
  const text = `${nameService(service)} has ${count(strays.length, 'real server')} too many: ${names} ${verb} in ${placeOf(block.mark)}`
  const hint = adviseRemoval(`ipvsadm -d ${ipvsadmWords(service)} -r ${nameOf(first)}`)
  return [say('real-server-stray', text, live && !doubtful ? { hint } : {})]
}

/** Of each rule one statement, whatever number of real servers it is about. */
function judgeDifferences({ wanted, differences }: ServiceDrift, about: Circumstances): Finding[] {
  const hint = hintOf({ hint: adviseRepair(differences, about) })
  const byRule = Map.groupBy(differences, ({ rule }: Difference) => rule)
  return [...byRule].map(([rule, same]) => {
    const text = `${nameService(wanted.service)}: ${listSome(same.map(each => each.text))}`
    return say(rule, text, hint)
  })
}
