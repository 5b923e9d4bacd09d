import type { RealServer } from '../keepalived/model.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Call } from '../objects/call.ts'
import type { PlanCall } from './plan.ts'
import type { SiteService } from './site.ts'
import type { Front } from './sources.ts'

/** A VIP with a port, as somebody outside asks for it. */
export interface Asked {
  readonly vip: string
  readonly port: number
}

/** Where a client finds the service; undefined where only the directors know: a mark, or every port. */
export function askedOf({ service }: Front, given: SiteService): Asked | undefined {
  const vip = service.kind === 'address' ? service.address : given.address
  const port = service.kind === 'address' && service.port > 0 ? service.port : given.port
  return vip === undefined || port === undefined ? undefined : { vip, port }
}

/** The call of check_vip_service for a service behind a VIP. */
export function callService(front: Front, { vip, port }: Asked, given: SiteService): Call {
  const how = given.check ?? howChecked(front.block.realServers)
  const direct =
    (given['ask-real-servers'] ?? areNear(front.block.realServers))
      ? front.block.realServers.map(each => formatEndpoint(each.address, each.port ?? port))
      : []
  const common = {
    port: `${port}`,
    connections: `${connectionsFor(front)}`,
    ...(direct.length === 0 ? {} : { realserver: direct }),
  }
  if (how === 'tcp')
    return {
      check: 'check_vip_service',
      mode: 'tcp',
      options: { hostname: vip, ...common, ...given.options },
    }
  const url = pathOf(front.block.realServers)
  return {
    check: 'check_vip_service',
    options: {
      'IP-address': vip,
      ...common,
      ...(how === 'https' ? { ssl: true as const } : {}),
      ...(url === undefined ? {} : { url }),
      ...given.options,
    },
  }
}

function howChecked(servers: readonly RealServer[]): 'http' | 'https' | 'tcp' {
  const types = new Set(servers.flatMap(({ checkers }) => checkers.map(({ type }) => type)))
  return types.has('SSL_GET') ? 'https' : types.has('HTTP_GET') ? 'http' : 'tcp'
}

/** The page that the directors ask for. */
function pathOf(servers: readonly RealServer[]): string | undefined {
  const pages = servers.flatMap(({ checkers }) =>
    checkers.flatMap(({ type, subject }) =>
      type === 'HTTP_GET' || type === 'SSL_GET' ? (subject ?? []) : [],
    ),
  )
  return pages.find(each => each.startsWith('/'))
}

/**
 * Whether each real server can be asked as its directors do: behind NAT it is in a network of their own, and a health check that
 * asks elsewhere says that the service may not be at its own address.
 */
function areNear(servers: readonly RealServer[]): boolean {
  return (
    servers.length <= 32 &&
    servers.every(
      ({ method, address, port, checkers }) =>
        method !== 'NAT' &&
        checkers.every(each => (each.address ?? address) === address && (each.port ?? port) === port),
    )
  )
}

/** Twice round all real servers; with persistence every connection of a client leads to the same one. */
function connectionsFor({ block }: Front): number {
  if (block.persistence !== undefined) return 1
  return Math.min(20, Math.max(1, 2 * block.realServers.length))
}

/** The service object: `TCP 80` on the host of the VIP. */
export function planFront(host: string, asked: Asked, call: Call, groups: readonly string[]): PlanCall {
  return { kind: 'call', host, name: `TCP ${asked.port}`, groups, call, command: undefined }
}
