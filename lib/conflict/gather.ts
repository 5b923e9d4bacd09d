import { type Hearing, macsOf } from '../arp/answer.ts'
import type { ArpingRequest } from '../arp/arping.ts'
import { quote } from '../core/text.ts'
import { type Interface, isLoopback } from '../host/interface.ts'
import type { Neighbour } from '../host/neighbour.ts'
import type { Model } from '../keepalived/model.ts'
import { parseAddress } from '../net/address.ts'
import { listenForAdverts } from '../probe/adverts.ts'
import { readModel } from '../probe/config-model.ts'
import { type Deadline, remaining } from '../probe/deadline.ts'
import { readInterfaces, readRoute } from '../probe/iproute.ts'
import { readNeighbours } from '../probe/neighbours.ts'
import { type Failure, failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { type Asker, makeAsker, wakeNeighbour } from './ask.ts'
import type { AdvertFacts, ConflictFacts, InstanceFacts, Place, VipFacts } from './facts.ts'
import { attributeHosts, type Known, listInstances, listKnown, ownMacsOf } from './hosts.ts'
import { type ConflictOptions, familyOf } from './options.ts'
import { placeOf } from './place.ts'
import { eachOf, planRound, secondsOf, sideBySide } from './plan.ts'

/** What is known before anybody is asked. */
interface Scene {
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
  // Before anything is sent: asking mends what is stale.
  const before = await readNeighbours(probes, deadline)
  const interfaces = await readInterfaces(probes, deadline)
  const asker = makeAsker(options, probes, deadline)
  const scene: Scene = { options, interfaces, before, instances, asker }
  const places = await eachOf(targets, sideBySide, vip => findPlace(vip, scene, probes, deadline))
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

interface Configured {
  readonly model: Model | undefined
  readonly peer: Model | undefined
  readonly peerProblem?: Failure
  readonly instances: readonly InstanceFacts[]
  readonly others: ConflictFacts['others']
}

async function readConfigured(
  options: ConflictOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<Configured>> {
  const { config, peer, neighbour } = options
  const read = async (path: string | undefined) =>
    path === undefined
      ? undefined
      : readModel(path, path === config ? options['config-id'] : undefined, probes, deadline)
  const [ours, theirs, others] = await Promise.all([
    read(config),
    read(peer),
    eachOf(neighbour, sideBySide, async file => {
      const model = await readModel(file, undefined, probes, deadline)
      return { file, instances: model.ok ? success(listInstances(model.value)) : model }
    }),
  ])
  if (ours?.ok === false) return ours
  const model = ours?.value
  return success({
    model,
    peer: theirs?.ok === true ? theirs.value : undefined,
    ...(theirs?.ok === false ? { peerProblem: theirs } : {}),
    instances: model === undefined ? [] : listInstances(model),
    others,
  })
}

/** The VIPs of the command line, then those of keepalived.conf, each once. */
function listTargets(options: ConflictOptions, instances: readonly InstanceFacts[]): string[] {
  const family = familyOf(options)
  const listed = instances.flatMap(({ vips, excluded }) => [...vips.map(each => each.address), ...excluded])
  const all = [...new Set([...options.hostname, ...listed])]
  return all.filter(each => family === undefined || parseAddress(each)?.family === family)
}

function explainTargets(options: ConflictOptions, targets: readonly string[]) {
  const { config = '', count, timeout } = options
  if (targets.length === 0) {
    const family = familyOf(options) === undefined ? '' : ` of IPv${familyOf(options)}`
    const hint = `See what keepalived makes of it: check_keepalived_config --copy ${config}`
    return failure('missing', `${quote(config)} has no VIP${family}`, hint)
  }
  const { enough, needed } = planRound(targets.length, count, timeout)
  if (enough) return undefined
  const text = `${targets.length} VIPs cannot be asked for in ${timeout} s, ${sideBySide} at a time`
  return failure('timeout', text, `Give it the time: -t ${needed}`)
}

async function findPlace(
  vip: string,
  { options, interfaces, instances }: Scene,
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

/** Makes the kernel ask for the MACs of addresses that it does not know. */
async function wake(
  known: readonly Known[],
  neighbours: Outcome<readonly Neighbour[]>,
  probes: Probes,
  deadline: Deadline,
): Promise<boolean> {
  const told = new Set(neighbours.ok ? neighbours.value.flatMap(each => (each.mac ? each.address : [])) : [])
  const unknown = known.flatMap(({ address }) =>
    address === undefined || told.has(address) ? [] : [address],
  )
  await eachOf([...new Set(unknown)], sideBySide, address =>
    probes.ping({ target: address, packets: 1, interval: 1, seconds: 1, size: 56 }, deadline),
  )
  return unknown.length > 0
}

const relativeLimit = 20

/** Who the MACs that answered are. Real servers are only looked for where some MAC is no director's. */
async function identify(
  known: readonly Known[],
  vips: readonly VipFacts[],
  { interfaces: all, before }: Scene,
  probes: Probes,
  deadline: Deadline,
): Promise<Pick<ConflictFacts, 'hosts' | 'ownMacs' | 'relatives'>> {
  const interfaces = all.ok ? all.value : []
  const seen = new Set(vips.flatMap(listMacs))
  const now = await readNeighbours(probes, deadline)
  let neighbours = now.ok ? now : before
  let hosts = attributeHosts(known, interfaces, neighbours.ok ? neighbours.value : [])
  const isDirectors = (mac: string) =>
    hosts.some(({ role, macs }) => role === 'director' && macs.includes(mac))
  if ([...seen].some(mac => !isDirectors(mac))) {
    const servers = known.filter(({ role }) => role === 'realserver')
    if (await wake(servers, neighbours, probes, deadline)) neighbours = await readNeighbours(probes, deadline)
    hosts = attributeHosts(known, interfaces, neighbours.ok ? neighbours.value : [])
  }
  const asked = new Set(vips.map(({ vip }) => vip))
  const table = neighbours.ok ? neighbours.value : []
  const relatives = table.filter(
    ({ mac, address }) => mac !== undefined && seen.has(mac) && !asked.has(address) && !isLinkLocal(address),
  )
  const isNeeded = ({ role, macs }: (typeof hosts)[number]) =>
    role === 'director' || macs.some(mac => seen.has(mac))
  return {
    hosts: hosts.filter(isNeeded),
    ownMacs: ownMacsOf(interfaces),
    relatives: relatives.slice(0, relativeLimit),
  }
}

function isLinkLocal(address: string): boolean {
  return address.startsWith('fe80:')
}

function listMacs({ rounds = [], before, instead }: VipFacts): string[] {
  return [...rounds.flatMap(macsOf), ...[before?.mac, instead?.entry?.mac].flatMap(mac => mac ?? [])]
}
