import { type Sender, sendAtOnce } from '../arp/advert.ts'
import { type Finding, hintOf, state } from '../core/finding.ts'
import { clean } from '../core/text.ts'
import type { FailureKind } from '../probe/outcome.ts'
import type { AdvertFacts, ConflictFacts, VipFacts } from './facts.ts'
import { nameVips } from './judge-unasked.ts'
import { say } from './judge-vip.ts'
import { attribute } from './owner.ts'
import { directorAt, instanceOf } from './router.ts'
import type { ConflictRule } from './rules.ts'

/** What the adverts on the wire tell of the VIPs that were asked for, with --listen. */
export function judgeAdverts(facts: ConflictFacts): Finding[] {
  return (facts.adverts ?? []).flatMap(heard => judgeInterface(heard, facts))
}

const rules: Readonly<Partial<Record<FailureKind, ConflictRule>>> = {
  denied: 'not-permitted',
  missing: 'no-program',
}

function judgeInterface(heard: AdvertFacts, facts: ConflictFacts): Finding[] {
  const { senders, interface: device } = heard
  if (!senders.ok) {
    const text = `who sends VRRP adverts on ${device} is not known: ${senders.text}`
    const hint = hintOf(senders)
    return [say('UNKNOWN', rules[senders.kind] ?? 'cannot-ask', text, hint)]
  }
  // A VIP may move from one director of a cluster to the other, but not a VRID from one cluster to another.
  const pairs = pairsOf(senders.value).filter(
    ([one, other]) => !isCluster(one, other) || sendAtOnce(one, other),
  )
  const meant = pairs.filter(pair => pair.some(each => concerns(each, facts)))
  const said = new Set(meant.flat())
  const wrong = [
    ...meant.map(([one, other]) => sayPair(one, other, device, facts)),
    ...senders.value.flatMap(each => (said.has(each) ? [] : judgeForeign(each, device, facts))),
    ...judgeSilence(heard, senders.value, facts),
  ]
  const ours = senders.value.filter(each => concerns(each, facts))
  if (wrong.length > 0 || ours.length === 0) return wrong
  return [
    state('OK', `VRRP adverts on ${device} come from one director alone for each virtual router`, {
      details: ours.map(each => describe(each, facts)),
    }),
  ]
}

/** Senders of one virtual router: a VRID of a family. */
function pairsOf(senders: readonly Sender[]): [Sender, Sender][] {
  return senders.flatMap((one, at) =>
    senders
      .slice(at + 1)
      .filter(other => other.vrid === one.vrid && other.family === one.family && other.source !== one.source)
      .map((other): [Sender, Sender] => [one, other]),
  )
}

/** It has one of the VIPs, or the VRID of an instance of keepalived.conf. */
function concerns({ addresses, vrid, family }: Sender, { vips, instances }: ConflictFacts): boolean {
  return (
    vips.some(({ vip }) => addresses.includes(vip)) ||
    instances.some(each => each.vrid === vrid && each.family === family)
  )
}

/** They have a VIP in common, or one of them tells none. */
function isCluster(one: Sender, other: Sender): boolean {
  return (
    one.addresses.length === 0 ||
    other.addresses.length === 0 ||
    one.addresses.some(each => other.addresses.includes(each))
  )
}

function sayPair(one: Sender, other: Sender, device: string, facts: ConflictFacts): Finding {
  if (isCluster(one, other)) {
    const text = `two directors send VRRP adverts of virtual router ${one.vrid} on ${device}: ${describe(one, facts)} and ${describe(other, facts)}, wanted one MASTER`
    return say('CRITICAL', 'split-brain', text, {
      hint: `The lower priority should give way: compare authentication, version, advert_int and the VIPs of both (check_keepalived_config --peer), and what the packet filter drops: nft list ruleset; journalctl -u keepalived -n 50`,
    })
  }
  const text = `VRID ${one.vrid} is used by two clusters on ${device}: ${describe(one, facts)} for ${one.addresses.join(', ')} and ${describe(other, facts)} for ${other.addresses.join(', ')}, wanted one`
  return say('CRITICAL', 'vrid-twice', text, { hint: renumber })
}

