import type { Service } from '../net/service.ts'

/** How packets reach a real server. `Local` is what the kernel shows when the real server is this very host. */
export type Forward = 'DR' | 'NAT' | 'TUN' | 'Local'

/** A real server as the kernel has it. */
export interface TableServer {
  readonly family: 4 | 6
  /** Canonical text of the address. */
  readonly address: string
  readonly port: number
  readonly forward: Forward
  readonly weight: number
  /** Connections, where the source tells. */
  readonly active?: number
  readonly inactive?: number
  /** Thresholds of connections, 0 for none, where the source tells. */
  readonly upper?: number
  readonly lower?: number
  /** How packets are wrapped for a `TUN` server, where the source tells. */
  readonly tunnel?: Tunnel
}

/** The wrapping of a tunnel. */
export interface Tunnel {
  readonly type: 'ipip' | 'gue' | 'gre'
  /** UDP port, of `gue` only. */
  readonly port?: number
  /** What of its checksum; undefined for `ipip`, which has none. */
  readonly checksum?: 'none' | 'full' | 'remote'
}

/** A virtual server as the kernel has it. */
export interface TableService {
  readonly service: Service
  readonly scheduler: string
  /** Flags of the scheduler such as `sh-port`; undefined where the source does not show them. */
  readonly flags?: readonly string[]
  /** One-packet scheduling; undefined where the source does not show it: `/proc/net/ip_vs` of an IPv6 address. */
  readonly onePacket: boolean | undefined
  /**
   * Set when nothing in the source tells the family of a firewall mark: `/proc/net/ip_vs` does not show it, and the
   * service has neither a mask nor a real server to know it by. It may as well be the other one.
   */
  readonly familyAssumed?: true
  readonly persistence?: {
    /** Seconds; undefined where the source gives it in a unit that is not known (jiffies without HZ). */
    readonly timeout: number | undefined
    /** Bits of the client's address that count: 32 (IPv4) and 128 (IPv6) are the default. */
    readonly granularity: number
    /** Persistence engine such as `sip`; undefined for none, or where the source does not show it. */
    readonly engine?: string
  }
  readonly servers: readonly TableServer[]
}

/** The IPVS table, whatever it was read from. */
export interface Table {
  /** `/proc/net/ip_vs`, `ipvsadm -Sn`, or `ipvsadm -Ln`: they do not show the same things. */
  readonly source: 'proc' | 'save' | 'list'
  /** By `formatService`, in the order of the source. */
  readonly services: ReadonlyMap<string, TableService>
}
