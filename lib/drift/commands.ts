import { granularityOf } from '../keepalived/services.ts'
import { formatEndpoint } from '../net/endpoint.ts'
import type { Service } from '../net/service.ts'
import type { WantedServer, WantedService } from './wanted.ts'

/** The service as ipvsadm(8) takes it: `-t 192.0.2.10:80`, `-f 5 -6`. */
export function ipvsadmWords(service: Service): string {
  if (service.kind === 'fwmark') return `-f ${service.mark}${service.family === 6 ? ' -6' : ''}`
  const letter = { TCP: '-t', UDP: '-u', SCTP: '--sctp-service' }[service.protocol]
  return `${letter} ${formatEndpoint(service.address, service.port)}`
}

/**
 * The command that makes (`-A`) a virtual server of the kernel as it is configured, or changes (`-E`) it to that: all of it is
 * named, as ipvsadm takes what is left out for its own defaults.
 */
export function serviceCommand(letter: '-A' | '-E', { block, service }: WantedService, as = service): string {
  const { scheduler, flags, persistence, onePacket } = block
  const words = [`ipvsadm ${letter} ${ipvsadmWords(as)} -s ${scheduler}`]
  if (flags.length > 0) words.push(`-b ${flags.join(',')}`)
  if (persistence !== undefined) {
    words.push(`-p ${persistence.timeout}`)
    const bits = granularityOf(block, service)
    if (bits < (service.family === 4 ? 32 : 128)) words.push(`-M ${describeMask(bits, service.family)}`)
    if (persistence.engine !== undefined) words.push(`--pe ${persistence.engine}`)
  }
  if (onePacket) words.push('-o')
  return words.join(' ')
}

/** The command that adds (`-a`) a real server as it is configured, or changes (`-e`) it to that. */
export function serverCommand(letter: '-a' | '-e', service: Service, { name, real }: WantedServer): string {
  const method = { DR: '-g', NAT: '-m', TUN: '-i' }[real.method]
  const words = [`ipvsadm ${letter} ${ipvsadmWords(service)} -r ${name} ${method} -w ${real.weight}`]
  if (real.upper > 0) words.push(`-x ${real.upper}`)
  if (real.lower > 0) words.push(`-y ${real.lower}`)
  return words.join(' ')
}

/** `255.255.255.0`, or the bits of IPv6. */
export function describeMask(bits: number, family: 4 | 6): string {
  if (family === 6) return `${bits}`
  return [0, 8, 16, 24].map(at => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - at)))).join('.')
}
