import type { Server, Socket } from 'node:net'
import type { TlsOptions } from 'node:tls'
import { formatEndpoint } from '../../lib/net/endpoint.ts'
import type { Identity } from './certificate.ts'

/** Where a test server listens and what it shows of itself. */
export interface ServerOptions {
  /** 127.0.0.1 by default. All of 127.0.0.0/8 is ours: real servers of one VIP can share a port. */
  readonly host?: string
  /** Any free one by default. */
  readonly port?: number
  readonly tls?: TlsSettings
}

export interface TlsSettings {
  readonly identity: Identity
  /** Demand a client certificate that this authority has signed. */
  readonly clientAuthority?: Identity
  readonly maxVersion?: 'TLSv1.2' | 'TLSv1.3'
}

/** A server on the loopback. `await using` closes it, and all its connections with it. */
export interface RunningServer extends AsyncDisposable {
  readonly host: string
  readonly port: number
  /** `127.0.0.1:8080` */
  readonly endpoint: string
  /** Connections accepted so far. */
  readonly connections: number
  close(): Promise<void>
}

/** Lets a server listen. Its connections may fail in any way: that is what they are for. */
export async function listen(server: Server, options: ServerOptions): Promise<RunningServer> {
  const sockets = new Set<Socket>()
  let connections = 0
  const track = (socket: Socket) => {
    connections++
    sockets.add(socket)
    socket.on('error', () => undefined)
    socket.once('close', () => sockets.delete(socket))
  }
  server.on('connection', track)
  server.on('secureConnection', (socket: Socket) => socket.on('error', () => undefined))
  const host = options.host ?? '127.0.0.1'
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  server.once('error', reject)
  server.listen({ host, port: options.port ?? 0, backlog: 4096 }, resolve)
  await promise
  const address = server.address()
  const port = address !== null && typeof address === 'object' ? address.port : 0
  const close = async () => {
    const closed = new Promise<void>(done => server.close(() => done()))
    for (const socket of sockets) socket.destroy()
    await closed
  }
  return {
    host,
    port,
    endpoint: formatEndpoint(host, port),
    get connections() {
      return connections
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}

/** What node:tls and node:https want for these settings. */
export function toTlsOptions(settings: TlsSettings): TlsOptions {
  const { identity, clientAuthority, maxVersion } = settings
  return {
    key: identity.key,
    cert: identity.cert,
    ...(maxVersion === undefined ? {} : { maxVersion }),
    ...(clientAuthority === undefined
      ? {}
      : { ca: clientAuthority.cert, requestCert: true, rejectUnauthorized: true }),
  }
}
