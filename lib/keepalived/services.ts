import type { Service } from '../net/service.ts'
import type { Target, VirtualServer } from './model.ts'
import { fromBits, toBits } from './virtual-server/address.ts'

type Fronts = Pick<VirtualServer, 'targets' | 'protocol'>

/** The services that the kernel has for a virtual server, one after the other: ranges may hold thousands. */
export function* servicesOf({ targets, protocol }: Fronts): Iterable<Service> {
  for (const target of targets) {
    if (target.kind === 'fwmark') {
      yield { kind: 'fwmark', family: target.family, mark: target.fwmark }
      continue
    }
    const { family, port } = target
    const last = toBits(target.last)
    for (let bits = toBits(target.first); bits <= last; bits++) {
      yield { kind: 'address', protocol, family, address: fromBits(bits, family), port }
    }
  }
}

/** How many services `servicesOf` gives. */
export function countServices({ targets }: Fronts): number {
  return targets.reduce((sum, target) => sum + countTarget(target), 0)
}

function countTarget(target: Target): number {
  return target.kind === 'fwmark' ? 1 : Number(toBits(target.last) - toBits(target.first) + 1n)
}

/**
 * How many bits of a client's address count for the persistence of one of its services, as ipvsadm shows it. In a
 * group of both families the model has one number, and each service has all bits of its family.
 */
export function granularityOf(
  { targets, persistence }: Pick<VirtualServer, 'targets' | 'persistence'>,
  service: Service,
): number {
  const whole = service.family === 4 ? 32 : 128
  const mixed = targets.some(target => target.family !== service.family)
  return mixed ? whole : (persistence?.granularity ?? whole)
}
