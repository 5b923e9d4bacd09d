import type { Protocol } from '../net/service.ts'
import type { Mark } from '../text/mark.ts'

/** What keepalived.conf asks for, with keepalived's defaults and rewrites applied. Plain data, no behaviour. */
export interface Model {
  readonly global: GlobalModel
  readonly instances: readonly VrrpInstance[]
  readonly syncGroups: readonly SyncGroup[]
  /** Those that keepalived really makes: refused, empty and duplicate ones are diagnostics. */
  readonly virtualServers: readonly VirtualServer[]
  /** Names of scripts, files, processes that others may track, and what they run. */
  readonly scripts: readonly Script[]
  /** Interfaces that have to be there when keepalived reads its configuration, each time they are named. */
  readonly interfaces: readonly NamedInterface[]
}

/** A value and the place it was written at; without a mark it is keepalived's default. */
export interface Sourced<T> {
  readonly value: T
  readonly mark?: Mark
}

export interface GlobalModel {
  /** undefined: the host's name. */
  readonly routerId: Sourced<string> | undefined
  readonly vrrpStrict: boolean
  /** Default VRRP version of all instances. */
  readonly vrrpVersion: 2 | 3
  readonly scriptSecurity: boolean
  /** script_user; undefined where it is not given. */
  readonly scriptUser?: Account
  readonly syncDaemon: Sourced<SyncDaemon> | undefined
  /** Set where virtual servers become firewall marks of nftables, from this number on. */
  readonly nftablesIpvsStart: number | undefined
  readonly netNamespace: string | undefined
  /** Interfaces may come later: keepalived waits for them. */
  readonly dynamicInterfaces?: true
  readonly ipvsNamespace: string | undefined
  /** Where adverts go when an instance says nothing; without them 224.0.0.18 and ff02::12. */
  readonly multicastGroups?: { readonly 4?: string; readonly 6?: string }
  /** What the names of vmac interfaces begin with; without it `vrrp`. */
  readonly vmacPrefix?: string
}

export interface SyncDaemon {
  readonly interface: string
  /** The instance whose role decides whether the master or the backup daemon runs. */
  readonly instance: string | undefined
  readonly id: number | undefined
  /** Where connections are sent to; without them 224.0.0.81 and 8848. */
  readonly group?: string
  readonly port?: number
}

export interface Vip {
  readonly family: 4 | 6
  /** Canonical text. */
  readonly address: string
  readonly prefix: number
  /** Interface the address is put on. */
  readonly device: string | undefined
  readonly label: string | undefined
  /** In virtual_ipaddress_excluded: bound, and not in the adverts. */
  readonly excluded: boolean
  readonly mark: Mark
}

export interface VrrpInstance {
  readonly name: string
  readonly mark: Mark
  readonly interface: Sourced<string> | undefined
  readonly state: Sourced<'MASTER' | 'BACKUP'>
  readonly routerId: Sourced<number> | undefined
  readonly priority: Sourced<number>
  /** Seconds between adverts. */
  readonly advertInterval: Sourced<number>
  readonly version: Sourced<2 | 3>
  readonly authentication:
    | { readonly type: 'PASS' | 'AH'; readonly password: string; readonly mark: Mark }
    | undefined
  readonly nopreempt: Mark | undefined
  readonly strict: boolean
  /** Why what is sent to its VIPs is dropped; undefined where it is not. */
  readonly drops: Sourced<'no_accept' | 'strict mode'> | undefined
  readonly unicastSource: Sourced<string> | undefined
  /** Canonical addresses. */
  readonly unicastPeers: readonly Sourced<string>[]
  readonly multicastGroup: string | undefined
  readonly useVmac: boolean
  /** The interface that keepalived makes for it; undefined where it makes none. */
  readonly ownInterface?: string
  readonly vips: readonly Vip[]
  readonly trackScripts: readonly Sourced<string>[]
  readonly trackInterfaces: readonly Sourced<string>[]
}

export interface SyncGroup {
  readonly name: string
  readonly mark: Mark
  readonly members: readonly Sourced<string>[]
}

