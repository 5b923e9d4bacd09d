import { holdingsOf, type Interface, isLoopback, isRunning } from '../host/interface.ts'
import type { Route } from '../host/route.ts'
import { isInSubnet } from '../net/subnet.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Place } from './facts.ts'

const elsewhere =
  'Run it on a director, or on a host of their network: check_nrpe -H DIRECTOR -c check_vip_conflict'

/**
 * The interface to ask for a VIP on. `unreachable` where ARP cannot get there: routers do not pass it on.
 * @param named the interface of --interface
 * @param configured that of keepalived.conf, for link-local addresses, which no route tells
 */
export function placeOf(
  vip: string,
  named: string | undefined,
  configured: string | undefined,
  interfaces: readonly Interface[],
  route: Outcome<Route>,
): Outcome<Place> {
  const holdings = holdingsOf(vip, interfaces)
  const bound = holdings.filter(each => !isLoopback(each.interface) && speaksArp(each.interface))
  const isLocal = vip.startsWith('fe80:') && configured !== undefined
  // From its own vmac this host would not hear another one with the same MAC, so it asks from what is below.
  const own = bound[0]?.interface
  const chosen = named ?? own?.below ?? own?.name ?? (isLocal ? configured : deviceOf(vip, route, interfaces))
  if (chosen === undefined) return explain(vip, route)
  const found = interfaces.find(({ name }) => name === chosen)
  if (found === undefined)
    return failure(
      'missing',
      `there is no interface ${chosen} on this host`,
      'See what there is: ip -br link',
    )
  if (!speaksArp(found) || isLoopback(found))
    return failure(
      'unreachable',
      `${chosen} speaks no ARP, so nobody can be asked for ${vip} there`,
      elsewhere,
    )
  return success({
    interface: chosen,
    running: isRunning(found),
    held: bound.length > 0,
    onLoopback: holdings.length > bound.length,
    dadFailed: bound.some(({ address }) => address.dadFailed),
  })
}

function speaksArp({ flags }: Interface): boolean {
  return !flags.includes('NOARP')
}

/**
 * The interface by which the kernel would go there. Where the VIP is our own, the one whose network it is in; likewise
 * where that is down, as the kernel then goes another way, or none.
 */
function deviceOf(vip: string, route: Outcome<Route>, interfaces: readonly Interface[]): string | undefined {
  const near = interfaces.filter(
    each =>
      !isLoopback(each) &&
      speaksArp(each) &&
      each.addresses.some(({ address, prefix }) => address !== vip && isInSubnet(vip, address, prefix)),
  )
  const running = near.find(isRunning)
  if (near.length > 0 && running === undefined) return near[0]?.name
  if (!route.ok) return undefined
  const device = interfaces.find(({ name }) => name === route.value.device)
  if (route.value.type === 'local' || (device !== undefined && isLoopback(device))) return running?.name
  const isDirect = route.value.type === 'unicast' && route.value.gateway === undefined
  return isDirect ? device?.name : undefined
}

function explain(vip: string, route: Outcome<Route>): Outcome<never> {
  if (vip.startsWith('fe80:'))
    return failure('unreachable', `${vip} is link-local and tells no network`, 'Name the interface: -I eth0')
  if (!route.ok) {
    const isNoWay = route.kind === 'unreachable'
    return isNoWay
      ? failure('unreachable', `this host has no way to ${vip}`, elsewhere)
      : failure(route.kind, route.text, route.hint)
  }
  const { type, gateway } = route.value
  if (gateway !== undefined) {
    const text = `${vip} is on another network, behind the router ${gateway}: ARP and neighbour discovery do not pass it`
    return failure('unreachable', text, elsewhere)
  }
  const text =
    type === 'local'
      ? `${vip} is on a loopback of this host, and no interface is in its network`
      : `the way of this host to ${vip} is of type ${type}`
  return failure('unreachable', text, `Name the interface on its network: -I eth0`)
}
