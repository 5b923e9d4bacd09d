import { listSome } from '../core/text.ts'
import type { Holding } from './facts.ts'

/** `192.0.2.10 (eth0)` */
export function namePlace({ address, interface: device }: Holding): string {
  return device === undefined ? address : `${address} (${device})`
}

/** `1 s`, `90 s`, `12 min`, `3 h`, `5 days`. */
export function describeAge(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds))
  if (whole < 120) return `${whole} s`
  if (whole < 7_200) return `${Math.round(whole / 60)} min`
  if (whole < 172_800) return `${Math.round(whole / 3_600)} h`
  return `${Math.floor(whole / 86_400)} days`
}

/** `192.0.2.10 is`, `192.0.2.10, 192.0.2.11 are`. */
export function withVerb(names: readonly string[], one = 'is', many = 'are'): string {
  return `${listSome(names)} ${names.length === 1 ? one : many}`
}
