/** Why the system's ping could not do what it was asked, read from what it wrote on stderr. Pure. */

export interface PingTrouble {
  /** `unreachable` is about the peer; the others say that we could not look. */
  readonly kind: 'unresolved' | 'denied' | 'unreachable' | 'malformed'
  /** What happened, without the subject. */
  readonly text: string
  /** The command that shows or mends it. */
  readonly hint: string
}

interface Pattern {
  readonly shape: RegExp
  explain(found: RegExpExecArray, target: string): PingTrouble
}

const readLimit = 2_000

/** In this order: `socket: Operation not permitted` is about us, `sendmsg: Operation not permitted` about a firewall. */
const patterns: readonly Pattern[] = [
  {
    shape:
      /Name or service not known|Temporary failure in name resolution|Non-recoverable failure in name resolution|No address associated with hostname|Address family for hostname not supported|unknown host|bad address/,
    explain: ([words = ''], target) => ({
      kind: 'unresolved',
      text: `the name has no address to ping: ${words}`,
      hint: `getent hosts ${target}`,
    }),
  },
  {
    shape:
      /missing cap_net_raw|socket: Operation not permitted|socket: Permission denied|are you root\?|Lacking privilege/,
    explain: () => ({
      kind: 'denied',
      text: 'this user may not send pings',
      hint: `setcap cap_net_raw+ep $(command -v ping), or sysctl -w net.ipv4.ping_group_range='0 2147483647'`,
    }),
  },
  {
    shape: /minimal interval allowed for user is (\d{1,9})ms/,
    explain: ([, ms = '']) => ({
      kind: 'denied',
      text: `this user may not ping so often, the shortest interval is ${ms} ms`,
      hint: `-i ${Number(ms) / 1000}`,
    }),
  },
  {
    shape:
      /Do you want to ping broadcast|(?:connect|sendto|sendmsg): (?:Operation not permitted|Permission denied)/,
    explain: (_, target) => ({
      kind: 'denied',
      text: 'this host does not send there: a broadcast address, or its firewall or a route forbids it',
      hint: `ip route get ${target}; nft list ruleset`,
    }),
  },
  {
    // "Invalid argument" is what the kernel says of a blackhole route.
    shape:
      /(?:connect|sendto|sendmsg): (Network is unreachable|No route to host|Network is down|Invalid argument)/,
    explain: ([, words = ''], target) => ({
      kind: 'unreachable',
      text: `this host itself has no way there: ${words}`,
      hint: `ip route get ${target}`,
    }),
  },
  {
    shape: /Cannot assign requested address|can't set multicast source interface|unknown iface/,
    explain: () => ({
      kind: 'malformed',
      text: 'the source address is not one of this host',
      hint: 'ip -brief address',
    }),
  },
]

/** What the words on stderr mean, or undefined when they are none we know. */
export function explainPingError(stderr: string, target: string): PingTrouble | undefined {
  const text = stderr.slice(0, readLimit)
  for (const { shape, explain } of patterns) {
    const found = shape.exec(text)
    if (found !== null) return explain(found, target)
  }
  return undefined
}
