import { describeOrigin, readVirtualMac } from '../arp/mac.ts'
import { clean, joinWords } from '../core/text.ts'
import type { ConflictFacts } from './facts.ts'

/** Whose a MAC is. `stranger`: neither a director nor a real server, as far as is known. */
export interface Owner {
  readonly mac: string
  readonly kind: 'director' | 'realserver' | 'virtual' | 'self' | 'stranger'
  /** `lvs1`, `virtual router 51 (VI_1)`; empty where only the MAC is known. */
  readonly name: string
  /** With its MAC: `lvs1 (00:00:5e:00:53:01)`. */
  readonly shown: string
  readonly vrid?: number
}

/** Named hosts first, then what the MAC itself and the neighbour table tell. */
export function attribute(mac: string, facts: ConflictFacts): Owner {
  const named =
    facts.hosts.find(each => each.role === 'director' && each.macs.includes(mac)) ??
    facts.hosts.find(each => each.macs.includes(mac))
  if (named !== undefined) {
    const name = clean(named.name)
    const title = named.role === 'realserver' ? `real server ${name}` : name
    return { mac, kind: named.role, name, shown: `${title} (${mac})` }
  }
  if (facts.ownMacs.includes(mac))
    return { mac, kind: 'self', name: 'this host', shown: `this host (${mac})` }
  const virtual = readVirtualMac(mac)
  if (virtual !== undefined) {
    const { vrid, family } = virtual
    const instance = facts.instances.find(each => each.vrid === vrid && each.family === family)
    const name = `virtual router ${vrid}${instance === undefined ? '' : ` of ${clean(instance.name)}`}`
    return { mac, kind: 'virtual', name, shown: `the ${name} (${mac})`, vrid }
  }
  const relatives = facts.relatives.filter(each => each.mac === mac).map(({ address }) => address)
  // The address of a user is worth more than one that the link has made itself.
  const known = relatives.find(each => !each.startsWith('fe80:')) ?? relatives[0]
  const about = known === undefined ? describeOrigin(mac) : `the MAC of ${known} as well`
  return { mac, kind: 'stranger', name: '', shown: `${mac} (${about})` }
}

const shownOwners = 4

/** `A and B`, `A, B, C, D and 3 more`. */
export function listOwners(owners: readonly Pick<Owner, 'shown'>[]): string {
  return joinWords(
    owners.map(({ shown }) => shown),
    shownOwners,
  )
}

/** Directors that were named, and whose MAC nobody has told. */
export function hiddenDirectors({ hosts }: ConflictFacts): string[] {
  return hosts
    .filter(each => each.role === 'director' && !each.isThisHost && each.macs.length === 0)
    .map(({ name, address }) => (address === undefined || address === name ? name : `${name} (${address})`))
    .map(clean)
}

export function knowsDirectors({ hosts }: ConflictFacts): boolean {
  return hosts.some(({ role, isThisHost }) => role === 'director' && !isThisHost)
}
