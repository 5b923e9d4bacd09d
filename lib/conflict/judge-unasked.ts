import type { Finding } from '../core/finding.ts'
import { hintOf } from '../core/finding.ts'
import type { Failure, FailureKind } from '../probe/outcome.ts'
import type { ConflictFacts, VipFacts } from './facts.ts'
import { say } from './judge-vip.ts'
import { attribute, knowsDirectors } from './owner.ts'
import type { ConflictRule } from './rules.ts'

/** VIPs that nobody could be asked for, those of one reason together, and what is known of them all the same. */
export function judgeUnasked(facts: ConflictFacts): Finding[] {
  const reasons = new Map<string, { rule: ConflictRule; problem: Failure; vips: VipFacts[] }>()
  for (const vip of facts.vips) {
    const reason = reasonOf(vip)
    if (reason === undefined) continue
    // The way out names one VIP; that of the next is the same.
    const key = `${reason.rule} ${reason.problem.text.replaceAll(vip.vip, 'VIP')}`
    const known = reasons.get(key)
    if (known === undefined) reasons.set(key, { ...reason, vips: [vip] })
    else known.vips.push(vip)
  }
  return [
    ...facts.vips.flatMap(vip => judgeKernelsAnswer(vip, facts)),
    ...[...reasons.values()].map(({ rule, problem, vips }) => {
      const known = describeKnown(vips, facts)
      const text = `whether one director alone holds ${nameVips(vips)} is not known: ${problem.text}${known}`
      return say('UNKNOWN', rule, text, hintOf(problem))
    }),
  ]
}

const rules: Readonly<Partial<Record<FailureKind, ConflictRule>>> = {
  denied: 'not-permitted',
  missing: 'no-program',
}

function reasonOf({ place, unasked }: VipFacts): { rule: ConflictRule; problem: Failure } | undefined {
  if (!place.ok) {
    const rule = place.kind === 'unreachable' ? 'off-link' : 'cannot-ask'
    return { rule, problem: place }
  }
  if (!place.value.running) {
    const name = place.value.interface
    const text = `${name} of this host is down`
    const hint = `See why: ip -br link show dev ${name}; ethtool ${name}`
    return { rule: 'interface-down', problem: { ok: false, kind: 'unreachable', text, hint } }
  }
  return unasked === undefined ? undefined : { rule: rules[unasked.kind] ?? 'cannot-ask', problem: unasked }
}

const shownVips = 4

export function nameVips(vips: readonly VipFacts[]): string {
  const names = vips.map(({ vip }) => vip)
  if (names.length > shownVips)
    return `${names.slice(0, shownVips).join(', ')} and ${names.length - shownVips} more`
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}

/** What the kernel found by itself, for a single VIP. */
function describeKnown(vips: readonly VipFacts[], facts: ConflictFacts): string {
  const instead = vips.length === 1 ? vips[0]?.instead : undefined
  const mac = instead?.entry?.mac
  if (mac !== undefined) return ` (by the neighbour table it is ${attribute(mac, facts).shown})`
  return instead?.entry?.state === 'FAILED' ? ' (the kernel has asked for it, without an answer)' : ''
}

/** The neighbour table holds one MAC, and where that is the wrong one it is so whoever else answers. */
function judgeKernelsAnswer(vip: VipFacts, facts: ConflictFacts): Finding[] {
  const { answered = false, entry } = vip.instead ?? {}
  const mac = entry?.mac
  if (mac === undefined || !vip.place.ok) return []
  // Nobody has confirmed what is stale: it may be that of last week.
  if (!answered && entry?.state !== 'REACHABLE') return []
  const owner = attribute(mac, facts)
  const device = vip.place.value.interface
  if (owner.kind === 'realserver') {
    return [
      say(
        'CRITICAL',
        'realserver-answers',
        `${owner.shown} has answered for ${vip.vip}, by the neighbour table of this host, wanted a director`,
        { hint: `On the real server: check_lvs_realserver --vip ${vip.vip}` },
      ),
    ]
  }
  const isStranger =
    owner.kind === 'stranger' &&
    knowsDirectors(facts) &&
    facts.hosts.every(({ role, macs, isThisHost }) => role !== 'director' || isThisHost || macs.length > 0)
  if (!isStranger) return []
  return [
    say(
      'CRITICAL',
      'address-conflict',
      `${owner.shown} has answered for ${vip.vip}, by the neighbour table of this host, wanted a director`,
      { hint: `Find the host by its MAC: tcpdump -nei ${device} ether host ${mac}` },
    ),
  ]
}
