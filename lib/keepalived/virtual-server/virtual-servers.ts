import type { Diagnostic } from '../../text/diagnostic.ts'
import type { Mark } from '../../text/mark.ts'
import type { GlobalModel, RealServer, Script, VirtualServer } from '../model.ts'
import type { Statement, Tree } from '../tree.ts'
import type { Known } from './checker-draft.ts'
import { remarkDoubts } from './doubts.ts'
import type { VirtualServerDraft } from './draft.ts'
import { finishVirtualServer } from './finish.ts'
import { type Group, readGroup } from './group.ts'
import { type Scope, say } from './setting.ts'
import { readSsl } from './ssl.ts'
import { findTargets, isByMark, type MarkPool, stretchOf } from './target.ts'
import { readVirtualServer } from './virtual-server.ts'

/** What keepalived's checker makes of the configuration. */
export interface VirtualServers {
  /** Those that come into the kernel, in the order of their blocks; duplicates are one. */
  readonly virtualServers: readonly VirtualServer[]
  readonly scripts: readonly Script[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Reads the virtual servers from the tree of the checker process. What the parser refused it does not tell again. */
export function readVirtualServers(
  tree: Tree,
  globals: Pick<GlobalModel, 'nftablesIpvsStart'>,
): VirtualServers {
  const diagnostics: Diagnostic[] = []
  const { drafts, groups, removed } = readBlocks(tree.statements, diagnostics)
  const start = globals.nftablesIpvsStart
  const pool: MarkPool | undefined = start === undefined ? undefined : { taken: new Map(), next: start }
  const made: VirtualServer[] = []
  for (const draft of drafts) {
    const scope = { owner: `virtual server ${draft.name}`, diagnostics }
    const group = draft.front.kind === 'group' ? groups.get(draft.front.group) : undefined
    if (!linkGroup(draft, group, removed, scope) || isZeroMark(draft, scope)) continue
    const byMark = pool !== undefined && group !== undefined && isByMark(group)
    const finished = finishVirtualServer(draft, group, byMark, scope)
    if (finished === undefined) continue
    remarkDoubts(draft, finished, group, scope)
    const targets = findTargets(draft, group, pool, finished.protocol, scope)
    const { name, mark, ...rest } = finished
    made.push({ name, mark, targets, ...rest, realServers: collapse(finished.realServers, scope) })
  }
  const scripts = drafts.flatMap(draft => [
    ...draft.scripts,
    ...draft.realServers.flatMap(each => each.scripts),
  ])
  return { virtualServers: mergeDuplicates(made, diagnostics), scripts, diagnostics }
}

interface Blocks {
  readonly drafts: VirtualServerDraft[]
  readonly groups: Map<string, Group>
  /** Groups that keepalived removes at their end. */
  readonly removed: Map<string, Mark>
}

/** In the order of the file: checks find the files and BFD instances above them only. */
function readBlocks(statements: readonly Statement[], diagnostics: Diagnostic[]): Blocks {
  const [files, bfds] = [new Set<string>(), new Set<string>()]
  const known: Known = { files, bfds, queue: [] }
  const drafts: VirtualServerDraft[] = []
  const groups = new Map<string, Group>()
  const removed = new Map<string, Mark>()
  let ssl: Statement | undefined
  for (const statement of statements) {
    const { keyword, words } = statement
    const name = words[1]?.text ?? ''
    if (keyword === 'virtual_server') {
      const draft = readVirtualServer(statement, known, diagnostics)
      if (draft !== undefined) drafts.push(draft)
    } else if (keyword === 'virtual_server_group') {
      const group = readGroup(statement, { owner: '', diagnostics })
      if (group !== undefined) addGroup(groups, group, { owner: '', diagnostics })
      else if (words[0] !== undefined) removed.set(name, words[0].mark)
    } else if (keyword === 'SSL') {
      readSsl(statement, ssl, { owner: 'SSL', diagnostics })
      ssl = statement
    } else if (keyword === 'track_file' || keyword === 'vrrp_track_file') {
      if (has(statement, 'file', 2)) files.add(name)
    } else if (keyword === 'bfd_instance' && (has(statement, 'checker', 1) || !has(statement, 'vrrp', 1)))
      bfds.add(name)
  }
  return { drafts, groups, removed }
}

function has({ block }: Statement, keyword: string, words: number): boolean {
  return block?.statements.some(each => each.keyword === keyword && each.words.length >= words) === true
}

function addGroup(groups: Map<string, Group>, group: Group, scope: Scope): void {
  const first = groups.get(group.name)
  if (first === undefined) {
    groups.set(group.name, group)
    return
  }
  const text = `virtual_server_group ${group.name} is there twice, keepalived uses the first alone`
  say(scope, 'duplicate-group', group.mark, text, {
    hint: 'Put the entries of both into one block, or rename one',
    related: [{ mark: first.mark, text: 'the first' }],
  })
}

/** link_vsg_to_vs() of keepalived's ipwrapper.c: whether the virtual server stays. Gives it the group's family. */
function linkGroup(
  draft: VirtualServerDraft,
  group: Group | undefined,
  removed: ReadonlyMap<string, Mark>,
  scope: Scope,
): boolean {
  if (draft.front.kind !== 'group') return true
  const { group: name } = draft.front
  if (group === undefined) {
    const gone = removed.get(name)
    const what = gone === undefined ? 'names a group that does not exist' : 'has no group, as it is removed'
    const text = `${scope.owner} ${what}: keepalived leaves it out when it runs`
    say(scope, 'unknown-group', draft.statement.words[2]?.mark ?? draft.mark, text, {
      hint:
        gone === undefined ? `Add virtual_server_group ${name}, or correct the name` : 'Correct the group',
      ...(gone === undefined ? {} : { related: [{ mark: gone, text: 'the group' }] }),
    })
    return false
  }
  const { family } = draft
  const mixed = group.has4 && group.has6
  if (family !== undefined && (mixed || (family === 6 ? group.has4 : group.has6))) {
    const what = mixed ? 'IPv4 and IPv6' : group.has4 ? 'IPv4' : 'IPv6'
    const text = `${scope.owner} is IPv${family} by its real servers and its group has ${what}, keepalived leaves it out when it runs`
    say(scope, 'group-family', draft.mark, text, {
      hint: mixed ? 'Forward by TUN, or make a group for each family' : 'Use addresses of one family',
      related: [{ mark: group.mark, text: 'the group' }],
    })
    return false
  }
  draft.family ??= mixed ? undefined : group.has4 ? 4 : group.has6 ? 6 : undefined
  return true
}

/** keepalived takes the mark 0 for no mark, and makes a service of an address that nobody wrote. */
function isZeroMark(draft: VirtualServerDraft, scope: Scope): boolean {
  if (draft.front.kind !== 'fwmark' || draft.front.fwmark !== 0) return false
  const text = `${scope.owner} has the mark 0, which no packet carries: keepalived makes a service of no use of it`
  say(scope, 'zero-mark', draft.statement.words[2]?.mark ?? draft.mark, text, {
    hint: 'Take a mark from 1 on',
  })
  return true
}

/** Real servers that become one by the port that keepalived gives them: the kernel keeps the first. */
function collapse(servers: readonly RealServer[], scope: Scope): readonly RealServer[] {
  const seen = new Map<string, RealServer>()
  return servers.filter(server => {
    const key = `${server.address} ${server.port ?? ''}`
    const first = seen.get(key)
    if (first === undefined) {
      seen.set(key, server)
      return true
    }
    const where =
      server.port === undefined || server.port === 0 ? server.address : `${server.address} ${server.port}`
    const text = `real server ${where} of ${scope.owner} is there twice by the port that keepalived gives it, the kernel keeps the first`
    say(scope, 'collapsed-real-server', server.mark, text, {
      hint: 'Take one of the two blocks out',
      related: [{ mark: first.mark, text: 'the first' }],
    })
    return false
  })
}

/**
 * Services that several virtual servers are: the kernel keeps the settings of the first, and gets the real servers of
 * all. Where they are the same in all, the model has one virtual server with them.
 */
function mergeDuplicates(all: readonly VirtualServer[], diagnostics: Diagnostic[]): readonly VirtualServer[] {
  const kept: VirtualServer[] = []
  const places = new Map<string, number>()
  for (const server of all) {
    const key = keyOf(server)
    const at = places.get(key)
    const first = at === undefined ? undefined : kept[at]
    if (at === undefined || first === undefined) {
      places.set(key, kept.length)
      kept.push(server)
      continue
    }
    remarkDuplicate(server, first, 'is there twice', diagnostics)
    kept[at] = { ...first, realServers: union(first.realServers, server.realServers) }
  }
  for (const [first, second] of findOverlaps(kept)) {
    remarkDuplicate(second, first, `has services of virtual server ${first.name} too`, diagnostics)
  }
  return kept
}

function keyOf({ targets, protocol }: VirtualServer): string {
  return targets
    .map(target => stretchOf(target, protocol))
    .map(({ line, first, last }) => `${line} ${first} ${last}`)
    .join('\n')
}

/** Pairs of virtual servers that have a service in common, each second one once; the first stands first. */
function findOverlaps(servers: readonly VirtualServer[]): [VirtualServer, VirtualServer][] {
  const stretches = servers
    .flatMap((server, at) =>
      server.targets.map(target => ({ server, at, ...stretchOf(target, server.protocol) })),
    )
    .sort((a, b) => compare(a.line, b.line) || compare(a.first, b.first) || a.at - b.at)
  const found = new Map<number, [VirtualServer, VirtualServer]>()
  let widest = stretches[0]
  for (const stretch of stretches.slice(1)) {
    if (widest === undefined || stretch.line !== widest.line) widest = stretch
    else {
      if (stretch.first <= widest.last && stretch.at !== widest.at) {
        const [first, second] = stretch.at < widest.at ? [stretch, widest] : [widest, stretch]
        if (!found.has(second.at)) found.set(second.at, [first.server, second.server])
      }
      if (stretch.last > widest.last) widest = stretch
    }
  }
  return [...found].sort(([a], [b]) => a - b).map(([, pair]) => pair)
}

function compare<T extends string | bigint>(a: T, b: T): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function union(a: readonly RealServer[], b: readonly RealServer[]): readonly RealServer[] {
  const known = new Set(a.map(({ address, port }) => `${address} ${port ?? ''}`))
  return [...a, ...b.filter(({ address, port }) => !known.has(`${address} ${port ?? ''}`))]
}

function remarkDuplicate(
  server: VirtualServer,
  first: VirtualServer,
  what: string,
  diagnostics: Diagnostic[],
): void {
  const scope = { owner: `virtual server ${server.name}`, diagnostics }
  const text = `${scope.owner} ${what}: the kernel keeps the settings of the first and gets the real servers of both`
  say(scope, 'duplicate-virtual-server', server.mark, text, {
    hint: 'Take one of the two blocks out, or change its address, port or protocol',
    related: [{ mark: first.mark, text: 'the first' }],
  })
}
