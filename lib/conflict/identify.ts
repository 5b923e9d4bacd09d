import { macsOf } from '../arp/answer.ts'
import type { Neighbour } from '../host/neighbour.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readNeighbours } from '../probe/neighbours.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { ConflictFacts, VipFacts } from './facts.ts'
import type { Scene } from './gather.ts'
import { attributeHosts, type Known, ownMacsOf } from './hosts.ts'
import { eachOf, sideBySide } from './plan.ts'

/** Makes the kernel ask for the MACs of addresses that it does not know. */
export async function wake(
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
export async function identify(
  known: readonly Known[],
  vips: readonly VipFacts[],
  { interfaces: all, before }: Pick<Scene, 'interfaces' | 'before'>,
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
