/**
 * A threshold range as the Monitoring Plugins Development Guidelines define it: alert when the value is
 * outside `start..end`, or inside when `inside` is set (`@`). `atEnd` makes a value equal to `end` alert
 * too, which is what `-w RTA,PL%` has meant in check_ping and check_icmp since ever.
 */
export interface Range {
  readonly start: number
  readonly end: number
  readonly inside: boolean
  readonly atEnd?: boolean
}

const numberPattern = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/

/** A finite decimal number, or undefined. No `0x10`, `1e3`, `1,5` or blanks: the peers disagree on those. */
export function parseDecimal(text: string): number | undefined {
  const value = numberPattern.test(text) ? Number(text) : Number.NaN
  return Number.isFinite(value) ? value : undefined
}

/** A range from `10`, `10:`, `~:10`, `10:20` or `@10:20`; undefined when it is none of these. */
export function parseRange(text: string): Range | undefined {
  const inside = text.startsWith('@')
  const body = inside ? text.slice(1) : text
  const parts = body.split(':')
  if (body === '' || parts.length > 2) return undefined
  const [first = '', second] = parts
  if (second === undefined) return fromBounds(0, parseDecimal(first), inside)
  const start = first === '~' ? Number.NEGATIVE_INFINITY : parseDecimal(first)
  const end = second === '' ? Number.POSITIVE_INFINITY : parseDecimal(second)
  return fromBounds(start, end, inside)
}

function fromBounds(start: number | undefined, end: number | undefined, inside: boolean): Range | undefined {
  if (start === undefined || end === undefined || start > end) return undefined
  return { start, end, inside }
}

/** The range that alerts at `end` and above, and below 0. */
export function atLeast(end: number): Range {
  return { start: 0, end, inside: false, atEnd: true }
}

/** The range as perfdata and command lines write it. `parseRange(formatRange(r))` gives the same bounds. */
export function formatRange(range: Range): string {
  const at = range.inside ? '@' : ''
  const end = range.end === Number.POSITIVE_INFINITY ? '' : formatNumber(range.end)
  if (range.start === 0 && end !== '') return at + end
  const start = range.start === Number.NEGATIVE_INFINITY ? '~' : formatNumber(range.start)
  return `${at}${start}:${end}`
}

/** A decimal number without exponent, at most six places, no trailing zeros: what every consumer parses. */
export function formatNumber(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e15) return String(value)
  const fixed = value.toFixed(6).replace(/\.?0+$/, '')
  return fixed === '-0' ? '0' : fixed
}

/** True when the value is one to alert on. */
export function alerts(range: Range, value: number): boolean {
  const below = value < range.start
  const above = range.atEnd === true ? value >= range.end : value > range.end
  return range.inside ? !below && !above : below || above
}

/** What a good value looks like, for "wanted …": `at most 10 s`, `between 10 and 20 %`. */
export function describeRange(range: Range, unit = ''): string {
  const shown = (value: number) => formatNumber(value) + (unit === '' ? '' : ` ${unit}`)
  const openStart = range.start === Number.NEGATIVE_INFINITY || range.start === 0
  const openEnd = range.end === Number.POSITIVE_INFINITY
  if (range.inside) {
    if (range.start === Number.NEGATIVE_INFINITY) return openEnd ? 'no value' : `above ${shown(range.end)}`
    if (openEnd) return `below ${shown(range.start)}`
    return `not between ${formatNumber(range.start)} and ${shown(range.end)}`
  }
  if (openStart && openEnd) return range.start === 0 ? `at least ${shown(0)}` : 'any value'
  if (openEnd) return `at least ${shown(range.start)}`
  if (range.atEnd === true) return `below ${shown(range.end)}`
  if (openStart) return range.end === 0 ? shown(0) : `at most ${shown(range.end)}`
  return `between ${formatNumber(range.start)} and ${shown(range.end)}`
}

/**
 * True when a worsening value meets the warning before, or together with, the critical range. Two ranges of
 * different kinds (`10` and `@5:6`) cannot be put in an order, so they pass.
 */
export function warnsFirst(warning: Range, critical: Range): boolean {
  if (warning.inside !== critical.inside) return true
  const [outer, inner] = warning.inside ? [warning, critical] : [critical, warning]
  return outer.start <= inner.start && inner.end <= outer.end
}
