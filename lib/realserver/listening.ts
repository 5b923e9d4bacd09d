import { isLoopbackAddress, isWildcard, type Socket, servesAddress } from '../host/socket.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { SocketFacts } from './facts.ts'
import type { ServicePort } from './kind.ts'
import type { Target } from './wanted.ts'

/** For so long connections wait for somebody to accept them before it is said. */
export const waitingSeconds = 2

/** Who takes what comes for a service. */
export interface Listening {
  readonly service: ServicePort
  /** It is taken at the address that directors forward to. */
  readonly serves: boolean
  /** Health checks, which go to the real server's own address, find somebody. */
  readonly looksAlive: boolean
  /** Where else the port is listened on. */
  readonly elsewhere: readonly string[]
}

/**
 * @param address the VIP behind DR and TUN, the real server's own address behind NAT; undefined where the options do not
 * tell it: any address will do then that is reached from outside
 */
export function listeningOf(
  { rip, service }: Pick<Target, 'rip' | 'service'>,
  address: string | undefined,
  facts: SocketFacts,
): Listening | undefined {
  if (service === undefined) return undefined
  const own = facts.sockets.filter(each => each.protocol === service.protocol && each.port === service.port)
  const outward = own.filter(each => !isLoopbackAddress(each.address))
  const isServed = (at: string) => {
    const said = facts.asked[formatEndpoint(at, service.port)]
    if (said === 'answers') return true
    const found = own.map(each => servesAddress(each, { ...service, address: at }))
    // Where nobody can tell, a socket on all addresses is taken at its word.
    return found.includes('yes') || (found.includes('perhaps') && said !== 'refuses')
  }
  const serves = address === undefined ? outward.length > 0 : isServed(address)
  // Where the real server's own address is not told, its health checks are of the family of the VIP.
  const isLikeVip = (each: Socket) => !isWildcard(each) || address === undefined || isServed(address)
  const looksAlive =
    rip === undefined ? outward.some(each => each.address !== address && isLikeVip(each)) : isServed(rip)
  const elsewhere = own.map(each => (isWildcard(each) ? `all addresses of IPv${each.family}` : each.address))
  return { service, serves, looksAlive, elsewhere: [...new Set(elsewhere)] }
}
