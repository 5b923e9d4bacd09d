import type { Diagnostic } from '../../text/diagnostic.ts'
import type { GlobalModel, NamedInterface, Script, SyncGroup, VrrpInstance } from '../model.ts'
import type { Statement, Tree } from '../tree.ts'
import { readInt } from '../values/numbers.ts'
import { completeInstance } from './complete.ts'
import { checkOwnInterface } from './complete-vmac.ts'
import { checkDoubleTracks, checkGroupWeights, checkRouterIds, checkWeights } from './conflict.ts'
import { type InstanceDraft, newWorld, type World } from './draft.ts'
import { checkOwners, type GroupDraft, type LinkedGroup, linkGroups, readGroup } from './group.ts'
import { linesOf, readInstance } from './instance.ts'
import { lintDoubleVips, lintInstance, lintSyncDaemon, lintUnusedScripts } from './lint.ts'
import { collect, type Report, takenValue } from './report.ts'
import { readTrackScript, type TrackScript } from './script.ts'
import { staticHandlers } from './static.ts'
import { readTrackFile, readTrackProcess } from './watched.ts'

export interface Vrrp {
  readonly instances: readonly VrrpInstance[]
  /** Those that keepalived makes, with the members that it takes. */
  readonly syncGroups: readonly SyncGroup[]
  /** Of vrrp_script blocks and notify lines. */
  readonly scripts: readonly Script[]
  readonly interfaces: readonly NamedInterface[]
  readonly diagnostics: readonly Diagnostic[]
}

/** All blocks of VRRP, as they are written. */
interface Blocks {
  readonly instances: InstanceDraft[]
  readonly groups: GroupDraft[]
  readonly scripts: TrackScript[]
}

/**
 * Reads the tree of keepalived's VRRP process: block after block as its parser does (vrrp_parser.c), then all of it
 * together as vrrp_complete_init() of vrrp.c does. What depends on the host is left out: whether interfaces, scripts
 * and users are there. keepalived ends at the first instance that is not complete; here all of them are looked at.
 */
export function readVrrp(tree: Tree, global: GlobalModel): Vrrp {
  const { diagnostics, report } = collect()
  const world = newWorld(global.syncDaemon?.value.interface)
  const blocks = readBlocks(tree.statements, world, report)
  const linked = linkGroups(blocks.groups, blocks.instances, report)
  for (const group of linked) checkOwners(group, report)
  const instances = blocks.instances.map(draft => completeInstance(draft, global, report))
  checkTracking(blocks, instances, linked, report)
  checkScripts(blocks, linked, global, report)
  const families = new Map(blocks.instances.map(({ name, family }) => [name, family ?? 4]))
  const byName = new Map(instances.map(instance => [instance.name, instance]))
  for (const draft of blocks.instances) {
    const instance = byName.get(draft.name)
    if (instance !== undefined) lintInstance(draft, instance, report)
  }
  lintSyncDaemon(global, new Set(byName.keys()), report)
  diagnostics.push(...checkRouterIds(instances, families), ...lintDoubleVips(instances))
  return {
    instances,
    syncGroups: linked.map(toGroup),
    scripts: scriptsOf(blocks),
    interfaces: [...interfacesOf(blocks), ...world.interfaces],
    diagnostics,
  }
}

/** Those that instances and groups name, as if_get_by_ifname() of keepalived's vrrp_if.c is asked for them. */
function interfacesOf({ instances, groups }: Blocks): NamedInterface[] {
  const own = instances.flatMap(({ title, interface: main, vrf, vips, excluded }) =>
    [main, vrf, ...[...vips, ...excluded].map(({ device }) => device)].flatMap(each =>
      each?.mark === undefined ? [] : [{ name: each.value, by: title, mark: each.mark }],
    ),
  )
  const tracked = [...instances, ...groups].flatMap(({ title, tracks }) =>
    tracks.interface.map(({ name, mark }) => ({ name, by: title, mark })),
  )
  return [...own, ...tracked]
}

function readBlocks(statements: readonly Statement[], world: World, report: Report): Blocks {
  const blocks: Blocks = { instances: [], groups: [], scripts: [] }
  const others = staticHandlers(world)
  const garp = { garp: new Set<string>() }
  for (const statement of statements) {
    // One that keepalived passed over only from a second `group` on still counts up to there.
    if (statement.block?.kind === 'skipped' && statement.block.statements.length === 0) continue
    switch (statement.keyword) {
      case 'vrrp_instance':
        push(blocks.instances, readInstance(statement, world, report))
        break
      case 'vrrp_sync_group':
        push(blocks.groups, readGroup(statement, world, report))
        break
      case 'vrrp_script':
        push(blocks.scripts, readTrackScript(statement, world, report))
        break
      case 'vrrp_track_process':
        readTrackProcess(statement, world, report)
        break
      case 'track_file':
      case 'vrrp_track_file':
        readTrackFile(statement, world, report)
        break
      case 'bfd_instance':
        noteBfd(statement, world)
        break
      default:
        if (Object.hasOwn(others, statement.keyword)) others[statement.keyword]?.(statement, garp, report)
    }
  }
  return blocks
}

function push<T>(list: T[], item: T | undefined): void {
  if (item !== undefined) list.push(item)
}

/** What VRRP wants of a bfd_instance: its name and weight. */
function noteBfd(statement: Statement, world: World): void {
  const name = statement.words[1]?.text
  const weight = linesOf(statement).findLast(({ keyword }) => keyword === 'weight')?.words[1]
  if (name === undefined) return
  world.trackable.bfd.set(name, weight === undefined ? 0 : (takenValue(readInt(weight, -253, 253)) ?? 0))
}

function checkTracking(
  { instances: drafts }: Blocks,
  instances: readonly VrrpInstance[],
  linked: readonly LinkedGroup[],
  report: Report,
): void {
  const priorities = new Map(instances.map(({ name, priority }) => [name, priority.value]))
  const groups = new Map(linked.flatMap(group => group.members.map(({ instance }) => [instance.name, group])))
  for (const draft of drafts) {
    const group = groups.get(draft.name)
    checkOwnInterface(draft, report)
    checkWeights(draft, priorities.get(draft.name) ?? 100, group, report)
    if (group !== undefined) checkDoubleTracks(draft, group, report)
  }
  for (const group of linked) checkGroupWeights(group, priorities, report)
}

function checkScripts(
  blocks: Blocks,
  linked: readonly LinkedGroup[],
  global: GlobalModel,
  report: Report,
): void {
  if (blocks.instances.length === 0) return
  const places = [...blocks.instances, ...linked.map(({ group }) => group)]
  lintUnusedScripts(
    blocks.scripts,
    new Set(places.flatMap(({ tracks }) => tracks.script.map(({ name }) => name))),
    report,
  )
  const [first] = scriptsOf(blocks)
  if (first === undefined || global.scriptSecurity) return
  report(
    'script-security',
    first.mark,
    'scripts are run without enable_script_security: whoever may change them can become root',
    'Write enable_script_security and script_user in global_defs',
  )
}

function scriptsOf({ instances, groups, scripts }: Blocks): Script[] {
  return [
    ...scripts.map(({ script }) => script),
    ...[...groups, ...instances].flatMap(place => place.scripts),
  ]
}

function toGroup({ group, members }: LinkedGroup): SyncGroup {
  const { name, mark } = group
  return { name, mark, members: members.map(({ word }) => ({ value: word.text, mark: word.mark })) }
}
