import type { Protocol } from '../net/service.ts'
import { isInSubnet } from '../net/subnet.ts'

/** What one packet filter says of what comes in: a base chain of nftables, or INPUT of iptables. Plain JSON. */
export interface InputFilter {
  /** `inet filter input`, `iptables INPUT`. */
  readonly name: string
  readonly families: readonly (4 | 6)[]
  /** What is not decided by a rule is dropped or rejected. */
  readonly refuses: boolean
  /** What rules that accept, or that cannot be followed, are about. */
  readonly passes: readonly Pass[]
  /** Rules that certainly refuse, in their order. */
  readonly refusals?: readonly Refusal[]
}

/** What a rule may let in. What is left out is not restricted; what is not understood counts as not restricted. */
export interface Pass {
  readonly protocols?: readonly string[]
  readonly ports?: readonly (readonly [from: number, to: number])[]
}

/** A rule that keeps out what it is about, whoever sends it. */
export interface Refusal extends Pass {
  /** Addresses of this host, `192.0.2.10` or `192.0.2.0/24`; left out: all. */
  readonly addresses?: readonly string[]
  /** Names of interfaces; left out: all. */
  readonly interfaces?: readonly string[]
  /** As its program shows it. */
  readonly text: string
  /** The command that takes it away. */
  readonly removal: string
  /** What rules before it may let in. */
  readonly behind: readonly Pass[]
}

interface Wanted {
  readonly family: 4 | 6
  readonly protocol: Protocol
  readonly port: number
}

/** True when no rule of the filter may let a new connection or packet for this port in. Unclear rules may. */
export function refusesPort(filter: InputFilter, wanted: Wanted): boolean {
  if (!filter.refuses || !filter.families.includes(wanted.family)) return false
  return !filter.passes.some(each => isAbout(each, wanted))
}

/** The rule that refuses a port of an address on each of these interfaces, unless one before it may let it in. */
export function refusalOf(
  filter: InputFilter,
  wanted: Wanted & { readonly address: string; readonly interfaces: readonly string[] },
): Refusal | undefined {
  if (!filter.families.includes(wanted.family)) return undefined
  return filter.refusals?.find(each => {
    const { addresses, interfaces, behind } = each
    const isAddress = addresses?.some(one => holds(one, wanted.address)) ?? true
    const isInterface = interfaces === undefined || wanted.interfaces.every(one => interfaces.includes(one))
    return isAbout(each, wanted) && isAddress && isInterface && !behind.some(one => isAbout(one, wanted))
  })
}

function isAbout({ protocols, ports }: Pass, wanted: Wanted): boolean {
  const isProtocol = protocols?.includes(wanted.protocol.toLowerCase()) ?? true
  const isPort = ports?.some(([from, to]) => from <= wanted.port && wanted.port <= to) ?? true
  return isProtocol && isPort
}

function holds(subnet: string, address: string): boolean {
  const [network = '', prefix] = subnet.split('/')
  return prefix === undefined ? network === address : isInSubnet(address, network, Number(prefix))
}
