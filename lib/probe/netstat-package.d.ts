/**
 * The one file of the npm package `node-netstat` that is used; it has no declarations of its own. Its entry would also
 * start programs and look for Windows.
 */
declare module 'node-netstat/lib/parsers.js' {
  /** `address` is null for all addresses, of IPv4 or IPv6; figures may be NaN. */
  interface NetstatEndpoint {
    readonly address: string | null
    readonly port: number | null
  }
  interface NetstatItem {
    /** `tcp`, `tcp6`, `udp`, `udp6`, `udplite`. */
    readonly protocol: string
    readonly local: NetstatEndpoint
    readonly remote: NetstatEndpoint
    readonly state: string | null | undefined
  }
  const parsers: {
    /** Throws on a line that breaks off before its addresses. */
    readonly linux: (line: string, callback: (item: NetstatItem) => unknown) => unknown
  }
  export default parsers
}
