import { familyOf } from '../cli/common.ts'
import type { Deadline } from '../probe/deadline.ts'
import { success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { RemoteFacts } from './facts.ts'
import { type DirectorOptions, usual } from './options.ts'

const packets = 3
const interval = 0.2
/** A router asks for a host for three seconds before it says that it is not there. */
const patience = 4

/** Asks a director from outside whether it is alive: ping and a TCP port, at the same time. */
export async function gatherRemote(
  options: DirectorOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<RemoteFacts> {
  const { hostname: target = '', timeout } = options
  const port = options.port ?? usual.port
  const family = familyOf(options)
  const seconds = Math.max(1, Math.min(patience, Math.floor(timeout - 0.5)))
  const [ping, tcp] = await Promise.all([
    probes.ping(
      { target, ...(family === undefined ? {} : { family }), packets, interval, seconds, size: 56 },
      deadline,
    ),
    probes.tcp(
      { target: { host: target, port, family }, expect: [], all: false, maxBytes: 0, delay: 0 },
      deadline,
    ),
  ])
  const { address, connectMs } = tcp.ok ? tcp.value.connection : { address: '', connectMs: 0 }
  return { ping, port, connection: tcp.ok ? success({ address, connectMs }) : tcp }
}
