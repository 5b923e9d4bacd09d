import type { Holding, WantedGroup, WantedInstance, WantedVip } from './facts.ts'

/** The place of a VIP, and how an instance stands by all of its own. */
export interface BoundVip {
  readonly vip: WantedVip
  /** Where it is; undefined where it is not. */
  readonly holding: Holding | undefined
}

/**
 * The role of an instance by its VIPs: with all of them it is MASTER, with none BACKUP. `partly`: neither. `unknown`: it
 * has none to tell it by.
 */
export type Role = 'MASTER' | 'BACKUP' | 'partly' | 'unknown'

/**
 * Where the VIPs of an instance are. One on lo or on a dummy makes no MASTER, unless it is to be put there: directors
 * that are real servers too have it there all the time.
 */
export function bindVips(instance: WantedInstance, holdings: readonly Holding[]): readonly BoundVip[] {
  return instance.vips.map(vip => {
    const device = vip.device ?? instance.interface
    const places = holdings.filter(
      ({ address, quiet, interface: name }) => address === vip.address && (!quiet || name === device),
    )
    return { vip, holding: places.find(({ interface: name }) => name === device) ?? places[0] }
  })
}

export function roleOf(bound: readonly BoundVip[]): Role {
  const held = bound.filter(({ holding }) => holding !== undefined).length
  if (bound.length === 0) return 'unknown'
  return held === bound.length ? 'MASTER' : held === 0 ? 'BACKUP' : 'partly'
}

/** Some instances of a group hold all of their VIPs here, and some none. */
export function isGroupTorn(roles: readonly Role[]): boolean {
  return roles.includes('MASTER') && roles.includes('BACKUP')
}

/** Somewhere a change of role is on its way, or has come to a halt. */
export function isUnsettled(
  instances: readonly WantedInstance[],
  groups: readonly WantedGroup[],
  holdings: readonly Holding[],
): boolean {
  const roleIn = (instance: WantedInstance) => roleOf(bindVips(instance, holdings))
  return (
    instances.some(instance => isTorn(instance, holdings)) ||
    groups.some(({ members }) =>
      isGroupTorn(instances.filter(({ name }) => members.includes(name)).map(roleIn)),
    )
  )
}

function isTorn(instance: WantedInstance, holdings: readonly Holding[]): boolean {
  return roleOf(bindVips(instance, holdings)) === 'partly'
}
