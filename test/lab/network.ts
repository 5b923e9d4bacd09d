/** What a host of the lab is. */
export type Role = 'director' | 'real server' | 'monitor' | 'stranger'

export interface LabAddress {
  readonly role: Role
  /** Of its first interface. */
  readonly mac: string
  /** The last part of its addresses on the outer network, 192.0.2.N and 2001:db8::N. */
  readonly outer?: number
  /** The same on the inner network, 198.51.100.N and 2001:db8:1::N, which only NAT reaches. */
  readonly inner?: number
  /** Of the second interface, where it is on both. */
  readonly innerMac?: string
}

export const hosts = {
  d1: { role: 'director', mac: '00:00:5e:00:53:d1', innerMac: '00:00:5e:00:53:e1', outer: 2, inner: 2 },
  d2: { role: 'director', mac: '00:00:5e:00:53:d2', innerMac: '00:00:5e:00:53:e2', outer: 3, inner: 3 },
  r1: { role: 'real server', mac: '00:00:5e:00:53:11', outer: 21 },
  r2: { role: 'real server', mac: '00:00:5e:00:53:12', outer: 22 },
  r3: { role: 'real server', mac: '00:00:5e:00:53:13', outer: 23 },
  r4: { role: 'real server', mac: '00:00:5e:00:53:14', outer: 24 },
  n1: { role: 'real server', mac: '00:00:5e:00:53:21', inner: 31 },
  x: { role: 'stranger', mac: '00:00:5e:00:53:99', outer: 66 },
  m: { role: 'monitor', mac: '00:00:5e:00:53:01', outer: 100 },
} as const satisfies Record<string, LabAddress>

/** The file of a director's keepalived. */
export const configFile = '/etc/keepalived/keepalived.conf'

export type HostName = keyof typeof hosts
export const directors = ['d1', 'd2'] as const
export type DirectorName = (typeof directors)[number]
export const hostNames = Object.keys(hosts) as HostName[]

export function roleOf(name: HostName): Role {
  return hosts[name].role
}

/** The VIPs: of the services by IPv4 and IPv6, of those that a firewall mark stands for, and the gateway of the inner network. */
export const vips = {
  web: '192.0.2.10',
  web6: '2001:db8::10',
  mark: '192.0.2.11',
  mark6: '2001:db8::11',
  gateway: '198.51.100.1',
  gateway6: '2001:db8:1::1',
} as const

/** Real servers of direct routing and of tunnels hold these on lo and say nothing of them. */
export const outerVips = [vips.web, vips.web6, vips.mark, vips.mark6]

/** An address as `ip address` has it on lo. */
export function prefixed(address: string): string {
  return `${address}/${address.includes(':') ? 128 : 32}`
}

/** The port of the service behind the firewall marks. */
export const markPort = 8088

/** The address of a host on the outer network, or on the inner one where it has no other. */
export function addressOf(name: HostName, family: 4 | 6 = 4): string {
  const { outer, inner } = hosts[name] as LabAddress
  if (outer !== undefined) return family === 4 ? `192.0.2.${outer}` : `2001:db8::${outer}`
  return family === 4 ? `198.51.100.${inner}` : `2001:db8:1::${inner}`
}
