import type { Mark } from '../../text/mark.ts'
import type { NamedInterface, Script, Sourced } from '../model.ts'
import type { Statement, Word } from '../tree.ts'
import type { AddressLine } from './address.ts'
import { markOfStatement, nameOf } from './report.ts'

/** Something tracked by an instance or a sync group. */
export interface Tracked {
  readonly name: string
  readonly mark: Mark
  readonly weight: number
}
export type TrackKind = 'script' | 'interface' | 'file' | 'process' | 'bfd'
export type Tracks = Record<TrackKind, Tracked[]>

export function emptyTracks(): Tracks {
  return { script: [], interface: [], file: [], process: [], bfd: [] }
}

/** Names that may be tracked, with the weight they bring, as far as they are defined above. */
export type Trackable = Record<Exclude<TrackKind, 'interface'>, Map<string, number>>

/** An instance while it is read: what is written, nothing derived yet. */
export interface InstanceDraft {
  readonly name: string
  /** The name for sentences. */
  readonly title: string
  readonly mark: Mark
  /** Where the block ends: keepalived reports some things there. */
  readonly end: Mark | undefined
  family: 4 | 6 | undefined
  version: Sourced<2 | 3> | undefined
  interface: Sourced<string> | undefined
  state: Sourced<'MASTER' | 'BACKUP'> | undefined
  routerId: Sourced<number> | undefined
  priority: Sourced<number> | undefined
  advertInterval: Sourced<number> | undefined
  authType: Sourced<'PASS' | 'AH'> | undefined
  authPass: Sourced<string> | undefined
  nopreempt: Mark | undefined
  preemptDelay: Sourced<number> | undefined
  strict: Sourced<boolean> | undefined
  accept: Sourced<boolean> | undefined
  source: { readonly family: 4 | 6; readonly value: string; readonly mark: Mark } | undefined
  /** The keyword that asks for unicast first. */
  unicast: Sourced<string> | undefined
  faultWithoutPeers: boolean
  unicastTtl: Mark | undefined
  readonly peers: Sourced<string>[]
  multicastGroup: Sourced<string> | undefined
  vmac: Mark | undefined
  ipvlan: Mark | undefined
  ipvlanAddress: Sourced<string> | undefined
  vmacName: string | undefined
  vmacAddress: Mark | undefined
  /** use_vmac_addr: VIPs on other interfaces get a vmac too. */
  vmacForAll: boolean
  transmitBase: Mark | undefined
  promoteSecondaries: Mark | undefined
  vrf: Sourced<string> | undefined
  /** Keywords that strict mode does not allow, with their values. */
  readonly strictly: Map<string, Sourced<number>>
  readonly vips: AddressLine[]
  readonly excluded: AddressLine[]
  readonly tracks: Tracks
  readonly tracked: Set<string>
  readonly scripts: Script[]
  /** Notify keywords that have been taken. */
  readonly given: Set<string>
}

/** What all blocks of one reading share. */
export interface World {
  readonly trackable: Trackable
  /** Names that vmac interfaces have, and the instance that has them. */
  readonly vmacNames: Map<string, string>
  readonly trackGroups: Set<string>
  /** Interface of the IPVS sync daemon. */
  syncDaemon: string | undefined
  /** Those that routes, rules, static addresses and garp_groups name. */
  readonly interfaces: NamedInterface[]
}

/** Notes the interfaces that stand in a block. */
export function noteInterfaces(world: World, by: string, words: readonly Word[]): void {
  for (const { text, mark } of words) world.interfaces.push({ name: text, by, mark })
}

export function newWorld(syncDaemon: string | undefined): World {
  return {
    trackable: { script: new Map(), file: new Map(), process: new Map(), bfd: new Map() },
    vmacNames: new Map(),
    trackGroups: new Set(),
    syncDaemon,
    interfaces: [],
  }
}

export function newDraft(statement: Statement, name: Word): InstanceDraft {
  return {
    name: name.text,
    title: nameOf(name.text),
    mark: markOfStatement(statement),
    end: statement.block?.close,
    family: undefined,
    version: undefined,
    interface: undefined,
    state: undefined,
    routerId: undefined,
    priority: undefined,
    advertInterval: undefined,
    authType: undefined,
    authPass: undefined,
    nopreempt: undefined,
    preemptDelay: undefined,
    strict: undefined,
    accept: undefined,
    source: undefined,
    unicast: undefined,
    faultWithoutPeers: false,
    unicastTtl: undefined,
    peers: [],
    multicastGroup: undefined,
    vmac: undefined,
    ipvlan: undefined,
    ipvlanAddress: undefined,
    vmacName: undefined,
    vmacAddress: undefined,
    vmacForAll: false,
    transmitBase: undefined,
    promoteSecondaries: undefined,
    vrf: undefined,
    strictly: new Map(),
    vips: [],
    excluded: [],
    tracks: emptyTracks(),
    tracked: new Set(),
    scripts: [],
    given: new Set(),
  }
}
