import { formatEndpoint } from './endpoint.ts'

/** The protocols that IPVS balances. */
export type Protocol = 'TCP' | 'UDP' | 'SCTP'

/** What the kernel balances: an address with a port (0 is every port), or packets that carry a firewall mark. */
export type Service =
  | {
      readonly kind: 'address'
      readonly protocol: Protocol
      readonly family: 4 | 6
      /** Canonical text of the address, as `parseAddress` gives it. */
      readonly address: string
      readonly port: number
    }
  | { readonly kind: 'fwmark'; readonly family: 4 | 6; readonly mark: number }

/** The service in words that are also its key: `TCP 192.0.2.10:80`, `UDP [2001:db8::10]:53`, `FWM 5`, `FWM 5 IPv6`. */
export function formatService(service: Service): string {
  if (service.kind === 'fwmark') return `FWM ${service.mark}${service.family === 6 ? ' IPv6' : ''}`
  return `${service.protocol} ${formatEndpoint(service.address, service.port)}`
}
