import type { Finding } from '../core/finding.ts'
import { clean, quote } from '../core/text.ts'
import type { ConflictFacts, InstanceFacts } from './facts.ts'
import { say } from './judge-vip.ts'

/**
 * VRIDs that this cluster and another one have, on one network, by their keepalived.conf. Two files with a VIP in common
 * are one cluster, which rightly shares its VRID.
 */
export function judgeNeighbours({ instances, others }: ConflictFacts): Finding[] {
  return others.flatMap(({ file, instances: read }) => {
    const theirs = read.ok ? read.value : []
    return instances.flatMap(own =>
      theirs.filter(other => areInEachOthersWay(own, other)).map(other => sayTwice(own, other, file)),
    )
  })
}

function areInEachOthersWay(own: InstanceFacts, other: InstanceFacts): boolean {
  if (own.vrid !== other.vrid || own.family !== other.family || own.unicast || other.unicast) return false
  if (own.interface !== other.interface || own.group !== other.group) return false
  const vips = new Set([...own.vips.map(({ address }) => address), ...own.excluded])
  return ![...other.vips.map(({ address }) => address), ...other.excluded].some(each => vips.has(each))
}

function sayTwice(own: InstanceFacts, other: InstanceFacts, file: string): Finding {
  const of = (each: InstanceFacts) => each.vips[0]?.address ?? each.excluded[0] ?? 'no VIP'
  const text = `VRID ${own.vrid} is that of ${clean(own.name)} (${of(own)}) and that of ${clean(other.name)} (${of(other)}) in ${quote(file)} too, both on ${clean(own.interface ?? 'one network')}, wanted one cluster a VRID`
  return say('CRITICAL', 'vrid-twice', text, {
    hint: `Give one of the clusters another virtual_router_id, on both of its directors: grep -rn virtual_router_id /etc/keepalived; tcpdump -ni ${own.interface ?? 'eth0'} vrrp shows those in use`,
  })
}
