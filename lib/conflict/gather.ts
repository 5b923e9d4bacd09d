import { type Hearing, macsOf } from '../arp/answer.ts'
import type { ArpingRequest } from '../arp/arping.ts'
import { type Interface, isLoopback } from '../host/interface.ts'
import type { Neighbour } from '../host/neighbour.ts'
import { parseAddress } from '../net/address.ts'
import { listenForAdverts } from '../probe/adverts.ts'
import { type Deadline, remaining } from '../probe/deadline.ts'
import { readInterfaces, readRoute } from '../probe/iproute.ts'
import { readNeighbours } from '../probe/neighbours.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { type Asker, makeAsker, wakeNeighbour } from './ask.ts'
import { explainTargets, listTargets, readConfigured } from './configured.ts'
import type { AdvertFacts, ConflictFacts, InstanceFacts, Place, VipFacts } from './facts.ts'
import { listKnown } from './hosts.ts'
import { identify, wake } from './identify.ts'
import type { ConflictOptions } from './options.ts'
import { placeOf } from './place.ts'
import { eachOf, secondsOf, sideBySide } from './plan.ts'

/** What is known before anybody is asked. */
export interface Scene {
  readonly options: ConflictOptions
  readonly interfaces: Outcome<readonly Interface[]>
  readonly before: Outcome<readonly Neighbour[]>
  readonly instances: readonly InstanceFacts[]
  readonly asker: Asker
}

