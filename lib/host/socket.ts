import type { Protocol } from '../net/service.ts'

/** A socket that takes what comes for its port: a listening one of TCP or SCTP, an unconnected one of UDP. Plain JSON. */
export interface Socket {
  readonly protocol: Protocol
  /** Of the socket: one of IPv6 on all addresses may take IPv4 too. */
  readonly family: 4 | 6
  /** Canonical text; `0.0.0.0` and `::` are all addresses. */
  readonly address: string
  readonly port: number
  /** Of an IPv6 socket on all addresses: takes IPv6 alone. Only ss(8) can tell. */
  readonly ipv6Only?: boolean
  /** Connections of TCP that nobody has accepted yet, where there are any. */
  readonly waiting?: number
}

/** What a service needs of a socket. */
export interface Wanted {
  readonly protocol: Protocol
  readonly address: string
  readonly port: number
}

export function isWildcard({ address }: Pick<Socket, 'address'>): boolean {
  return address === '0.0.0.0' || address === '::'
}

export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || address.startsWith('127.')
}

/** Does the socket take what comes for an address and a port? `perhaps`: that of IPv4 through one of IPv6. */
export function servesAddress(socket: Socket, wanted: Wanted): 'yes' | 'no' | 'perhaps' {
  if (socket.protocol !== wanted.protocol || socket.port !== wanted.port) return 'no'
  if (socket.address === wanted.address) return 'yes'
  const family = wanted.address.includes(':') ? 6 : 4
  if (socket.address === '0.0.0.0') return family === 4 ? 'yes' : 'no'
  if (socket.address !== '::') return 'no'
  if (family === 6) return 'yes'
  return socket.ipv6Only === undefined ? 'perhaps' : socket.ipv6Only ? 'no' : 'yes'
}
