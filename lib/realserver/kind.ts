import type { Kind } from '../cli/option.ts'
import { parseRange, type Range } from '../core/range.ts'
import type { Protocol } from '../net/service.ts'

/** Value kinds of check_lvs_realserver alone. */

/** A port of the service and its protocol. */
export interface ServicePort {
  readonly protocol: Protocol
  readonly port: number
}

const protocols: Readonly<Record<string, Protocol>> = { tcp: 'TCP', udp: 'UDP', sctp: 'SCTP' }

/** `80`, `53/udp`, `9899/sctp`. */
export const servicePort: Kind<ServicePort> = {
  placeholder: 'PORT[/PROTOCOL]',
  wanted: 'a port from 1 to 65535, of TCP or with its protocol, such as 80, 53/udp or 9899/sctp',
  example: '80',
  parse: text => {
    const [, digits = '', name = 'tcp'] = /^(\d{1,5})(?:\/(tcp|udp|sctp))?$/i.exec(text) ?? []
    const port = Number(digits)
    const protocol = protocols[name.toLowerCase()]
    return protocol === undefined || port < 1 || port > 65_535 ? undefined : { protocol, port }
  },
}

/** Ranges for the averages over 1, 5 and 15 minutes. */
export type LoadRanges = readonly [Range, Range, Range]

/** One range for all three averages, or three, as check_load has them. */
export const loadRanges: Kind<LoadRanges> = {
  placeholder: 'RANGE[,RANGE,RANGE]',
  wanted: 'a range such as 1.5, or three of them for 1, 5 and 15 minutes such as 2,1.5,1',
  example: '2,1.5,1',
  parse: text => {
    const parts = text.split(',').map(parseRange)
    const [one, five = one, fifteen = five] = parts
    if (parts.length !== 1 && parts.length !== 3) return undefined
    if (one === undefined || parts.includes(undefined)) return undefined
    return five === undefined || fifteen === undefined ? undefined : [one, five, fifteen]
  },
}
