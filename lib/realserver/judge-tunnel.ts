import { type Finding, hintOf, state } from '../core/finding.ts'
import { joinWords } from '../core/text.ts'
import { effective, sysctlName } from '../host/arp-settings.ts'
import type { Interface } from '../host/interface.ts'
import type { LocalFacts } from './facts.ts'
import { familyOf } from './scene.ts'
import type { Target } from './wanted.ts'
import { agree } from './words.ts'

/** What unpacks a packet of one family out of one of another, and the interface the kernel makes for all peers. */
interface Unpacking {
  readonly kind: 'ipip' | 'sit' | 'ip6tnl'
  readonly module: string
  readonly name: string
  /** Bytes of the outer header. */
  readonly header: number
}

function unpackingFor(inner: 4 | 6, outer: 4 | 6): Unpacking {
  if (outer === 6) return { kind: 'ip6tnl', module: 'ip6_tunnel', name: 'ip6tnl0', header: 40 }
  if (inner === 6) return { kind: 'sit', module: 'sit', name: 'sit0', header: 20 }
  return { kind: 'ipip', module: 'ipip', name: 'tunl0', header: 20 }
}

/** What a real server behind TUN needs besides: an interface that unpacks, and nothing that drops what it unpacks. */
export function judgeTunnels(targets: readonly Target[], facts: LocalFacts): Finding[] {
  if (!facts.interfaces.ok) return []
  const ways = new Map<string, { readonly way: Unpacking; readonly vips: string[]; readonly inner: 4 | 6 }>()
  for (const { method, vip, rip } of targets) {
    if (method !== 'TUN' || vip === undefined) continue
    const inner = familyOf(vip)
    const way = unpackingFor(inner, familyOf(rip ?? vip))
    const known = ways.get(`${way.kind} ${inner}`) ?? { way, vips: [], inner }
    if (!known.vips.includes(vip)) known.vips.push(vip)
    ways.set(`${way.kind} ${inner}`, known)
  }
  const { value: interfaces } = facts.interfaces
  return [...ways.values()].flatMap(({ way, vips, inner }) => judgeWay(way, vips, inner, interfaces, facts))
}

function judgeWay(
  way: Unpacking,
  vips: readonly string[],
  inner: 4 | 6,
  interfaces: readonly Interface[],
  facts: LocalFacts,
): Finding[] {
  // A director may also send by GRE, and by UDP that ends in the same interface.
  const tunnels = interfaces.filter(({ kind }) => kind === way.kind || kind === 'gre' || kind === 'ip6gre')
  const up = tunnels.filter(({ flags }) => flags.includes('UP'))
  const [first] = tunnels
  if (up.length === 0) {
    const what =
      first === undefined ? `there is no ${way.kind} interface such as ${way.name}` : `${first.name} is down`
    const text = `${what}: what directors forward here by TUN for ${joinWords(vips)} is dropped`
    const start = `ip link set ${first?.name ?? way.name} up`
    const hint = first === undefined ? `modprobe ${way.module} && ${start}` : start
    return [state('CRITICAL', text, { rule: 'tunnel-down', hint })]
  }
  return up.flatMap(tunnel => [
    ...(inner === 4 ? judgeRpFilter(tunnel, vips, facts) : []),
    ...judgeMtu(tunnel, way, vips, interfaces, facts),
  ])
}

/**
 * What comes out of a tunnel has the client as its source, and the way to the client is by another interface: 1 drops
 * that. On an interface without an address 2 does too (fib_validate_source() of the kernel's net/ipv4/fib_frontend.c).
 */
function judgeRpFilter(tunnel: Interface, vips: readonly string[], facts: LocalFacts): Finding[] {
  const { name } = tunnel
  const setting = facts.rpFilter?.[name]
  if (setting === undefined) return []
  if (!setting.ok) {
    const hint = hintOf(setting)
    return [
      state('UNKNOWN', `rp_filter of ${name} is not known: ${setting.text}`, {
        rule: 'settings-unreadable',
        ...hint,
      }),
    ]
  }
  const value = effective(setting.value)
  const { all, own } = setting.value
  const hasAddress = tunnel.addresses.some(({ family }) => family === 4)
  const isWell = value === 0 || (value !== 1 && hasAddress)
  if (isWell) return []
  const wanted = hasAddress ? '0 or 2' : `0, or 2 with an address on ${name}, which has none`
  const text = `${name} drops what it unpacks for ${joinWords(vips)}: rp_filter is ${value} (all ${all}, ${name} ${own}), wanted ${wanted}`
  const loose = `sysctl -w ${sysctlName(4, name, 'rp_filter')}=2`
  const hint = hasAddress ? loose : `ip address add ${vips[0]}/32 dev ${name} && ${loose}`
  return [
    state('CRITICAL', text, {
      rule: 'rp-filter',
      hint: `${hint}, and the same into a file in /etc/sysctl.d`,
    }),
  ]
}

function judgeMtu(
  tunnel: Interface,
  { header }: Unpacking,
  vips: readonly string[],
  interfaces: readonly Interface[],
  facts: LocalFacts,
): Finding[] {
  const names = new Set(vips.flatMap(vip => facts.facing[vip] ?? []))
  const facing = interfaces.filter(({ name, mtu }) => names.has(name) && mtu > 0)
  const [narrow] = facing.toSorted((one, other) => one.mtu - other.mtu)
  if (narrow === undefined || tunnel.mtu <= narrow.mtu - header) return []
  const wanted = narrow.mtu - header
  const text = `${tunnel.name} has an MTU of ${tunnel.mtu}, wanted at most ${wanted}: ${narrow.name} has ${narrow.mtu}, and the outer header takes ${header} bytes`
  return [state('WARNING', text, { rule: 'mtu', hint: `ip link set ${tunnel.name} mtu ${wanted}` })]
}

/** What nobody sees from here: the director's packets grow, and clients have to know. */
export function adviseOnTunnels(targets: readonly Target[]): string[] {
  const vips = [
    ...new Set(targets.flatMap(({ method, vip }) => (method === 'TUN' && vip !== undefined ? [vip] : []))),
  ]
  if (vips.length === 0) return []
  return [
    `${joinWords(vips)} ${agree(vips.length, 'is', 'are')} reached by TUN: packets of clients grow by the outer header on their way here, so this host should announce a smaller segment: ip route change default via GATEWAY advmss 1440`,
  ]
}
