import { quote } from '../core/text.ts'
import type { VirtualServer } from '../keepalived/model.ts'
import type { servicesOf as ServicesOf } from '../keepalived/services.ts'
import { type Endpoint, formatEndpoint } from '../net/endpoint.ts'
import { readModel } from '../probe/config-model.ts'
import type { Deadline } from '../probe/deadline.ts'
import { failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'

interface Vip {
  readonly host: string
  readonly port: number
}

/** Where real servers are named: one by one, or as the director has them. */
export interface RealServerOptions {
  readonly realserver: readonly Endpoint[]
  readonly config: string | undefined
  readonly 'config-id': string | undefined
}

/**
 * The real servers to ask directly: those of --realserver, then those that keepalived.conf has behind the VIP, each
 * once. A VIP that is in no virtual server of the file is a failure: the file, or the VIP, is another one than was meant.
 */
export async function listRealServers(
  options: RealServerOptions,
  vip: Vip,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<readonly Endpoint[]>> {
  const { realserver, config } = options
  if (config === undefined) return success(realserver)
  const model = await readModel(config, options['config-id'], probes, deadline)
  if (!model.ok) return model
  const { servicesOf } = await import('../keepalived/services.ts')
  const behind = model.value.virtualServers.filter(each => isBehind(each, vip, servicesOf))
  if (behind.length === 0) {
    const text = `${quote(config)} has no virtual server ${formatEndpoint(vip.host, vip.port)} over TCP`
    return failure(
      'missing',
      text,
      'Give the VIP as an address, and the port that clients use; or take --config out',
    )
  }
  const found = behind.flatMap(each =>
    each.realServers.map(({ address, port }) => ({ host: address, port: port || undefined })),
  )
  const known = new Map(
    [...realserver, ...found].map(each => [formatEndpoint(each.host, each.port ?? vip.port), each] as const),
  )
  return success([...known.values()])
}

function isBehind(server: VirtualServer, vip: Vip, servicesOf: typeof ServicesOf): boolean {
  for (const service of servicesOf(server)) {
    if (service.kind !== 'address' || service.protocol !== 'TCP') return false
    if (service.address === vip.host && (service.port === vip.port || service.port === 0)) return true
  }
  return false
}
