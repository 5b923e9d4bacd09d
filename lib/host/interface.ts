/** A network interface with its addresses, as `ip -j -d address show` describes it. Plain JSON. */
export interface Interface {
  readonly name: string
  readonly index: number
  /** As ip(8) spells them: `UP`, `LOWER_UP`, `NO-CARRIER`, `NOARP`, `LOOPBACK`, `BROADCAST`, `POINTOPOINT`. */
  readonly flags: readonly string[]
  readonly mtu: number
  /** RFC 2863: `UP`, `DOWN`, `LOWERLAYERDOWN`, `UNKNOWN` (interfaces that do not tell, such as lo). */
  readonly operstate: string
  /** Lower case with colons; undefined where the link layer has none (tunnels). */
  readonly mac: string | undefined
  /** `veth`, `bridge`, `vlan`, `macvlan`, `ipip`…; undefined for hardware and lo. */
  readonly kind: string | undefined
  /** What a macvlan stands on, such as a vmac of keepalived on eth0; absent for all others. */
  readonly below?: string
  readonly addresses: readonly InterfaceAddress[]
}

export interface InterfaceAddress {
  readonly family: 4 | 6
  /** Canonical text, without a zone. */
  readonly address: string
  readonly prefix: number
  /** `global`, `link`, `host`, `site`. */
  readonly scope: string
  /** IPv4 only: `eth0:vip`. */
  readonly label: string | undefined
  /** IPv6: duplicate address detection is not over (`tentative`), or found somebody (`dadfailed`). */
  readonly tentative: boolean
  readonly dadFailed: boolean
}

/** An address and the interface that holds it. */
export interface Holding {
  readonly interface: Interface
  readonly address: InterfaceAddress
}

/** Every place where an address is bound; the prefix does not matter. */
export function holdingsOf(address: string, interfaces: readonly Interface[]): Holding[] {
  return interfaces.flatMap(each =>
    each.addresses.filter(held => held.address === address).map(held => ({ interface: each, address: held })),
  )
}

/** True when packets can pass: it is up, and so is what it stands on. */
export function isRunning({ flags, operstate }: Pick<Interface, 'flags' | 'operstate'>): boolean {
  if (!flags.includes('UP') || flags.includes('NO-CARRIER')) return false
  return !['DOWN', 'LOWERLAYERDOWN', 'NOTPRESENT', 'DORMANT'].includes(operstate)
}

export function isLoopback({ flags }: Pick<Interface, 'flags'>): boolean {
  return flags.includes('LOOPBACK')
}
