import type { Model, Target, VirtualServer } from '../keepalived/model.ts'
import type { meaningRules } from '../keepalived/rules/meaning.ts'
import { nameOf } from '../keepalived/vrrp/report.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Diagnostic } from '../text/diagnostic.ts'
import type { Mark } from '../text/mark.ts'

type Rule = keyof typeof meaningRules

/** What is wrong with a configuration as a whole, which none of its blocks shows. */
export function lintModel(model: Model): Diagnostic[] {
  return [...findStrayAddresses(model), ...findDroppedVips(model)]
}

/** keepalived runs with it and does nothing. */
export function emptyConfiguration(path: string): Diagnostic {
  return {
    rule: 'empty-configuration' satisfies Rule,
    text: `${path} holds nothing that keepalived knows, it would run and do nothing`,
    hint: `See what is in it: cat -A ${path}`,
  }
}

interface Use {
  readonly server: VirtualServer
  readonly target: Target & { readonly kind: 'address' }
}

/** Addresses that are balanced and that no vrrp_instance binds. Without any instance somebody else binds them. */
function findStrayAddresses({ instances, virtualServers }: Model): Diagnostic[] {
  const vips = new Set(instances.flatMap(({ vips: each }) => each.map(({ address }) => address)))
  if (vips.size === 0) return []
  const uses = new Map<string, Use[]>()
  for (const server of virtualServers) {
    for (const target of server.targets) {
      if (target.kind !== 'address') continue
      // Of a range both ends are looked at: VIPs are listed one by one, and a gap inside is rarely meant.
      for (const address of new Set([target.first, target.last])) {
        if (vips.has(address)) continue
        const known = uses.get(address)
        if (known === undefined) uses.set(address, [{ server, target }])
        else known.push({ server, target })
      }
    }
  }
  return [...uses].map(([address, each]) => strayAddress(address, each))
}

function strayAddress(address: string, uses: readonly Use[]): Diagnostic {
  const [first, ...others] = uses
  const name = first === undefined ? address : formatEndpoint(address, first.target.port)
  const more = others.length === 0 ? '' : ` (and ${others.length} more of that address)`
  return {
    rule: 'vip-in-no-instance' satisfies Rule,
    text: `the address of the virtual server ${name}${more} is the VIP of no vrrp_instance, after a failover nobody answers for it`,
    ...(first === undefined ? {} : { mark: first.target.mark }),
    hint: `Put ${address} into virtual_ipaddress of the vrrp_instance that is to hold it, or into virtual_ipaddress_excluded`,
    related: others
      .slice(0, 5)
      .map(({ target }) => ({ mark: target.mark as Mark, text: 'the same address' })),
  }
}

/** Instances that drop what is sent to their VIPs, as the standard wants it of who does not own them. */
function findDroppedVips({ instances, virtualServers }: Model): Diagnostic[] {
  return instances.flatMap(({ name, drops, vips }) => {
    if (drops === undefined || vips.length === 0) return []
    const addresses = new Set(vips.map(({ address }) => address))
    const isHit = (target: Target) =>
      target.kind === 'address' && (addresses.has(target.first) || addresses.has(target.last))
    const [first, ...others] = virtualServers.filter(({ targets }) => targets.some(isHit))
    const why = drops.value
    const hint =
      why === 'no_accept' ? 'Remove no_accept' : 'Remove vrrp_strict, or write accept with VRRP version 3'
    const common = { ...(drops.mark === undefined ? {} : { mark: drops.mark }), hint }
    if (first === undefined) {
      const text = `VIPs of ${nameOf(name)} answer neither pings nor connections because of ${why}`
      return { rule: 'vip-not-reachable' satisfies Rule, text, ...common }
    }
    const more = others.length === 0 ? '' : ` (and ${others.length} more)`
    const text = `no client reaches virtual server ${nameOf(first.name)}${more}: ${nameOf(name)} drops what is sent to its VIPs because of ${why}`
    return { rule: 'balanced-vip-dropped' satisfies Rule, text, ...common }
  })
}
