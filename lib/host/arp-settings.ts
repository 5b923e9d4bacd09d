/** A setting of the kernel that stands once for all interfaces and once for each; the larger one counts. */
export interface InterfaceSetting {
  readonly all: number
  readonly own: number
}

/** What decides how an interface speaks ARP. Plain JSON. */
export interface ArpSettings {
  readonly interface: string
  readonly ignore: InterfaceSetting
  readonly announce: InterfaceSetting
}

export function effective({ all, own }: InterfaceSetting): number {
  return Math.max(all, own)
}

/** Where an address is, for who is asked for it on an interface. */
export interface Place {
  /** On the very interface that is asked. */
  readonly onInterface: boolean
  /** Scope of the address; undefined where it is on no interface and the kernel takes it by a route alone. */
  readonly scope: string | undefined
}

/**
 * Does the kernel answer an ARP request for a local address? arp_ignore() of its net/ipv4/arp.c: 1 and 2 spare what is
 * on other interfaces, 3 what has the scope of the host, 8 everything; other values are none.
 */
export function answersArp(ignore: number, { onInterface, scope }: Place): boolean {
  if (ignore === 1 || ignore === 2) return onInterface
  if (ignore === 3) return scope !== undefined && scope !== 'host'
  return ignore !== 8
}

/**
 * May an ARP request of ours name a local address as its sender? arp_solicit() of net/ipv4/arp.c: with 1 only where the
 * address is in a network of the interface, with 2 never but for the interface's own.
 */
export function announcesArp(announce: number, isInNetwork: boolean): boolean {
  if (announce === 1) return isInNetwork
  return announce !== 2
}

/** The name of a setting as sysctl(8) takes it: a dot in the name of an interface is written as a slash. */
export function sysctlName(family: 4 | 6, name: string, setting: string): string {
  return `net.ipv${family}.conf.${name.replaceAll('.', '/')}.${setting}`
}
