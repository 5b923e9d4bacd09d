import { parseAddress } from './address.ts'

/** A host with an optional port. The host is a canonical address or a name. */
export interface Endpoint {
  readonly host: string
  readonly port: number | undefined
}

/** One label of a host name: RFC 1123 letters, digits and hyphens, and the underscore that is in use all the same. */
const label = /^(?!-)[A-Za-z0-9_-]{1,63}(?<!-)$/

/**
 * A host as an option takes it: an address in canonical form (`[…]` allowed), or a DNS name; undefined for
 * anything else. A name of digits and dots only is a mistyped address, never a name.
 */
export function parseHost(text: string): string | undefined {
  const bare = /^\[(.*)\]$/.exec(text)?.[1]
  const address = parseAddress(bare ?? text)
  if (address !== undefined) return bare !== undefined && address.family === 4 ? undefined : address.text
  const name = text.endsWith('.') ? text.slice(0, -1) : text
  if (bare !== undefined || name.length > 253 || /^[\d.]+$/.test(name)) return undefined
  return name.split('.').every(part => label.test(part)) ? text : undefined
}

/** `HOST`, `HOST:PORT`, `[IPV6]:PORT` or a bare IPv6 address; undefined for anything else. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const whole = parseHost(text)
  if (whole !== undefined) return { host: whole, port: undefined }
  const [, before = '', digits = ''] = /^(.*):(\d{1,5})$/s.exec(text) ?? []
  const host = before.includes(':') && !before.startsWith('[') ? undefined : parseHost(before)
  const port = Number(digits)
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port }
}

/** `192.0.2.10:80`, `[2001:db8::10]:80`, or the host alone. `parseEndpoint` reads it back. */
export function formatEndpoint(host: string, port?: number): string {
  if (port === undefined) return host
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}
