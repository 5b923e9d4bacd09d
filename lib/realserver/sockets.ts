import { isLoopbackAddress, type Socket, servesAddress } from '../host/socket.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Deadline } from '../probe/deadline.ts'
import { type Outcome, success } from '../probe/outcome.ts'
import { pause } from '../probe/pause.ts'
import type { Probes } from '../probe/probes.ts'
import { askIpv6Wildcards, readSockets } from '../probe/sockets.ts'
import type { SocketFacts } from './facts.ts'
import { waitingSeconds } from './listening.ts'
import { servedAddress, type Target } from './wanted.ts'

/** So often it is looked at whether connections still wait. */
const looks = 5

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
  const own = (sockets: readonly Socket[]) => unique(sockets.filter(each => ports.has(keyOf(each))))
  const mine = await lookOn(own(read.value.sockets), own, probes, deadline)
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

/** Many processes may share one port, each with connections of its own that wait. */
function unique(sockets: readonly Socket[]): readonly Socket[] {
  return [...Map.groupBy(sockets, placeOf).values()].flatMap(same => {
    const [first] = same
    const waiting = same.reduce((sum, each) => sum + (each.waiting ?? 0), 0)
    return first === undefined ? [] : waiting > 0 ? { ...first, waiting } : first
  })
}

function placeOf(socket: Socket): string {
  return `${keyOf(socket)} ${socket.family} ${socket.address}`
}

/** Where connections wait for a moment, somebody accepts them: those that wait whenever one looks are told, the fewest. */
async function lookOn(
  first: readonly Socket[],
  own: (sockets: readonly Socket[]) => readonly Socket[],
  probes: Probes,
  deadline: Deadline,
): Promise<readonly Socket[]> {
  const fewest = new Map(
    first.flatMap(each => (each.waiting === undefined ? [] : [[placeOf(each), each.waiting]])),
  )
  for (let look = 1; look < looks && fewest.size > 0; look++) {
    await pause((waitingSeconds * 1000) / (looks - 1), deadline)
    const read = await readSockets(probes, deadline)
    const now = new Map(
      (read.ok ? own(read.value.sockets) : []).map(each => [placeOf(each), each.waiting ?? 0]),
    )
    for (const [place, least] of fewest) {
      const waiting = Math.min(least, now.get(place) ?? 0)
      if (waiting === 0) fewest.delete(place)
      else fewest.set(place, waiting)
    }
  }
  return first.map(({ waiting: _, ...socket }) => {
    const waiting = fewest.get(placeOf(socket))
    return waiting === undefined ? socket : { ...socket, waiting }
  })
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

/** What must be served, and where. */
function wantedBy(target: Target) {
  const [address, { service }] = [servedAddress(target), target]
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
