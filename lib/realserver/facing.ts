import { type Interface, isLoopback, isRunning } from '../host/interface.ts'
import { parseAddress } from '../net/address.ts'
import { isInSubnet } from '../net/subnet.ts'

/** What kinds of interfaces take packets out of others, by what iproute2 calls them. */
const tunnelKinds = ['ipip', 'ip6tnl', 'sit', 'gre', 'ip6gre', 'vti', 'vti6']

export function isTunnel({ kind }: Pick<Interface, 'kind'>): boolean {
  return kind !== undefined && tunnelKinds.includes(kind)
}

/** True when the kernel speaks ARP on it, or neighbour discovery. */
function asksNeighbours(each: Interface): boolean {
  return isRunning(each) && isCable(each)
}

function isCable(each: Interface): boolean {
  return !isLoopback(each) && !each.flags.includes('NOARP') && !isTunnel(each)
}

/**
 * The interfaces by which what directors forward would come, where none of them runs: those with the real server's own
 * address, or in the network of the VIP where that is not told.
 */
export function deadWays(
  vip: string | undefined,
  rip: string | undefined,
  interfaces: readonly Interface[],
): readonly Interface[] {
  const cables = interfaces.filter(isCable)
  const own = cables.filter(({ addresses }) => addresses.some(({ address }) => address === rip))
  const isNear = ({ addresses }: Interface) =>
    vip !== undefined && addresses.some(({ address, prefix }) => isInSubnet(vip, address, prefix))
  const ways = own.length > 0 || rip !== undefined ? own : cables.filter(isNear)
  return ways.some(isRunning) ? [] : ways
}

/**
 * Names of the interfaces on which a VIP may be asked for: those in the network of the real server's own address or of the
 * VIP; where there is none, all that speak ARP and have an address of the family.
 */
export function facingOf(
  vip: string,
  rips: readonly string[],
  interfaces: readonly Interface[],
): readonly string[] {
  const speaking = interfaces.filter(asksNeighbours)
  const near = speaking.filter(({ addresses }) =>
    addresses.some(
      ({ address, prefix }) => rips.includes(address) || isInSubnet(vip, address, prefix) || address === vip,
    ),
  )
  const family = parseAddress(vip)?.family
  const meant =
    near.length > 0
      ? near
      : speaking.filter(({ addresses }) =>
          addresses.some(each => each.family === family && each.scope === 'global'),
        )
  return meant.map(({ name }) => name)
}
