import type { Mark } from '../../text/mark.ts'
import type { Script } from '../model.ts'
import type { Statement, Word } from '../tree.ts'
import { emptyTracks, type InstanceDraft, type Tracks, type World } from './draft.ts'
import { groupNotifies, type Notifying, notifyHandlers } from './notify.ts'
import {
  type Handlers,
  markOfStatement,
  nameOf,
  quoted,
  type Report,
  readStatements,
  switchHandler,
} from './report.ts'
import { readTracks, trackBlocks } from './track.ts'

/** A vrrp_sync_group while it is read. */
export interface GroupDraft extends Notifying {
  readonly name: string
  readonly title: string
  readonly mark: Mark
  members: readonly Word[] | undefined
  /** Where an empty list of members ends. */
  end: Mark | undefined
  /** True when weights count in the group. */
  weighted: boolean
  readonly tracks: Tracks
  readonly tracked: Set<string>
  readonly scripts: Script[]
}

function handlersIn(world: World): Handlers<GroupDraft> {
  const tracks = Object.keys(trackBlocks).map(name => [
    name,
    (statement: Statement, draft: GroupDraft, report: Report) =>
      readTracks(statement, draft, world.trackable, report),
  ])
  return {
    ...Object.fromEntries(tracks),
    ...notifyHandlers(groupNotifies),
    group(statement, draft) {
      const members = (statement.block?.statements ?? []).flatMap(({ words }) => words)
      if (members.length > 0) draft.members ??= members
      else draft.end = statement.block?.close
    },
    smtp_alert: switchHandler(),
    notify_priority_changes: switchHandler(),
    global_tracking(statement, draft, report) {
      draft.weighted = true
      report(
        'vrrp-deprecated',
        markOfStatement(statement),
        `global_tracking of ${draft.title} is deprecated`,
        'Put track_interface, track_script and track_file into the group',
      )
    },
    sync_group_tracking_weight(_statement, draft) {
      draft.weighted = true
    },
  }
}

/** Reads a vrrp_sync_group block. */
export function readGroup(statement: Statement, world: World, report: Report): GroupDraft | undefined {
  const name = statement.words[1]
  if (name === undefined) return undefined
  const draft: GroupDraft = {
    name: name.text,
    title: nameOf(name.text),
    mark: markOfStatement(statement),
    members: undefined,
    end: undefined,
    weighted: false,
    tracks: emptyTracks(),
    tracked: new Set(),
    scripts: [],
    given: new Set(),
  }
  readStatements(statement.block?.statements ?? [], handlersIn(world), draft, report)
  return draft
}

/** A group with the instances that keepalived puts into it. */
export interface LinkedGroup {
  readonly group: GroupDraft
  readonly members: readonly { readonly word: Word; readonly instance: InstanceDraft }[]
}

/**
 * Puts instances into groups as vrrp_sync_set_group() of keepalived's vrrp_sync.c does: each into the first group that
 * names it. A group without members is removed.
 */
export function linkGroups(
  groups: readonly GroupDraft[],
  instances: readonly InstanceDraft[],
  report: Report,
): LinkedGroup[] {
  const byName = new Map(instances.map(instance => [instance.name, instance]))
  const taken = new Map<string, GroupDraft>()
  return groups.flatMap(group => {
    const members = (group.members ?? []).flatMap(word => {
      const instance = byName.get(word.text)
      const other = taken.get(word.text)
      if (instance === undefined) {
        report(
          'sync-member-unknown',
          word.mark,
          `${quoted(word)} in ${group.title} is no vrrp_instance: it is not synchronised`,
          'Write the name of a vrrp_instance',
        )
        return []
      }
      if (other !== undefined) {
        report(
          'sync-member-unknown',
          word.mark,
          `${quoted(word)} in ${group.title} is in ${other.title} already: keepalived ignores it here`,
          'Name an instance in one group, once',
        )
        return []
      }
      taken.set(word.text, group)
      return [{ word, instance }]
    })
    const [only, second] = members
    if (only === undefined) {
      report(
        'sync-group-empty',
        group.mark,
        `vrrp_sync_group ${group.title} has no members: keepalived removes it`,
        'Name at least two instances in its group block',
        group.end,
      )
      return []
    }
    if (second === undefined) {
      report(
        'sync-group-single',
        only.word.mark,
        `vrrp_sync_group ${group.title} has the one member ${quoted(only.word)}: nothing is synchronised`,
        'Add the other instance, or remove the group',
      )
    }
    return [{ group, members }]
  })
}

/** Of the members, some own their address and some do not: what vrrp_sync.c of keepalived sees of it. */
export function checkOwners({ group, members }: LinkedGroup, report: Report): void {
  let state: 'MASTER' | 'BACKUP' | undefined
  for (const { word, instance } of members) {
    const wanted = instance.state?.value
    if (state === 'MASTER' && wanted === 'BACKUP') {
      report(
        'sync-group-mixed',
        word.mark,
        `vrrp_sync_group ${group.title} has members of priority 255 and others: that cannot work`,
        'Give all members a priority below 255',
      )
    }
    if (state !== 'BACKUP')
      state = wanted === 'MASTER' && instance.priority?.value === 255 ? 'MASTER' : 'BACKUP'
  }
}
