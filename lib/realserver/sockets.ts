import { isLoopbackAddress, type Socket, servesAddress } from '../host/socket.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Deadline } from '../probe/deadline.ts'
import { type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { askIpv6Wildcards, readSockets } from '../probe/sockets.ts'
import type { SocketFacts } from './facts.ts'
import type { Target } from './wanted.ts'

/** More services without a listener are not asked one by one. */
const askedLimit = 20

/**
 * The listening sockets on wanted ports. Where none is seen for a service over TCP it is asked once from this very host:
 * a packet filter may hand its connections on (containers), and a socket of IPv6 may take IPv4 or not.
 */
export async function gatherSockets(
  targets: readonly Target[],
  isLocal: (vip: string) => boolean,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<SocketFacts>> {
  const read = await readSockets(probes, deadline)
  if (!read.ok) return read
  const ports = new Set(targets.flatMap(({ service }) => (service === undefined ? [] : [keyOf(service)])))
  const mine = unique(read.value.sockets.filter(each => ports.has(keyOf(each))))
  const sockets = await settleWildcards(mine, targets, probes, deadline)
  const doubtful = targets.flatMap(target => askable(target, sockets, isLocal) ?? [])
  const places = new Map(doubtful.map(each => [formatEndpoint(each.host, each.port), each] as const))
  const asked = await Promise.all(
    [...places].slice(0, askedLimit).map(async ([name, target]) => {
      const outcome = await probes.tcp({ target, expect: [], all: false, maxBytes: 1, delay: 0 }, deadline)
      const answer = outcome.ok ? 'answers' : outcome.kind === 'refused' ? 'refuses' : 'no answer'
      return [name, answer] as const
    }),
  )
  return success({ from: read.value.from, sockets, asked: Object.fromEntries(asked) })
}

function keyOf({ protocol, port }: Pick<Socket, 'protocol' | 'port'>): string {
  return `${protocol} ${port}`
}

/** Many processes may share one port. */
function unique(sockets: readonly Socket[]): readonly Socket[] {
  return [...new Map(sockets.map(each => [`${keyOf(each)} ${each.family} ${each.address}`, each])).values()]
}

async function settleWildcards(
  sockets: readonly Socket[],
  targets: readonly Target[],
  probes: Probes,
  deadline: Deadline,
): Promise<readonly Socket[]> {
  const isDoubtful = targets.some(target => {
    const wanted = wantedBy(target)
    const serving = wanted === undefined ? [] : sockets.map(each => servesAddress(each, wanted))
    return serving.includes('perhaps') && !serving.includes('yes')
  })
  const told = isDoubtful ? await askIpv6Wildcards(probes, deadline) : undefined
  if (told === undefined) return sockets
  return sockets.map(socket => {
    const found = told.filter(each => keyOf(each) === keyOf(socket))
    if (socket.address !== '::' || found.length === 0) return socket
    return { ...socket, ipv6Only: found.every(({ ipv6Only }) => ipv6Only) }
  })
}

/** What must be served: the VIP behind DR and TUN, the real server's own address behind NAT. */
export function wantedBy({ method, vip, rip, service }: Target) {
  const address = method === 'NAT' ? rip : vip
  return address === undefined || service === undefined ? undefined : { ...service, address }
}

/** Where to ask for a service that no socket is seen for; a VIP that is not here would be asked elsewhere. */
function askable(
  target: Target,
  sockets: readonly Socket[],
  isLocal: (vip: string) => boolean,
): { readonly host: string; readonly port: number } | undefined {
  const { method, vip, rip, service } = target
  if (service?.protocol !== 'TCP') return undefined
  const host = method !== 'NAT' && vip !== undefined && isLocal(vip) ? vip : rip
  if (host === undefined || isLoopbackAddress(host)) return undefined
  const wanted = { ...service, address: host }
  return sockets.some(each => servesAddress(each, wanted) === 'yes')
    ? undefined
    : { host, port: service.port }
}
