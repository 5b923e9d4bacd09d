import { type Sender, sendAtOnce } from '../arp/advert.ts'
import { type Finding, state } from '../core/finding.ts'
import type { FailureKind } from '../probe/outcome.ts'
import type { AdvertFacts, ConflictFacts } from './facts.ts'
import { say } from './judge-vip.ts'
import { attribute } from './owner.ts'
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
    const hint = senders.hint === undefined ? {} : { hint: senders.hint }
    return [say('UNKNOWN', rules[senders.kind] ?? 'cannot-ask', text, hint)]
  }
  const pairs = pairsOf(senders.value).filter(([one, other]) => sendAtOnce(one, other))
  const wrong = pairs
    .filter(pair => pair.some(each => concerns(each, facts)))
    .map(([one, other]) => sayPair(one, other, device, facts))
  if (wrong.length > 0) return wrong
  const ours = senders.value.filter(each => concerns(each, facts))
  if (ours.length === 0) return judgeSilence(heard, facts)
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
      .filter(other => other.vrid === one.vrid && other.family === one.family)
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

function sayPair(one: Sender, other: Sender, device: string, facts: ConflictFacts): Finding {
  const isCluster =
    one.addresses.length === 0 ||
    other.addresses.length === 0 ||
    one.addresses.some(each => other.addresses.includes(each))
  if (isCluster) {
    const text = `two directors send VRRP adverts of virtual router ${one.vrid} on ${device}: ${describe(one, facts)} and ${describe(other, facts)}, wanted one MASTER`
    return say('CRITICAL', 'split-brain', text, {
      hint: `The lower priority should give way: compare authentication, version, advert_int and the VIPs of both (check_keepalived_config --peer), and what the packet filter drops: nft list ruleset; journalctl -u keepalived -n 50`,
    })
  }
  const text = `VRID ${one.vrid} is used by two clusters on ${device}: ${describe(one, facts)} for ${one.addresses.join(', ')} and ${describe(other, facts)} for ${other.addresses.join(', ')}, wanted one`
  return say('CRITICAL', 'vrid-twice', text, {
    hint: 'Give one of the clusters another virtual_router_id, on both of its directors: grep -rn virtual_router_id /etc/keepalived',
  })
}

function describe(sender: Sender, facts: ConflictFacts): string {
  const host = facts.hosts.find(({ address }) => address === sender.source)
  const owner = attribute(sender.mac, facts)
  const name = host?.name ?? (owner.kind === 'director' ? owner.name : undefined)
  const who = name === undefined || name === sender.source ? sender.source : `${name} (${sender.source})`
  return `${who} with priority ${sender.priority}`
}

/** Unicast is heard by the two directors alone, and an interval may be longer than was listened for. */
function judgeSilence({ interface: device, seconds }: AdvertFacts, { instances }: ConflictFacts): Finding[] {
  const here = instances.filter(each => each.interface === undefined || each.interface === device)
  const multicast = here.filter(({ unicast }) => !unicast)
  if (here.length > 0 && multicast.length === 0) return []
  const longest = Math.max(1, ...multicast.map(({ interval }) => interval))
  if (seconds < 3 * longest + 1) return []
  const text = `no VRRP advert for the VIPs was heard on ${device} in ${seconds} s, wanted one every ${longest} s`
  return [
    say('WARNING', 'no-adverts', text, {
      hint: 'Is a director MASTER, and does the switch pass multicast (igmp snooping)? With unicast_peer the adverts are heard on the directors alone: leave out --listen here. On a director: journalctl -u keepalived -n 50',
    }),
  ]
}