/** A program that keepalived runs: a notify script, a vrrp_script, a MISC_CHECK. */
export interface Script {
  /** Keyword it stands at: `notify_master`, `misc_path`, `script`. */
  readonly keyword: string
  /** Name of a vrrp_script. */
  readonly name?: string
  /** Program and arguments as keepalived splits them. */
  readonly words: readonly string[]
  /** Whom it is run as; undefined is script_user. */
  readonly account?: Account
  readonly mark: Mark
}

/** A user and a group, by their names: keepalived takes no numbers. */
export interface Account {
  readonly user: string
  readonly group?: string
  readonly mark?: Mark
}

/** An interface, and what names it: `VI_1`, `static_routes`. */
export interface NamedInterface {
  readonly name: string
  readonly by: string
  readonly mark: Mark
}

export type Method = 'DR' | 'NAT' | 'TUN'

/** A virtual_server block: one service, or one for each entry of its group. */
export interface VirtualServer {
  /** As it is written: `192.0.2.10 80`, `fwmark 5`, `group WEB`. */
  readonly name: string
  readonly mark: Mark
  /** One for an address or a mark; those of the group, ranges not unrolled, for a group. */
  readonly targets: readonly Target[]
  readonly protocol: Protocol
  readonly scheduler: string
  /** Scheduler flags in IPVS's words: `sh-port`, `sh-fallback`, `mh-port`, `mh-fallback`, `flag-1`… */
  readonly flags: readonly string[]
  readonly method: Method
  readonly onePacket: boolean
  readonly persistence:
    | { readonly timeout: number; readonly granularity: number; readonly engine?: string }
    | undefined
  readonly quorum: number
  readonly hysteresis: number
  /** Virtual servers are only there while their VIP is bound here. */
  readonly haSuspend: boolean
  readonly alpha: boolean
  readonly sorryServer:
    | {
        readonly family: 4 | 6
        readonly address: string
        /** In the kernel; undefined as in RealServer. */
        readonly port: number | undefined
        readonly method: Method
        readonly inhibit: boolean
        readonly mark: Mark
      }
    | undefined
  readonly realServers: readonly RealServer[]
}

/** What a virtual server is in the kernel. A range stands for each of its addresses. */
export type Target =
  | {
      readonly kind: 'address'
      readonly family: 4 | 6
      readonly first: string
      readonly last: string
      readonly port: number
      readonly mark: Mark
    }
  | { readonly kind: 'fwmark'; readonly family: 4 | 6; readonly fwmark: number; readonly mark: Mark }

export interface RealServer {
  readonly family: 4 | 6
  /** Canonical text. */
  readonly address: string
  /** In the kernel; undefined where each target's own port is taken (a group with DR or TUN). */
  readonly port: number | undefined
  readonly method: Method
  readonly weight: number
  /** The weight may rightly differ from the configured one: misc_dynamic, FILE_CHECK, track_file, a BFD weight. */
  readonly dynamicWeight: boolean
  readonly inhibitOnFailure: boolean
  readonly upper: number
  readonly lower: number
  readonly checkers: readonly Checker[]
  readonly mark: Mark
}

/** A health checker with what it inherits from its real server and virtual server. Times in seconds. */
export interface Checker {
  /** `TCP_CHECK`, `HTTP_GET`, `SSL_GET`, `SMTP_CHECK`, `DNS_CHECK`, `MISC_CHECK`, `BFD_CHECK`, `UDP_CHECK`, `PING_CHECK`, `FILE_CHECK`. */
  readonly type: string
  readonly mark: Mark
  readonly address: string | undefined
  readonly port: number | undefined
  readonly timeout: number | undefined
  readonly delayLoop: number | undefined
  readonly retry: number | undefined
  readonly delayBeforeRetry: number | undefined
  readonly warmup: number | undefined
  readonly alpha: boolean
  /** For a MISC_CHECK, an HTTP path, a tracked file. */
  readonly subject: string | undefined
}
