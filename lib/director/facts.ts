import type { SyncRole } from '../host/sync-sockets.ts'
import type { Traffic } from '../ipvs/statistics.ts'
import type { SyncDaemon } from '../keepalived/model.ts'
import type { Reload, Trouble, Unread, VrrpState } from '../log/event.ts'
import type { KeepalivedReading } from '../probe/keepalived.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { PingReply } from '../probe/ping.ts'

/** What was read, as plain JSON: an incident's facts are a fixture. No password and no script is among them. */
export interface DirectorFacts {
  readonly local?: LocalFacts
  readonly remote?: RemoteFacts
}

/** What a director shows to the monitoring host. */
export interface RemoteFacts {
  readonly ping: Outcome<PingReply>
  readonly port: number
  readonly connection: Outcome<{ readonly address: string; readonly connectMs: number }>
}

export interface LocalFacts {
  /** Milliseconds since the epoch, when it was read. */
  readonly now: number
  /** Seconds since the host was started, at the same moment. */
  readonly uptime: Outcome<number>
  /** The path of keepalived.conf. */
  readonly config: string
  readonly wanted: Outcome<WantedFacts>
  readonly keepalived: Outcome<KeepalivedReading>
  readonly network: Outcome<NetworkFacts>
  /** Not asked for where the configuration has no virtual server. */
  readonly ipvs?: Outcome<IpvsFacts>
  /** Which sync daemons run, where the configuration wants one. */
  readonly syncDaemons?: Outcome<readonly SyncRole[]>
  readonly settings: SettingsFacts
  /** Not asked for with --no-log. */
  readonly log?: Outcome<LogFacts>
  /** When systemd has last had keepalived reload, in milliseconds since the epoch; null for never. */
  readonly reloaded?: Outcome<number | null>
}

/** What is looked for of keepalived.conf. */
export interface WantedFacts {
  readonly configId: string
  /** There are lines for other ids than this one. */
  readonly conditional: boolean
  /** The file that was changed last, of the main file and those that it includes; in milliseconds since the epoch. */
  readonly newest: { readonly path: string; readonly modified: number } | undefined
  readonly instances: readonly WantedInstance[]
  /** vrrp_sync_group: their instances change their role together. */
  readonly groups?: readonly WantedGroup[]
  readonly syncDaemon: (SyncDaemon & { readonly id: number | undefined }) | undefined
  readonly netNamespace: string | undefined
  readonly ipvsNamespace: string | undefined
  /** Number of virtual_server blocks that keepalived makes something of. */
  readonly virtualServers: number
  /** Virtual servers with persistence and inhibit_on_failure, by their names, with the seconds of persistence. */
  readonly lingering?: readonly { readonly name: string; readonly seconds: number }[]
  /** Real servers that are forwarded to by DR, which have to be on a network of this host. */
  readonly directServers?: readonly DirectServer[]
  /** Real servers that are reached by NAT, by the family of their virtual servers. */
  readonly natServers: { readonly 4: number; readonly 6: number }
}

export interface DirectServer {
  readonly address: string
  /** The name of a virtual server that has it. */
  readonly of: string
}

export interface WantedInstance {
  readonly name: string
  readonly interface: string | undefined
  readonly vips: readonly WantedVip[]
}

export interface WantedGroup {
  readonly name: string
  /** Names of its instances. */
  readonly members: readonly string[]
}

export interface WantedVip {
  readonly address: string
  /** Interface that it is to be put on. */
  readonly device: string | undefined
  readonly prefix?: number
}

/** What of the network of keepalived concerns its instances. */
export interface NetworkFacts {
  /** `ip address`, `/proc/30/net`. */
  readonly from: string
  readonly holdings: readonly Holding[]
  /** Of the interfaces that instances are on; one that is not among them is not there. */
  readonly interfaces: readonly InterfaceFacts[]
  /** Real servers of DR that are behind a router, not all where there are many. */
  readonly offLink?: readonly OffLink[]
}

export interface OffLink extends DirectServer {
  readonly gateway: string
  /** The router was seen; else it might be the real server itself, which has the address behind another one of its own. */
  readonly seen: boolean
}

/** A VIP, and where it is. */
export interface Holding {
  readonly address: string
  /** undefined where that cannot be seen, in another network namespace. */
  readonly interface: string | undefined
  readonly prefix: number | undefined
  /** lo, or one of kind dummy: an address there is answered for, but it is not what makes a MASTER. */
  readonly quiet: boolean
  readonly dadFailed: boolean
}

export interface InterfaceFacts {
  readonly name: string
  /** `unknown` where it cannot be seen, in another network namespace. */
  readonly state: 'up' | 'down' | 'no-carrier' | 'unknown'
}

export interface IpvsFacts {
  readonly from: string
  /** There is no ip_vs in the kernel. */
  readonly noModule: boolean
  readonly services: number
  readonly destinations: number
  readonly traffic?: Outcome<Traffic>
}

/** Settings of the kernel; what does not matter here was not asked for. */
export interface SettingsFacts {
  readonly forward4?: Outcome<number>
  readonly forward6?: Outcome<number>
  readonly expireNodest?: Outcome<number>
  readonly expireQuiescent?: Outcome<number>
  readonly conntrackCount?: Outcome<number>
  readonly conntrackMax?: Outcome<number>
  /** Set where keepalived is in another network namespace, whose settings cannot be seen from here. */
  readonly elsewhere?: true
}

export interface LogFacts {
  readonly from: string
  readonly lines: number
  /** Milliseconds since the epoch from which on nothing is missing. */
  readonly completeSince: number | undefined
  readonly knowsKeepalived: boolean
  readonly unread: readonly Unread[]
  /** From the start of the window of --since on. */
  readonly troubles: readonly Trouble[]
  readonly instances: readonly InstanceLog[]
  readonly reloads: readonly Reload[]
  /** Real servers that were taken out of the table more than once within the window. */
  readonly restless: readonly RestlessServer[]
}

/** What the log tells of a vrrp_instance. */
export interface InstanceLog {
  readonly instance: string
  /** Its last role since keepalived was started. */
  readonly last: { readonly to: VrrpState; readonly time: number } | undefined
  /** Changes of role within the window, but for the role it began with. */
  readonly changes: number
}

export interface RestlessServer {
  readonly server: string
  readonly virtualServer: string
  readonly removals: number
}