const renumber =
  'Give one of the clusters another virtual_router_id, on both of its directors: grep -rn virtual_router_id /etc/keepalived'

/**
 * One that sends adverts with a VRID of ours and none of its VIPs. The two clusters silence each other: often one of
 * them is heard, and the other has no MASTER.
 */
function judgeForeign(sender: Sender, device: string, facts: ConflictFacts): Finding[] {
  const { vrid, family, addresses } = sender
  const ours = facts.instances.filter(each => each.vrid === vrid && each.family === family)
  const [first] = ours
  const isKnown = ours.some(({ vips }) => vips.some(({ address }) => addresses.includes(address)))
  if (first === undefined || isKnown || addresses.length === 0) return []
  const text = `VRID ${vrid} of ${clean(first.name)} is used by another cluster on ${device}: ${describe(sender, facts)} sends adverts for ${addresses.join(', ')}, wanted one cluster a VRID`
  return [say('CRITICAL', 'vrid-twice', text, { hint: renumber })]
}

function describe(sender: Sender, facts: ConflictFacts): string {
  const owner = attribute(sender.mac, facts)
  const name = directorAt(sender.source, facts.hosts) ?? (owner.kind === 'director' ? owner.name : undefined)
  const who = name === undefined || name === sender.source ? sender.source : `${name} (${sender.source})`
  return `${who} with priority ${sender.priority}`
}

/** Is there nobody who says that a VIP is its own? Unicast is heard by the two directors alone. */
function judgeSilence(
  { interface: device, seconds }: AdvertFacts,
  senders: readonly Sender[],
  facts: ConflictFacts,
): Finding[] {
  const here = facts.vips.filter(({ place }) => place.ok && place.value.interface === device)
  // Nobody holds it: that has been said, and worse.
  const isHeld = ({ place, rounds }: VipFacts) =>
    (place.ok && place.value.held) || rounds?.at(-1)?.replies !== 0
  const silent = here.filter(each => isHeld(each) && !isAdvertised(each, senders, facts))
  if (silent.length === 0) return []
  const names = nameVips(silent)
  const longest = Math.max(...silent.map(({ vip }) => instanceOf(vip, facts)?.interval ?? 1))
  const least = Math.ceil(3 * longest + 1)
  if (seconds < least) {
    const text = `whether adverts for ${names} are sent on ${device} cannot be told in ${seconds} s, one comes every ${longest} s`
    return [say('UNKNOWN', 'cannot-ask', text, { hint: `Listen longer: --listen ${least}` })]
  }
  const text = `no VRRP advert for ${names} was heard on ${device} in ${seconds} s, wanted one every ${longest} s`
  return [
    say('WARNING', 'no-adverts', text, {
      hint: 'Is a director MASTER, and does the switch pass multicast (igmp snooping)? With unicast_peer the adverts are heard on the directors alone: leave out --listen here. On a director: journalctl -u keepalived -n 50',
    }),
  ]
}

/** Without a configuration, whoever holds the VIP may have it in virtual_ipaddress_excluded: its other adverts will do. */
function isAdvertised({ vip, rounds }: VipFacts, senders: readonly Sender[], facts: ConflictFacts): boolean {
  const instance = instanceOf(vip, facts)
  const { instances } = facts
  const isUnicast = instance?.unicast ?? (instances.length > 0 && instances.every(({ unicast }) => unicast))
  if (isUnicast) return true
  const alive = senders.filter(({ priority }) => priority > 0)
  if (instance !== undefined && instance.vips.length > 0) {
    return alive.some(({ addresses }) => instance.vips.some(({ address }) => addresses.includes(address)))
  }
  const macs = rounds?.at(-1)?.answers.map(({ mac }) => mac) ?? []
  return alive.some(({ addresses, mac }) => addresses.includes(vip) || macs.includes(mac))
}
