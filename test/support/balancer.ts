import { connect, createServer, type Socket } from 'node:net'
import { listen, type RunningServer, type ServerOptions } from './servers.ts'

/** Where a connection is sent. */
export interface Backend {
  readonly host: string
  readonly port: number
}

/**
 * Stands in front of real servers as a virtual IP does: each connection goes whole to the next of them, round
 * robin. One difference to LVS cannot be had without a kernel: it has accepted before it knows that the real
 * server refuses, so the client sees a reset instead of a refusal.
 */
export async function startBalancer(
  backends: readonly Backend[],
  options: Omit<ServerOptions, 'tls'> = {},
): Promise<RunningServer> {
  let next = 0
  const server = createServer({ allowHalfOpen: true }, client => {
    const backend = backends[next++ % backends.length]
    if (backend === undefined) client.resetAndDestroy()
    else join(client, connect({ ...backend, allowHalfOpen: true }))
  })
  return listen(server, options)
}

function join(client: Socket, backend: Socket): void {
  client.pipe(backend)
  backend.pipe(client)
  client.once('close', () => backend.destroy())
  backend.once('error', () => client.resetAndDestroy())
  backend.once('close', () => client.destroySoon())
}
