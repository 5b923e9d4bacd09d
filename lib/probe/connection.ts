import type { Socket } from 'node:net'
import { connect as connectSocket } from 'node:net'
import { type Deadline, remaining } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import { watchOwnDrops } from './own-drops.ts'
import { resolve } from './resolve.ts'

/** Where to connect to, and with which TLS. */
export interface Target {
  /** An address or a name. */
  readonly host: string
  readonly port: number
  readonly family?: 4 | 6 | undefined
  readonly tls?: TlsRequest | undefined
}

export interface TlsRequest {
  /** The name that the certificate must carry, sent as SNI unless it is an address. */
  readonly serverName: string
  /** False: any certificate will do. */
  readonly verify: boolean
  readonly minVersion?: TlsVersion | undefined
  readonly maxVersion?: TlsVersion | undefined
  /** PEM texts. */
  readonly ca?: string | undefined
  readonly certificate?: string | undefined
  readonly key?: string | undefined
  /** Protocols offered with ALPN. */
  readonly protocols?: readonly string[]
}

export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'

/** What is known of a connection, as plain facts. Times in ms. */
export interface ConnectionFacts {
  readonly address: string
  readonly port: number
  readonly connectMs: number
  readonly tlsMs?: number
  readonly tls?: TlsFacts
}

export interface TlsFacts {
  readonly version: string
  readonly cipher: string
  readonly subject: string
  readonly issuer: string
  readonly names: readonly string[]
  /** RFC 3339, in UTC. */
  readonly validFrom: string
  readonly validTo: string
  /** Days until the certificate expires, with fractions; negative when it has. */
  readonly daysLeft: number
  /** Why the certificate does not prove who answered; unset when it does. */
  readonly problem?: string
  readonly hint?: string
}

export interface Connection {
  /** An open socket with nothing read from it yet. Whoever got it destroys it. */
  readonly socket: Socket
  readonly facts: ConnectionFacts
}

/**
 * Opens a connection, and TLS over it when asked. A certificate that fails verification ends in a failure of
 * kind `untrusted`, before a single byte of ours is sent over it.
 */
export async function connect(target: Target, deadline: Deadline): Promise<Outcome<Connection>> {
  const addresses = await resolve(target.host, target.family, deadline)
  if (!addresses.ok) return addresses
  let last: Failure = failure('unresolved', 'name has no address')
  // As check_tcp does: the next address is tried when one refuses or cannot be reached.
  for (const address of addresses.value) {
    const attempt = await connectTo(address, target, deadline)
    if (attempt.ok || !['refused', 'unreachable'].includes(attempt.kind)) return attempt
    last = attempt
  }
  return last
}

async function connectTo(address: string, target: Target, deadline: Deadline): Promise<Outcome<Connection>> {
  if (target.tls === undefined) return openSocket(address, target.port, deadline)
  // Loading TLS and its roots takes longer than most peers: it is done before anybody waits for us.
  const { prepare, secure, systemRoots } = await import('./tls.ts')
  let request = target.tls
  for (;;) {
    const context = prepare(request)
    if (!context.ok) return context
    const opened = await openSocket(address, target.port, deadline)
    if (!opened.ok) return opened
    const secured = await secure(opened.value, request, context.value, deadline)
    if (secured !== 'issuer unknown') return secured
    request = { ...request, ca: systemRoots() }
  }
}

function openSocket(address: string, port: number, deadline: Deadline): Promise<Outcome<Connection>> {
  const { promise, resolve: settle } = Promise.withResolvers<Outcome<Connection>>()
  if (deadline.signal.aborted) return Promise.resolve(noAnswer(deadline))
  const socket = connectSocket({ host: address, port, autoSelectFamily: false })
  // Node makes the call in the next tick; what it loads until then is no time of the peer.
  let began = deadline.elapsed()
  process.nextTick(() => {
    began = deadline.elapsed()
  })
  const drops = watchOwnDrops()
  const expire = () => settle(drops.seen ? ownFirewall(deadline) : noAnswer(deadline))
  deadline.signal.addEventListener('abort', expire)
  const facts = () => ({ address, port, connectMs: deadline.elapsed() - began })
  socket.once('error', error => settle(explainConnectError(error, facts(), deadline)))
  socket.once('connect', () => settle(success({ socket, facts: facts() })))
  return promise.then(outcome => {
    drops.stop()
    deadline.signal.removeEventListener('abort', expire)
    if (!outcome.ok) socket.destroy()
    return outcome
  })
}

