import type { TableService } from '../ipvs/table.ts'
import type { GlobalModel, VirtualServer } from '../keepalived/model.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Diagnostic } from '../text/diagnostic.ts'

/** What was read, as plain JSON: an incident's facts are a fixture. No password and no script is among them. */
export interface DriftFacts {
  /** The path that --config names. */
  readonly config: string
  readonly wanted: Outcome<WantedFacts>
  /** Not asked for where the configuration could not be read. */
  readonly table?: Outcome<TableFacts>
  /** Addresses of this host, where some virtual server's health checks wait for its VIP to be here. */
  readonly addresses?: Outcome<readonly string[]>
}

export interface WantedFacts {
  /** What lines with `@ID` were compared with, and whether there are such lines. */
  readonly configId: string
  readonly conditional: boolean
  /** Paths of the files that were read. */
  readonly files: readonly string[]
  readonly global: WantedGlobal
  readonly virtualServers: readonly VirtualServer[]
  /** Errors that could hide a virtual server or a real server, and only those. */
  readonly errors: readonly Diagnostic[]
}

export type WantedGlobal = Pick<GlobalModel, 'nftablesIpvsStart' | 'netNamespace' | 'ipvsNamespace'>

export interface TableFacts {
  /** What was read: `/proc/30/net/ip_vs`, `ipvsadm -Sn`, a file. */
  readonly from: string
  readonly source: 'proc' | 'save' | 'list'
  /** Timeouts of persistence are jiffies in `proc`, seconds otherwise. */
  readonly services: readonly TableService[]
  /** Jiffies a second of the kernel the table is of, where that is known. */
  readonly hz?: number
  /** The keepalived whose network namespace the table is of. */
  readonly pid?: number
  /** The table was read from a file that somebody saved. */
  readonly saved?: true
  /** There is no ip_vs in the kernel, so there is no table. */
  readonly noModule?: true
}
