import type { Protocol } from '../net/service.ts'

/** What one packet filter says of what comes in: a base chain of nftables, or INPUT of iptables. Plain JSON. */
export interface InputFilter {
  /** `inet filter input`, `iptables INPUT`. */
  readonly name: string
  readonly families: readonly (4 | 6)[]
  /** What is not decided by a rule is dropped or rejected. */
  readonly refuses: boolean
  /** What rules that accept, or that cannot be followed, are about. */
  readonly passes: readonly Pass[]
}

/** What a rule may let in. What is left out is not restricted; what is not understood counts as not restricted. */
export interface Pass {
  readonly protocols?: readonly string[]
  readonly ports?: readonly (readonly [from: number, to: number])[]
}

/** True when no rule of the filter may let a new connection or packet for this port in. Unclear rules may. */
export function refusesPort(
  filter: InputFilter,
  wanted: { readonly family: 4 | 6; readonly protocol: Protocol; readonly port: number },
): boolean {
  if (!filter.refuses || !filter.families.includes(wanted.family)) return false
  return !filter.passes.some(({ protocols, ports }) => {
    const isProtocol = protocols?.includes(wanted.protocol.toLowerCase()) ?? true
    const isPort = ports?.some(([from, to]) => from <= wanted.port && wanted.port <= to) ?? true
    return isProtocol && isPort
  })
}
