import { joinWords } from '../core/text.ts'
import type { ServicePort } from './kind.ts'

/** `port 80`, `ports 80 and 443`, `port 53/udp`. */
export function namePorts(ports: readonly ServicePort[]): string {
  return `${ports.length === 1 ? 'port' : 'ports'} ${joinWords(ports.map(namePort))}`
}

export function namePort({ protocol, port }: ServicePort): string {
  return protocol === 'TCP' ? String(port) : `${port}/${protocol.toLowerCase()}`
}

/** The verb for so many. */
export function agree(number: number, one: string, many: string): string {
  return number === 1 ? one : many
}
