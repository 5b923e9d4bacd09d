import type { VrrpInstance } from '../keepalived/model.ts'

/** Instances of two directors that stand for one another, and those that have no other half. */
export interface Matched {
  readonly pairs: readonly (readonly [VrrpInstance, VrrpInstance])[]
  readonly ownOnly: readonly VrrpInstance[]
  readonly peerOnly: readonly VrrpInstance[]
}

/** The family that an instance speaks: that of its VIPs, else of its addresses for unicast. */
export function familyOf({ vips, unicastSource, unicastPeers }: VrrpInstance): 4 | 6 {
  const vip = vips.find(({ excluded }) => !excluded) ?? vips[0]
  if (vip !== undefined) return vip.family
  const address = unicastSource?.value ?? unicastPeers[0]?.value ?? ''
  return address.includes(':') ? 6 : 4
}

/**
 * What makes two instances one, the surest first. Each step takes only those that nothing else of the same kind
 * competes with: a renamed instance is known by its VRID, one whose VRID is mistyped by its name or its VIPs. Names of
 * interfaces come last, as two hosts need not share them.
 */
const likenesses: readonly ((instance: VrrpInstance) => string | undefined)[] = [
  each => `${familyOf(each)} ${each.routerId?.value} ${each.name} ${each.interface?.value}`,
  each => `${familyOf(each)} ${each.routerId?.value} ${each.name}`,
  each => `${familyOf(each)} ${each.routerId?.value} ${vipsOf(each)}`,
  each => `${familyOf(each)} ${each.routerId?.value} ${each.interface?.value}`,
  each => `${familyOf(each)} ${each.routerId?.value}`,
  each => `${familyOf(each)} ${each.name}`,
  each => (each.vips.length === 0 ? undefined : `${vipsOf(each)}`),
  each => (each.vips[0] === undefined ? undefined : each.vips[0].address),
]

function vipsOf({ vips }: VrrpInstance): string {
  return vips
    .map(({ address }) => address)
    .toSorted()
    .join(' ')
}

/** Finds the other half of each instance. Linear in their number for each likeness. */
export function matchInstances(own: readonly VrrpInstance[], peer: readonly VrrpInstance[]): Matched {
  const pairs: (readonly [VrrpInstance, VrrpInstance])[] = []
  let [ownOnly, peerOnly] = [own, peer]
  for (const likeness of likenesses) {
    const found = matchBy(likeness, ownOnly, peerOnly)
    pairs.push(...found)
    const taken = new Set(found.flat())
    ownOnly = ownOnly.filter(each => !taken.has(each))
    peerOnly = peerOnly.filter(each => !taken.has(each))
  }
  const order = new Map(own.map((each, at) => [each, at]))
  return { pairs: pairs.toSorted(([a], [b]) => (order.get(a) ?? 0) - (order.get(b) ?? 0)), ownOnly, peerOnly }
}

function matchBy(
  likeness: (instance: VrrpInstance) => string | undefined,
  own: readonly VrrpInstance[],
  peer: readonly VrrpInstance[],
): (readonly [VrrpInstance, VrrpInstance])[] {
  const others = Map.groupBy(peer, likeness)
  const ours = Map.groupBy(own, likeness)
  return [...ours].flatMap(([key, [first, ...more]]) => {
    const [other, ...moreOthers] = others.get(key) ?? []
    if (key === undefined || first === undefined || other === undefined) return []
    return more.length > 0 || moreOthers.length > 0 ? [] : [[first, other] as const]
  })
}
