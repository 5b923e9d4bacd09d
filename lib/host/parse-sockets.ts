import { parseAddress } from '../net/address.ts'
import type { Protocol } from '../net/service.ts'
import type { Socket } from './socket.ts'

const listening = { TCP: '0A', UDP: '07', SCTP: '' } as const

/**
 * The sockets that listen, of /proc/net/tcp, tcp6, udp or udp6 (the kernel's net/ipv4/tcp_ipv4.c, net/ipv4/udp.c);
 * undefined when the text is no such table.
 */
export function parseProcSockets(text: string, protocol: 'TCP' | 'UDP'): readonly Socket[] | undefined {
  const [titles = '', ...lines] = text.split('\n')
  if (!titles.includes('local_address')) return undefined
  return lines.flatMap(line => {
    const [, local = '', remote = '', state = '', queues = ''] = line.trim().split(/\s+/, 5)
    if (state !== listening[protocol] || !/:0000$/.test(remote)) return []
    const socket = readHexEndpoint(local, protocol)
    // What has come in: of a socket that listens, connections.
    const waiting = protocol === 'TCP' ? Number.parseInt(queues.split(':')[1] ?? '', 16) : 0
    return socket === undefined ? [] : waiting > 0 ? { ...socket, waiting } : socket
  })
}

/** `0100007F:0050`: each four bytes as a number of the machine, least byte first. */
function readHexEndpoint(text: string, protocol: Protocol): Socket | undefined {
  const [, hex = '', port = ''] = /^((?:[0-9A-Fa-f]{8}){1,4}):([0-9A-Fa-f]{4})$/.exec(text) ?? []
  if (hex.length !== 8 && hex.length !== 32) return undefined
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap(word =>
    (word.match(/../g) ?? []).toReversed().map(each => Number.parseInt(each, 16)),
  )
  const shown =
    bytes.length === 4 ? bytes.join('.') : (Buffer.from(bytes).toString('hex').match(/.{4}/g) ?? []).join(':')
  return toSocket(protocol, shown, Number.parseInt(port, 16))
}

/** An address of IPv4 written as one of IPv6 is served by a socket that is as good as one of IPv4. */
export function toSocket(protocol: Protocol, shown: string, port: number): Socket | undefined {
  const plain = shown.replace(/%.*/, '').replace(/^::ffff:(?=\d+\.)/i, '')
  const parsed = parseAddress(plain)
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(parsed?.text ?? '')?.[1]
  const address = mapped ?? parsed?.text
  if (address === undefined || !Number.isInteger(port) || port < 1 || port > 65_535) return undefined
  return { protocol, family: address.includes(':') ? 6 : 4, address, port }
}

/**
 * The listening sockets of /proc/net/sctp/eps (the kernel's net/sctp/proc.c): state 10, and after seven columns the
 * addresses. undefined when the text is no such table.
 */
export function parseSctpEndpoints(text: string): readonly Socket[] | undefined {
  const [titles = '', ...lines] = text.split('\n')
  if (!titles.includes('LPORT')) return undefined
  return lines.flatMap(line => {
    const words = line.trim().split(/\s+/)
    if (words[3] !== '10') return []
    return words.slice(8).flatMap(each => toSocket('SCTP', each, Number(words[5])) ?? [])
  })
}

/** One line of `ss -Hlntu` about all addresses of IPv6. */
export interface Ipv6Wildcard {
  readonly protocol: Protocol
  readonly port: number
  readonly ipv6Only: boolean
}

/** `tcp LISTEN 0 128 *:80 *:*` takes both families, `[::]:80` is for IPv6 alone (iproute2's misc/ss.c). */
export function parseIpv6Wildcards(text: string): readonly Ipv6Wildcard[] {
  return text.split('\n').flatMap(line => {
    const [kind, , , , local = ''] = line.trim().split(/\s+/, 5)
    const [, host, digits] = /^(\*|\[::\]|:::?)(?:%\w+)?:(\d{1,5})$/.exec(local) ?? []
    if (host === undefined || (kind !== 'tcp' && kind !== 'udp')) return []
    return [{ protocol: kind === 'tcp' ? 'TCP' : 'UDP', port: Number(digits), ipv6Only: host !== '*' }]
  })
}
