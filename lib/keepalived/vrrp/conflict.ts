import type { Diagnostic } from '../../text/diagnostic.ts'
import type { VrrpInstance } from '../model.ts'
import type { InstanceDraft, TrackKind } from './draft.ts'
import type { LinkedGroup } from './group.ts'
import type { Report } from './report.ts'
import { nameOf } from './report.ts'

/** Two instances with one VRID that would take each other for a peer: check_vrid_conflicts() of keepalived's vrrp.c. */
export function checkRouterIds(
  instances: readonly VrrpInstance[],
  families: ReadonlyMap<string, 4 | 6>,
): Diagnostic[] {
  const owners = new Map<string, VrrpInstance>()
  const diagnostics: Diagnostic[] = []
  for (const instance of instances) {
    const keys = keysOf(instance, families.get(instance.name) ?? 4)
    const other = keys.map(key => owners.get(key)).find(owner => owner !== undefined)
    if (other !== undefined) diagnostics.push(conflict(instance, other))
    for (const key of keys) if (!owners.has(key)) owners.set(key, instance)
  }
  return diagnostics
}

/** Two instances with a key in common conflict. Unicast and multicast are apart, and so are unicast peers. */
function keysOf({ routerId, interface: device, ...instance }: VrrpInstance, family: 4 | 6): string[] {
  if (routerId === undefined) return []
  const key = `${family} ${routerId.value} ${device?.value} `
  if (instance.unicastPeers.length === 0) return [`${key}${instance.multicastGroup}`]
  const own = `${key}${instance.unicastSource?.value} `
  return instance.unicastPeers.map(({ value }) => own + value)
}

function conflict(instance: VrrpInstance, other: VrrpInstance): Diagnostic {
  const id = instance.routerId?.value ?? 0
  const where = instance.interface === undefined ? '' : ` on ${nameOf(instance.interface.value)}`
  return {
    rule: 'duplicate-vrid',
    text: `${nameOf(instance.name)} and ${nameOf(other.name)} both have virtual_router_id ${id}${where}: the VRRP process ends, no VIP is bound`,
    mark: instance.routerId?.mark ?? instance.mark,
    hint: 'Give each instance of a network its own number, the same on every director',
    related: [
      { mark: other.routerId?.mark ?? other.mark, text: `virtual_router_id of ${nameOf(other.name)}` },
    ],
  }
}

const kinds: readonly TrackKind[] = ['interface', 'script', 'file', 'bfd']

/** Weights that do not count: in a sync group without sync_group_tracking_weight, and for who owns the address. */
export function checkWeights(
  draft: InstanceDraft,
  priority: number,
  linked: LinkedGroup | undefined,
  report: Report,
): void {
  const inGroup = linked !== undefined && !linked.group.weighted
  if (!inGroup && priority !== 255) return
  const why = inGroup ? `vrrp_sync_group ${linked.group.title}` : 'priority 255'
  for (const kind of kinds) {
    for (const { name, weight, mark } of draft.tracks[kind]) {
      if (weight === 0) continue
      const kept = kind === 'file' ? weight === 1 : kind === 'interface' && inGroup
      const effect = kept ? 'its weight is ignored' : 'it is not tracked'
      const hint = inGroup
        ? 'Track it without a weight, or write sync_group_tracking_weight in the group'
        : 'Track it without a weight'
      report(
        'track-weight-ignored',
        mark,
        `${kind} ${nameOf(name)} is tracked with weight ${weight} by ${draft.title}: ${effect} because of ${why}`,
        hint,
      )
    }
  }
}

/** Weights of a group that has a member which owns its address. */
export function checkGroupWeights(
  { group, members }: LinkedGroup,
  priorities: ReadonlyMap<string, number>,
  report: Report,
): void {
  if (!members.some(({ instance }) => priorities.get(instance.name) === 255)) return
  for (const [kind, tracks] of Object.entries(group.tracks)) {
    for (const { name, weight, mark } of tracks) {
      if (weight === 0) continue
      report(
        'track-weight-ignored',
        mark,
        `${kind} ${nameOf(name)} is tracked with weight ${weight} by ${group.title}: the weight is ignored, a member has priority 255`,
        'Track it without a weight',
      )
    }
  }
}

/** What a member and its group both track. */
export function checkDoubleTracks(draft: InstanceDraft, { group }: LinkedGroup, report: Report): void {
  for (const { name, mark } of draft.tracks.interface) {
    if (group.tracked.has(`interface ${name}`)) {
      report(
        'track-option',
        mark,
        `interface ${nameOf(name)} is tracked by ${draft.title} and by its sync group ${group.title}`,
        'Remove it from one of both',
      )
    }
  }
}
