import type { Kind } from '../cli/option.ts'
import { parseDecimal } from '../core/range.ts'
import { parseAddress } from '../net/address.ts'

/** Value kinds of check_vip_ping alone. */

/** The worst round trip and the worst loss that one state allows. */
export interface Limits {
  /** Milliseconds. */
  readonly rta: number
  /** Percent. */
  readonly loss: number
}

const millisecondsOf: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 }
const longestRta = 3_600_000

/** `RTA,PL%` as check_ping and check_icmp have it; the time is in ms unless it says `us`, `ms` or `s`. */
export const limits: Kind<Limits> = {
  placeholder: 'RTA,PL%',
  wanted:
    'a round trip time in ms and a loss in percent, both above 0, such as 200,40% or 100ms,20% or 0.1s,20%',
  example: '100,20%',
  parse: text => {
    const [, time = '', unit = 'ms', percent = ''] =
      /^([\d.]{1,12})(us|ms|s)?,([\d.]{1,12})%$/.exec(text) ?? []
    const rta = (parseDecimal(time) ?? 0) * (millisecondsOf[unit] ?? 1)
    const loss = parseDecimal(percent) ?? 0
    return rta > 0 && rta <= longestRta && loss > 0 && loss <= 100 ? { rta, loss } : undefined
  },
}

const shortestInterval = 0.002
const longestInterval = 60

/** The time between two packets in seconds, as ping takes it; check_icmp's `80ms` is understood too. */
export const interval: Kind<number> = {
  placeholder: 'SECONDS',
  wanted: `a time between two packets from ${shortestInterval} to ${longestInterval} s such as 0.2 or 80ms`,
  example: '0.2',
  parse: text => {
    const [, time = '', unit = 's'] = /^([\d.]{1,12})(us|ms|s)?$/.exec(text) ?? []
    const seconds = ((parseDecimal(time) ?? 0) * (millisecondsOf[unit] ?? 1)) / 1000
    return seconds >= shortestInterval && seconds <= longestInterval ? seconds : undefined
  },
}

/** Where packets leave this host. */
export const source: Kind<string> = {
  placeholder: 'ADDRESS',
  wanted: 'an address or an interface of this host such as 192.0.2.5 or eth0',
  example: '192.0.2.5',
  parse: text => parseAddress(text)?.text ?? (/^[A-Za-z][\w.@-]{0,14}$/.test(text) ? text : undefined),
}
