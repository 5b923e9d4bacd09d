import { type Hearing, isDoubled, macsOf } from '../arp/answer.ts'
import { type Finding, group, hintOf } from '../core/finding.ts'
import type { Metric } from '../core/metric.ts'
import { quote } from '../core/text.ts'
import type { Failure } from '../probe/outcome.ts'
import type { ConflictFacts, VipFacts } from './facts.ts'
import { judgeAdverts } from './judge-adverts.ts'
import { judgeNeighbours } from './judge-neighbours.ts'
import { judgeUnasked } from './judge-unasked.ts'
import { judgeAnswers, say } from './judge-vip.ts'
import type { ConflictOptions } from './options.ts'
import { attribute, type Owner } from './owner.ts'
import { asHolders, ownRouterFirst } from './router.ts'

/** The verdict on who holds the VIPs. */
export function judgeConflict(facts: ConflictFacts, options: ConflictOptions): Finding {
  const { problem, vips } = facts
  if (problem !== undefined) return say('UNKNOWN', 'nothing-to-ask', problem.text, hintOf(problem))
  const findings = [
    ...vips.flatMap(vip => judgeVip(vip, facts, options)),
    ...judgeUnasked(facts),
    ...judgeOwner(facts, options),
    ...judgeAdverts(facts),
    ...judgeNeighbours(facts),
    ...judgeFiles(facts),
  ]
  const metrics = vips.flatMap(vip => metricsFor(vip, vips.length > 1, facts))
  const [first] = findings
  if (first !== undefined && findings.length === 1) return { ...first, metrics }
  const isWell = findings.every(each => each.state === 'OK')
  return group(isWell ? describeAll(facts) : nameAll(facts), findings, { metrics })
}

/** True whatever is wrong with them. */
function nameAll({ vips }: ConflictFacts): string {
  return vips.length === 1 ? `the VIP ${vips[0]?.vip}` : `${vips.length} VIPs`
}

function judgeVip(vip: VipFacts, facts: ConflictFacts, options: ConflictOptions): Finding[] {
  const hearing = vip.rounds?.at(-1)
  if (hearing === undefined || !vip.place.ok) return []
  const owners = distinct(ownersOf(hearing, facts))
  return judgeAnswers({ vip, place: vip.place.value, hearing, owners, facts, options })
}

/** A director that answers with two of its MACs is one director. */
function distinct(owners: readonly Owner[]): Owner[] {
  return owners.filter(
    (owner, at) =>
      owner.name === '' ||
      owners.findIndex(({ kind, name }) => kind === owner.kind && name === owner.name) === at,
  )
}

/** What the first line says when all is well with several. */
function describeAll(facts: ConflictFacts): string {
  const holders = new Set(
    facts.vips.flatMap(vip => {
      if (vip.place.ok && vip.place.value.held) return ['this host']
      const hearing = vip.rounds?.at(-1)
      const owners = hearing === undefined ? [] : ownersOf(hearing, facts)
      const [owner] = ownRouterFirst({ vip, owners, facts })
      return owner === undefined ? [] : [owner.name || owner.mac]
    }),
  )
  const who = holders.size === 0 || holders.size > 3 ? '' : ` (${[...holders].join(', ')})`
  const [only] = facts.vips
  return facts.vips.length === 1
    ? `${only?.vip} is held by one host alone${who}`
    : `${facts.vips.length} VIPs, each held by one host alone${who}`
}

function metricsFor(vip: VipFacts, isOneOfMany: boolean, facts: ConflictFacts): Metric[] {
  const prefix = isOneOfMany ? `${vip.vip}_` : ''
  const hearing = vip.rounds?.at(-1)
  const ours = vip.place.ok && vip.place.value.held ? 1 : 0
  const time = hearing?.answers[0]?.time
  return [
    {
      label: `${prefix}holders`,
      value: hearing === undefined ? undefined : countHolders(hearing, facts) + ours,
      unit: '',
      min: 0,
    },
    { label: `${prefix}replies`, value: hearing?.replies, unit: '', min: 0 },
    ...(time === undefined ? [] : [{ label: `${prefix}time`, value: time, unit: 'ms' as const, min: 0 }]),
  ]
}

/** Hosts, as far as their MACs tell them apart. */
function countHolders(hearing: Hearing, facts: ConflictFacts): number {
  const owners = asHolders(distinct(ownersOf(hearing, facts)), facts)
  const doubled = owners.filter(({ kind, mac }) => kind === 'virtual' && isDoubled(hearing, mac))
  return owners.length + doubled.length
}

function ownersOf(hearing: Hearing, facts: ConflictFacts): Owner[] {
  return macsOf(hearing).map(mac => attribute(mac, facts))
}

function judgeOwner({ hosts }: ConflictFacts, { owner }: ConflictOptions): Finding[] {
  if (owner === undefined || hosts.some(({ role, name }) => role === 'director' && name === owner)) return []
  const known = hosts.filter(({ role }) => role === 'director').map(({ name }) => name)
  const who = known.length === 0 ? 'no director is known' : `known are ${known.join(', ')}`
  return [
    say('UNKNOWN', 'no-such-director', `who ${owner} is, which should hold the VIPs, is not known: ${who}`, {
      hint: `Name it: --director ${owner}=ADDRESS`,
    }),
  ]
}

function judgeFiles({ peerProblem, others }: ConflictFacts): Finding[] {
  const sayFile = (what: string, problem: Failure) =>
    say('UNKNOWN', 'file-unreadable', `${what}: ${problem.text}`, hintOf(problem))
  return [
    ...(peerProblem === undefined ? [] : [sayFile('the file of --peer tells nothing', peerProblem)]),
    ...others.flatMap(({ file, instances }) =>
      instances.ok ? [] : [sayFile(`whether ${quote(file)} has the same VRIDs is not known`, instances)],
    ),
  ]
}
