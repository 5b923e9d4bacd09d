import { readVirtualMac } from '../arp/mac.ts'
import type { Interface } from '../host/interface.ts'
import type { Neighbour } from '../host/neighbour.ts'
import type { Model } from '../keepalived/model.ts'
import type { HostFacts, InstanceFacts } from './facts.ts'
import type { ConflictOptions } from './options.ts'

/** A host that is known before anybody was asked. */
export interface Known {
  readonly role: 'director' | 'realserver'
  readonly name: string
  readonly mac?: string
  readonly address?: string
}

/** Real servers beyond these are not looked for: a file can name thousands. */
const realServerLimit = 256

/**
 * Directors and real servers, as options name them, and then as the configurations do: the directors of unicast by
 * their router_id where that is known, real servers by their addresses. An address that has a name keeps it.
 */
export function listKnown(
  options: Pick<ConflictOptions, 'director' | 'realserver'>,
  model: Model | undefined,
  peer: Model | undefined,
): Known[] {
  const known: Known[] = [
    ...options.director.map(each => ({ role: 'director' as const, ...each })),
    ...options.realserver.map(each => ({ role: 'realserver' as const, ...each })),
  ]
  const addresses = new Set(known.flatMap(({ address }) => address ?? []))
  const add = (each: Known & { readonly address: string }) => {
    if (addresses.has(each.address)) return
    addresses.add(each.address)
    known.push(each)
  }
  for (const each of [model, peer]) {
    for (const instance of each?.instances ?? []) {
      const address = instance.unicastSource?.value
      const name = each?.global.routerId?.value
      if (address !== undefined) add({ role: 'director', name: name ?? address, address })
    }
  }
  for (const each of [model, peer]) {
    const peers = each?.instances.flatMap(({ unicastPeers }) => unicastPeers) ?? []
    for (const { value } of peers) add({ role: 'director', name: value, address: value })
  }
  const servers = new Set(
    model?.virtualServers.flatMap(({ realServers }) => realServers.map(({ address }) => address)) ?? [],
  )
  for (const address of [...servers].slice(0, realServerLimit))
    add({ role: 'realserver', name: address, address })
  return known
}

/** Each name once for each address, with the MACs that this host knows of it. */
export function attributeHosts(
  known: readonly Known[],
  interfaces: readonly Interface[],
  neighbours: readonly Neighbour[],
): HostFacts[] {
  const ownMacs = ownMacsOf(interfaces)
  return known.map(({ role, name, mac, address }) => {
    const isOurs =
      (mac !== undefined && ownMacs.includes(mac)) ||
      interfaces.some(each => each.addresses.some(held => held.address === address))
    const told = neighbours.flatMap(each => (each.address === address ? (each.mac ?? []) : []))
    return {
      role,
      name,
      ...(address === undefined ? {} : { address }),
      macs: isOurs ? ownMacs : mac === undefined ? [...new Set(told)] : [mac],
      isThisHost: isOurs,
    }
  })
}

/** A virtual MAC is that of whoever is MASTER, even where this host has an interface for it. */
export function ownMacsOf(interfaces: readonly Interface[]): string[] {
  const macs = interfaces.flatMap(({ mac }) => mac ?? [])
  return [...new Set(macs.filter(mac => mac !== noMac && readVirtualMac(mac) === undefined))]
}

/** That of the loopback. */
const noMac = '00:00:00:00:00:00'

/** The instances of a configuration, as far as they matter here. */
export function listInstances({ instances, global }: Model): InstanceFacts[] {
  return instances.flatMap(each => {
    const first = each.vips[0]
    if (first === undefined || each.routerId === undefined) return []
    const advertised = each.vips.filter(({ excluded }) => !excluded)
    const family = (advertised[0] ?? first).family
    return [
      {
        name: each.name,
        interface: each.interface?.value,
        family,
        vrid: each.routerId.value,
        interval: each.advertInterval.value,
        unicast: each.unicastPeers.length > 0,
        group: each.multicastGroup ?? global.multicastGroups?.[family],
        vips: advertised.map(({ address, prefix }) => ({ address, prefix })),
        excluded: each.vips.filter(({ excluded }) => excluded).map(({ address }) => address),
      },
    ]
  })
}