/** Silence of our own making is not the peer's. */
function ownFirewall(deadline: Deadline): Failure {
  return failure(
    'denied',
    `no answer in ${deadline.seconds} s, but this host dropped packets of its own (a firewall, or its table of connections is full)`,
    'See what is dropped here: nft list ruleset; iptables -S OUTPUT; dmesg',
  )
}

/** The peer's silence until the deadline. */
export function noAnswer(deadline: Deadline, connection?: ConnectionFacts): Failure {
  const stopped = remaining(deadline) > 50
  const text = stopped ? 'no answer until the check was stopped' : `no answer in ${deadline.seconds} s`
  return failure('timeout', text, undefined, connection)
}

const explanations: Readonly<Record<string, readonly [Failure['kind'], string]>> = {
  ECONNREFUSED: ['refused', 'connection refused'],
  ECONNRESET: ['closed', 'connection reset by the peer'],
  EPIPE: ['closed', 'connection closed by the peer'],
  EHOSTUNREACH: ['unreachable', 'no route to host'],
  ENOPROTOOPT: ['unreachable', 'protocol unreachable'],
  ENETUNREACH: ['unreachable', 'network unreachable, this host has no route there'],
  EHOSTDOWN: ['unreachable', 'host is down'],
  EACCES: ['denied', 'connecting is forbidden on this host (a firewall or a prohibit route)'],
  EPERM: ['denied', 'connecting is forbidden on this host (a firewall)'],
  EADDRNOTAVAIL: ['denied', 'this host has no free address or port to connect from'],
  EMFILE: ['denied', 'this process may not open more files'],
  ENFILE: ['denied', 'this host cannot open more files'],
  EINVAL: [
    'denied',
    'this host cannot connect to that address (a blackhole route, or a link-local address without %interface)',
  ],
}

/**
 * A failure from the error of a socket that was to be opened. Node adds our own end to the message of an error that
 * the call itself gave; without it, somebody on the network has said so. A reset comes from a peer that had
 * accepted, if only for a moment.
 */
function explainConnectError(error: Error, reached: ConnectionFacts, deadline: Deadline): Failure {
  const failed = explainSocketError(error, deadline)
  const code = 'code' in error ? error.code : ''
  const saidHere = error.message.includes(' - Local (')
  if (failed.kind === 'closed') return { ...failed, connection: reached }
  if (code === 'EACCES' && !saidHere)
    return failure('unreachable', 'forbidden by a router or firewall on the way')
  if (code === 'ENETUNREACH' && !saidHere) return failure('unreachable', 'a router has no route there')
  if (failed.kind !== 'unreachable') return failed
  const { address } = reached
  return { ...failed, hint: `See who says so: ip route get ${address}; ip neigh show to ${address}` }
}

/** A failure from the error of a socket. */
export function explainSocketError(error: Error, deadline: Deadline, connection?: ConnectionFacts): Failure {
  if (deadline.signal.aborted) return noAnswer(deadline, connection)
  const code = 'code' in error ? String(error.code) : ''
  if (code === 'ETIMEDOUT')
    return failure('timeout', 'no answer (connection timed out)', undefined, connection)
  if (code.startsWith('ERR_SSL') || code === 'EPROTO') {
    const reason = 'reason' in error ? String(error.reason) : error.message
    return failure('refused', `TLS refused: ${reason}`, undefined, connection)
  }
  const [kind, text] = explanations[code] ?? ['malformed', `connection failed: ${error.message}`]
  return failure(kind, text, undefined, connection)
}
