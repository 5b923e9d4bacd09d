import { linkLocalOf } from '../arp/mac.ts'
import type { ConflictFacts, InstanceFacts } from './facts.ts'
import type { Scene } from './judge-vip.ts'
import type { Owner } from './owner.ts'

/** The instance of keepalived.conf that a VIP belongs to. */
export function instanceOf(
  vip: string,
  { instances }: Pick<ConflictFacts, 'instances'>,
): InstanceFacts | undefined {
  return instances.find(
    ({ vips, excluded }) => excluded.includes(vip) || vips.some(({ address }) => address === vip),
  )
}

/**
 * Virtual MACs that are not of the instance the VIP belongs to. Where its own answers too, those of other instances of
 * the same keepalived.conf are no strangers: a vmac of one family answers for the addresses of its neighbours on a host,
 * as keepalived gives arp_ignore to those of IPv4 alone.
 */
export function foreignRouters({ vip, owners, facts }: Pick<Scene, 'vip' | 'owners' | 'facts'>): Owner[] {
  const own = instanceOf(vip.vip, facts)?.vrid
  if (own === undefined) return []
  const routers = owners.filter(({ kind }) => kind === 'virtual')
  const known = routers.some(({ vrid }) => vrid === own) ? facts.instances.map(({ vrid }) => vrid) : []
  return routers.filter(({ vrid }) => vrid !== undefined && !known.includes(vrid))
}

/** What was wanted instead of them. */
export function wantedRouter({ vip, facts }: Pick<Scene, 'vip' | 'facts'>): string {
  const own = instanceOf(vip.vip, facts)
  return `virtual router ${own?.vrid} of ${own?.name} as in keepalived.conf`
}

/** Virtual routers of one keepalived.conf as one holder, and likewise those of one VRID. */
export function asHolders(
  owners: readonly Owner[],
  { instances }: Pick<ConflictFacts, 'instances'>,
): Owner[] {
  const ours = new Set(instances.map(({ vrid }) => vrid))
  const keyOf = ({ kind, vrid, mac }: Owner) =>
    kind !== 'virtual' || vrid === undefined ? mac : ours.has(vrid) ? 'ours' : `VRID ${vrid}`
  const keys = owners.map(keyOf)
  return owners.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)
}

/** Those who answer, the virtual router of the VIP before others: its own family and VRID. */
export function ownRouterFirst({ vip, owners, facts }: Pick<Scene, 'vip' | 'owners' | 'facts'>): Owner[] {
  const own = instanceOf(vip.vip, facts)?.vrid
  const kind = vip.family === 4 ? '00:00:5e:00:01:' : '00:00:5e:00:02:'
  const rank = ({ vrid, mac }: Owner) =>
    (vrid === own && own !== undefined ? 0 : 2) + (mac.startsWith(kind) ? 0 : 1)
  return owners.toSorted((one, other) => rank(one) - rank(other))
}

/** The director that sends adverts with a virtual MAC, where one alone does: the MASTER. */
export function senderOf(mac: string, { adverts = [], hosts }: ConflictFacts): string | undefined {
  const senders = adverts.flatMap(({ senders: each }) => (each.ok ? each.value : []))
  const sources = new Set(senders.flatMap(each => (each.mac === mac && each.priority > 0 ? each.source : [])))
  const [source] = sources
  if (source === undefined || sources.size > 1) return undefined
  return directorAt(source, hosts)
}

/** The director that an address belongs to, its own or the one that its link has made of its MAC. */
export function directorAt(address: string, hosts: ConflictFacts['hosts']): string | undefined {
  return hosts.find(
    each =>
      each.role === 'director' &&
      (each.address === address || each.macs.some(mac => linkLocalOf(mac) === address)),
  )?.name
}
