import { type Holding, holdingsOf, type Interface } from '../host/interface.ts'
import { type LocalRoute, localRouteOf } from '../host/local-route.ts'
import { parseAddress } from '../net/address.ts'
import type { LocalFacts } from './facts.ts'
import type { ServicePort } from './kind.ts'
import type { Target } from './wanted.ts'

/** One VIP with what it has to do here, and how this host holds it. */
export interface VipScene {
  readonly vip: string
  readonly family: 4 | 6
  readonly targets: readonly Target[]
  /** Interfaces that have the address, whether it is in use or not. */
  readonly holdings: readonly Holding[]
  /** What makes the kernel take it for its own; undefined: it does not. */
  readonly route: LocalRoute | undefined
  /** False where the kernel's table could not be read. */
  readonly known: boolean
}

export function familyOf(address: string): 4 | 6 {
  return parseAddress(address)?.family ?? 4
}

/** The VIPs of the targets, each once, in their order. */
export function listVips(facts: LocalFacts, targets: readonly Target[]): VipScene[] {
  const interfaces: readonly Interface[] = facts.interfaces.ok ? facts.interfaces.value : []
  const byVip = new Map<string, Target[]>()
  for (const target of targets) {
    if (target.vip === undefined) continue
    const known = byVip.get(target.vip)
    if (known === undefined) byVip.set(target.vip, [target])
    else known.push(target)
  }
  return [...byVip].map(([vip, own]) => {
    const routes = facts.routes[familyOf(vip)]
    return {
      vip,
      family: familyOf(vip),
      targets: own,
      holdings: holdingsOf(vip, interfaces),
      route: routes?.ok === true ? localRouteOf(vip, routes.value) : undefined,
      known: routes?.ok === true,
    }
  })
}

/** Behind NAT the VIP is on the directors alone. */
export function belongsHere({ targets }: Pick<VipScene, 'targets'>): boolean {
  return targets.some(({ method }) => method !== 'NAT')
}

/** Things to say that differ in nothing but the VIPs they are about: one fault is one sentence. */
export interface Remark {
  /** What must be the same for two of them to be one. */
  readonly key: string
  readonly vips: readonly string[]
}

export function mergeRemarks<T extends Remark>(remarks: readonly T[]): T[] {
  const merged = new Map<string, T>()
  for (const remark of remarks) {
    const first = merged.get(remark.key)
    merged.set(
      remark.key,
      first === undefined ? remark : { ...first, vips: [...new Set([...first.vips, ...remark.vips])] },
    )
  }
  return [...merged.values()]
}

export function uniquePorts(ports: readonly ServicePort[]): ServicePort[] {
  return [...new Map(ports.map(each => [`${each.protocol} ${each.port}`, each])).values()]
}
