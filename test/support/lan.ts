import { type Host, makeHost } from './host.ts'

/**
 * One Ethernet segment with the hosts of a cluster. Each scene makes its own; several live side by side.
 * @example await using lan = await makeLan()
 */
export interface Lan extends AsyncDisposable {
  /** The directors. */
  readonly d1: Host
  readonly d2: Host
  /** A real server of direct routing: the VIPs on lo, no answers to ARP for them. */
  readonly r1: Host
  /** Somebody nobody knows. */
  readonly x: Host
  /** Where the monitoring runs. */
  readonly m: Host
}

export type HostName = 'd1' | 'd2' | 'r1' | 'x' | 'm'
export type Family = 4 | 6

/** What each host is called by on the wire. Its addresses are 192.0.2.N/24 and 2001:db8::N/64. */
export const hosts: Readonly<Record<HostName, { mac: string; 4: string; 6: string }>> = {
  d1: { mac: '00:00:5e:00:53:d1', 4: '192.0.2.2', 6: '2001:db8::2' },
  d2: { mac: '00:00:5e:00:53:d2', 4: '192.0.2.3', 6: '2001:db8::3' },
  r1: { mac: '00:00:5e:00:53:11', 4: '192.0.2.21', 6: '2001:db8::21' },
  x: { mac: '00:00:5e:00:53:99', 4: '192.0.2.66', 6: '2001:db8::66' },
  m: { mac: '00:00:5e:00:53:01', 4: '192.0.2.100', 6: '2001:db8::100' },
}

/** The VIP of each family, and a second one for what concerns several. */
export const vips = { 4: '192.0.2.10', 6: '2001:db8::10' } as const
export const secondVips = { 4: '192.0.2.11', 6: '2001:db8::11' } as const

const names = Object.keys(hosts) as HostName[]

export async function makeLan(): Promise<Lan> {
  const [segment, d1, d2, r1, x, m] = await Promise.all([
    makeHost('segment'),
    makeHost('d1'),
    makeHost('d2'),
    makeHost('r1'),
    makeHost('x'),
    makeHost('m'),
  ])
  const lan = { d1, d2, r1, x, m }
  const all = [segment, ...Object.values(lan)]
  const end = async () => {
    await Promise.all(all.map(host => host[Symbol.asyncDispose]()))
  }
  try {
    await layCables(segment, lan)
    await Promise.all(names.map(name => lan[name].shell(configure(name))))
    return { ...lan, [Symbol.asyncDispose]: end }
  } catch (error) {
    await end()
    throw error
  }
}

/** A bridge, and from it a cable to each host. Only the network of the segment is entered: `netns` takes our pids. */
async function layCables(segment: Host, lan: Readonly<Record<HostName, Host>>): Promise<void> {
  const quiet = 'sysctl -qw net.ipv6.conf.all.disable_ipv6=1 net.ipv6.conf.default.disable_ipv6=1'
  await segment.shell(
    `${quiet}; ip link add br0 type bridge mcast_snooping 0 forward_delay 0; ip link set br0 up`,
  )
  const cables = names.flatMap(name => [
    `link add name to-${name} type veth peer name eth0 address ${hosts[name].mac} netns ${lan[name].pid}`,
    `link set dev to-${name} master br0 up`,
  ])
  const { exitCode, stderr } = await segment.run(['ip', '-batch', '-'], {
    inside: ['nsenter', '--target', String(segment.pid), '--net', '--'],
    stdin: cables.join('\n'),
  })
  if (exitCode !== 0) throw new Error(stderr)
}

/** Addresses. No duplicate address detection of its own: for up to two seconds keepalived could not send by IPv6. */
function configure(name: HostName): string {
  const { 4: ipv4, 6: ipv6 } = hosts[name]
  return `sysctl -qw net.ipv6.conf.eth0.accept_dad=0
    ip address add ${ipv4}/24 dev eth0
    ip address add ${ipv6}/64 dev eth0 nodad
    ip link set eth0 up
    ${name === 'r1' ? realServer : ''}`
}

const realServer = `sysctl -qw net.ipv4.conf.all.arp_ignore=1 net.ipv4.conf.all.arp_announce=2
    ip address add ${vips[4]}/32 dev lo
    ip address add ${vips[6]}/128 dev lo nodad`

/** True when an address is on an interface of a host. */
export async function isBound(host: Host, address: string): Promise<boolean> {
  const listed = JSON.parse(await host.shell('ip -json address show')) as {
    addr_info: { local?: string }[]
  }[]
  return listed.some(({ addr_info }) => addr_info.some(({ local }) => local === address))
}

/** The MACs that answer for an address, asked from a host as root: the raw fact that scenes are held against. */
export async function answersFor(host: Host, address: string): Promise<string[]> {
  const family = address.includes(':') ? 6 : 4
  const { stdout } = await host.run(
    family === 4
      ? ['arping', '-b', '-w', '1', '-I', 'eth0', address]
      : ['ndisc6', '-m', '-r', '1', '-w', '300', address, 'eth0'],
  )
  const found = stdout.match(/\b(?:[0-9a-f]{2}:){5}[0-9a-f]{2}\b/gi) ?? []
  return [...new Set(found.map(mac => mac.toLowerCase()))].sort()
}

/** The same for both VIPs at once. */
export async function answersForBoth(host: Host): Promise<Record<Family, string[]>> {
  const [ipv4, ipv6] = await Promise.all([answersFor(host, vips[4]), answersFor(host, vips[6])])
  return { 4: ipv4, 6: ipv6 }
}

/** Drops VRRP between the directors, as a firewall does that nobody told of protocol 112. */
export async function dropVrrp(...directors: readonly Host[]): Promise<void> {
  const chain = 'add chain inet wall input { type filter hook input priority 0; }'
  const rules = `add table inet wall; ${chain}; add rule inet wall input meta l4proto 112 drop`
  await Promise.all(directors.map(host => host.shell(`nft '${rules}'`)))
}

/** Lets VRRP through again. */
export async function passVrrp(...directors: readonly Host[]): Promise<void> {
  await Promise.all(directors.map(host => host.shell('nft delete table inet wall')))
}

/** Binds an address to a host's eth0 without asking anybody, as who types it does. */
export async function take(host: Host, address: string): Promise<void> {
  await host.shell(
    address.includes(':')
      ? `ip address add ${address}/128 dev eth0 nodad`
      : `ip address add ${address}/32 dev eth0`,
  )
}
