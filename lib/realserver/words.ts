import type { ServicePort } from './kind.ts'

const shown = 5

/** `a`, `a and b`, `a, b and c`, `a, b, c, d, e and 7 more`. */
export function joinWords(words: readonly string[]): string {
  if (words.length > shown + 1) return `${words.slice(0, shown).join(', ')} and ${words.length - shown} more`
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
}

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
