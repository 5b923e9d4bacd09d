import { listSome, quote } from '../core/text.ts'
import type { SyncGroup, VrrpInstance } from '../keepalived/model.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import { difference, type Side } from './pair-difference.ts'

/** A sync group with its members by the names that their instances have here. */
interface Known {
  readonly group: SyncGroup
  readonly members: readonly string[]
}

/**
 * Instances that move together on one director have to on the other. A group of one instance is none, and what has no
 * counterpart is said elsewhere. Names of groups may differ.
 */
export function compareGroups(
  own: Side,
  peer: Side,
  pairs: readonly (readonly [VrrpInstance, VrrpInstance])[],
): Diagnostic[] {
  const here = listGroups(own, new Map(pairs.map(([a]) => [a.name, a.name])))
  const there = listGroups(peer, new Map(pairs.map(([a, b]) => [b.name, a.name])))
  const [alsoThere, alsoHere] = [new Set(there.map(keyOf)), new Set(here.map(keyOf))]
  const strange = here.filter(each => !alsoThere.has(keyOf(each)))
  const left = there.filter(each => !alsoHere.has(keyOf(each)))
  // What is said of a group here is not said again of those there that share members with it.
  const told = new Set(strange.flatMap(({ members }) => members))
  return [
    ...strange.map(each => differs(each, left, 'here', 'on the peer')),
    ...left
      .filter(({ members }) => !members.some(name => told.has(name)))
      .map(each => differs(each, strange, 'on the peer', 'here')),
  ]
}

function listGroups({ model }: Side, names: ReadonlyMap<string, string>): Known[] {
  return model.syncGroups
    .map(group => ({
      group,
      members: group.members.flatMap(({ value }) => names.get(value) ?? []).toSorted(),
    }))
    .filter(({ members }) => members.length > 1)
}

function keyOf({ members }: Known): string {
  return members.join(' ')
}

function differs(
  { group, members }: Known,
  others: readonly Known[],
  where: string,
  not: string,
): Diagnostic {
  const other = others.find(each => each.members.some(name => members.includes(name)))
  const instead = other === undefined ? 'they do not' : `${list(other.members)} do`
  const text = `${list(members)} move together ${where}, by the sync group ${quote(group.name)}; ${not} ${instead}`
  const [a, b] = where === 'here' ? [group, other?.group] : [other?.group, group]
  return difference('pair-sync-group', text, a?.mark, b?.mark, 'Give both directors the same vrrp_sync_group')
}

function list(members: readonly string[]): string {
  return listSome(members.map(name => quote(name)))
}
