import type { Model } from '../keepalived/model.ts'
import { servicesOf } from '../keepalived/services.ts'
import { parseAddress } from '../net/address.ts'
import { isInSubnet } from '../net/subnet.ts'
import type { Call } from '../objects/call.ts'
import { type Target, targetsOfModel } from '../realserver/wanted.ts'

/** One call of check_lvs_realserver on a real server: of one VIP, or of all that comes by NAT. */
export interface RealServerCall {
  /** Stable whatever else is added: `DR 192.0.2.10`, `NAT`. */
  readonly about: string
  readonly call: Call
  /** The VIPs that it is about. */
  readonly vips: readonly string[]
}

/**
 * What a real server is asked to look at in itself. VIPs are looked at one by one: a port may be served on one of them only.
 * @param marks VIPs that firewall marks stand for
 */
export function callsOf(
  addresses: readonly string[],
  models: readonly Model[],
  marks: readonly string[],
): RealServerCall[] {
  const own = new Set(addresses)
  const named = { vips: marks, ports: [], method: 'DR' } as const
  const wanted = models.map(model => targetsOfModel(model, own, named, servicesOf))
  // What is only named is the option's, and not of this host.
  const targets = wanted.flatMap(each => each.targets.filter(({ rip }) => rip !== undefined))
  const keys = new Map<string, Target[]>()
  for (const each of targets) {
    const key = each.method === 'NAT' ? 'NAT' : `${each.method} ${each.vip}`
    keys.set(key, [...(keys.get(key) ?? []), each])
  }
  return [...keys].flatMap(([about, all]) => {
    const ports = [...new Set(all.flatMap(({ service }) => (service === undefined ? [] : portText(service))))]
    const vips = [...new Set(all.flatMap(({ vip }) => vip ?? []))]
    if (about !== 'NAT')
      return [
        { about, vips, call: realServerCall({ method: all[0]?.method ?? 'DR', vip: vips, port: ports }) },
      ]
    // Without a port there is nothing to look at but the way back.
    if (ports.length === 0) return []
    const gateway = gatewaysFor([...new Set(all.flatMap(({ rip }) => rip ?? []))], models)
    return [{ about, vips, call: realServerCall({ method: 'NAT', port: ports, gateway }) }]
  })
}

function realServerCall(options: Call['options']): Call {
  return { check: 'check_lvs_realserver', options }
}

/**
 * What the default route of a real server behind NAT may lead to: the VIPs whose network it is in. A VIP that says nothing of
 * its network tells nobody.
 */
function gatewaysFor(rips: readonly string[], models: readonly Model[]): string[] {
  const vips = models.flatMap(({ instances }) => instances.flatMap(each => each.vips))
  const near = vips.filter(({ address, prefix, family }) => {
    const isWhole = prefix >= (family === 4 ? 32 : 128)
    return (
      !isWhole && rips.some(rip => parseAddress(rip)?.family === family && isInSubnet(rip, address, prefix))
    )
  })
  return [...new Set(near.map(({ address }) => address))]
}

function portText({ protocol, port }: NonNullable<Target['service']>): string {
  return protocol === 'TCP' ? `${port}` : `${port}/${protocol.toLowerCase()}`
}