/** Asks who holds each VIP, and who the ones that answer are. What of it is wrong is for the judge to say. */
export async function gatherConflict(
  options: ConflictOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<ConflictFacts> {
  const nothing: ConflictFacts = {
    vips: [],
    hosts: [],
    ownMacs: [],
    relatives: [],
    instances: [],
    others: [],
  }
  const configured = await readConfigured(options, probes, deadline)
  if (!configured.ok) return { ...nothing, problem: configured }
  const { model, peer, peerProblem, others, instances } = configured.value
  const targets = listTargets(options, instances)
  const problem = explainTargets(options, targets)
  if (problem !== undefined) return { ...nothing, instances, others, problem }
  const interfaces = await readInterfaces(probes, deadline)
  const asker = makeAsker(options, probes, deadline)
  const places = await eachOf(targets, sideBySide, vip =>
    findPlace(vip, { options, interfaces, instances }, probes, deadline),
  )
  // Before anything is sent, as asking mends what is stale; and not long before, as the VIP may move in between.
  if (targets.some(vip => parseAddress(vip)?.family === 4)) await asker.findProgram()
  const before = await readNeighbours(probes, deadline)
  const scene: Scene = { options, interfaces, before, instances, asker: asker.ask }
  const known = listKnown(options, model, peer)
  const directors = known.filter(({ role }) => role === 'director')
  const [vips, adverts] = await Promise.all([
    eachOf([...targets.entries()], sideBySide, ([at, vip]) =>
      askFor(vip, places[at] ?? placeUnknown, scene, probes, deadline),
    ),
    listen(places, scene, probes, deadline),
    wake(directors, before, probes, deadline),
  ])
  const people = await identify(known, vips, scene, probes, deadline)
  return {
    ...people,
    vips,
    instances,
    others,
    ...(peerProblem === undefined ? {} : { peerProblem }),
    ...(adverts === undefined ? {} : { adverts }),
  }
}

const placeUnknown = failure('missing', 'nobody has looked for its interface')

async function findPlace(
  vip: string,
  { options, interfaces, instances }: Pick<Scene, 'options' | 'interfaces' | 'instances'>,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<Place>> {
  if (!interfaces.ok) return interfaces
  const route = await readRoute(vip, probes, deadline)
  const configured = instances.find(each => holds(each, vip))?.interface
  return placeOf(vip, options.interface, configured, interfaces.value, route)
}

function holds({ vips, excluded }: InstanceFacts, vip: string): boolean {
  return vips.some(({ address }) => address === vip) || excluded.includes(vip)
}

async function askFor(
  vip: string,
  place: Outcome<Place>,
  scene: Scene,
  probes: Probes,
  deadline: Deadline,
): Promise<VipFacts> {
  const { before, asker, options } = scene
  const family = parseAddress(vip)?.family ?? 4
  const about = { vip, family, place }
  if (!place.ok || !place.value.running) return about
  const { interface: device, held, onLoopback } = place.value
  const entry = before.ok
    ? before.value.find(each => each.address === vip && each.device === device)
    : undefined
  const known = entry === undefined ? {} : { before: entry }
  const first = await asker(family, requestFor(vip, place.value, scene))
  if (!first.ok) {
    const mayLookOn = first.kind === 'denied' || first.kind === 'missing'
    const instead =
      mayLookOn && !held && !onLoopback
        ? { instead: await wakeNeighbour(vip, family, device, probes, deadline) }
        : {}
    return { ...about, ...known, unasked: first, ...instead }
  }
  const hasTime = remaining(deadline) >= secondsOf(options.count) * 1000
  if (!hasTime || isPlain(first.value, held)) return { ...about, ...known, rounds: [first.value] }
  return { ...about, ...known, ...(await askAgain(vip, place.value, first.value, scene, probes, deadline)) }
}

function requestFor(vip: string, place: Place, { options, interfaces }: Scene): ArpingRequest {
  const own = interfaces.ok ? interfaces.value.find(({ name }) => name === place.interface) : undefined
  const hasSender = own?.addresses.some(each => each.family === 4) === true
  return {
    address: vip,
    interface: place.interface,
    count: options.count,
    quiet: place.held || place.onLoopback || !hasSender,
  }
}

/** One host holds the VIP, by what was heard. A VIP on its way is held by two for a moment, or by nobody. */
function isPlain(hearing: Hearing, held: boolean): boolean {
  return macsOf(hearing).length === (held ? 0 : 1)
}

/** Once more, as whoever this host is by now: it may have been one end of the move itself. */
async function askAgain(
  vip: string,
  earlier: Place,
  first: Hearing,
  scene: Scene,
  probes: Probes,
  deadline: Deadline,
): Promise<Pick<VipFacts, 'place' | 'rounds'>> {
  const now = { ...scene, interfaces: await readInterfaces(probes, deadline) }
  const place = await findPlace(vip, now, probes, deadline)
  const isThere = place.ok && place.value.running && place.value.interface === earlier.interface
  const current = isThere ? place.value : earlier
  const second = await scene.asker(parseAddress(vip)?.family ?? 4, requestFor(vip, current, now))
  return second.ok
    ? { place: success(current), rounds: [first, second.value] }
    : { place: success(earlier), rounds: [first] }
}

/** Listens on every interface that VIPs are asked for on; where adverts leave by another one, on that. */
async function listen(
  places: readonly Outcome<Place>[],
  { options, instances, interfaces }: Scene,
  probes: Probes,
  deadline: Deadline,
): Promise<AdvertFacts[] | undefined> {
  const { listen: seconds } = options
  if (seconds === undefined) return undefined
  const there = interfaces.ok ? interfaces.value.filter(each => !isLoopback(each)) : []
  const names = there.map(({ name }) => name)
  const asked = places.flatMap(each => (each.ok && each.value.running ? [each.value.interface] : []))
  // A VIP may be on a vmac interface while adverts are heard on the one below it.
  const below = instances.flatMap(each => each.interface ?? []).filter(each => names.includes(each))
  const isVirtual = (name: string) => there.find(each => each.name === name)?.kind === 'macvlan'
  const plain = asked.filter(each => !isVirtual(each))
  const chosen =
    options.interface !== undefined
      ? [options.interface]
      : [...plain, ...(plain.length < asked.length ? below : [])]
  return eachOf([...new Set(chosen)], sideBySide, async name => ({
    interface: name,
    seconds,
    senders: await listenForAdverts(name, seconds, probes, deadline),
  }))
}
