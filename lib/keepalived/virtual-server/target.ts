import type { Target } from '../model.ts'
import { fromBits, toBits } from './address.ts'
import type { VirtualServerDraft } from './draft.ts'
import type { Group, GroupEntry } from './group.ts'
import { type Scope, say } from './setting.ts'

/** Hands out the marks of nftables_ipvs: one for each group and protocol, in the order of the virtual servers. */
export interface MarkPool {
  readonly taken: Map<string, number>
  next: number
}

/** What the virtual server is in the kernel; marked where it is written. */
export function findTargets(
  draft: VirtualServerDraft,
  group: Group | undefined,
  pool: MarkPool | undefined,
  protocol: string,
  scope: Scope,
): readonly Target[] {
  const { front, mark } = draft
  const family = draft.family ?? 4
  if (front.kind === 'address') {
    const { address, port } = front
    return [{ kind: 'address', family: front.family, first: address, last: address, port, mark }]
  }
  if (front.kind === 'fwmark') return [{ kind: 'fwmark', family, fwmark: front.fwmark, mark }]
  if (group === undefined) return []
  if (pool !== undefined && isByMark(group)) {
    const key = `${protocol} ${group.name}`
    const fwmark = pool.taken.get(key) ?? pool.next++
    pool.taken.set(key, fwmark)
    const families = [...(group.has4 ? [4 as const] : []), ...(group.has6 ? [6 as const] : [])]
    return families.map(each => ({ kind: 'fwmark', family: each, fwmark, mark }))
  }
  return group.entries.flatMap(entry => unrollEntry(entry, family, scope))
}

/** keepalived makes a group one mark of nftables where it has addresses only: ipvs_cmd() of ipvswrapper.c. */
export function isByMark(group: Group): boolean {
  return group.entries.every(entry => entry.kind === 'address')
}

/**
 * ipvs_group_range_cmd() of keepalived 2.2.7's ipvswrapper.c counts in the last byte of an IPv4 address and in the
 * last group of an IPv6 one alone, without a carry. So an IPv4 range over several /24 never ends, and an IPv6 range
 * ends where the last group is that of its end.
 */
function unrollEntry(entry: GroupEntry, family: 4 | 6, scope: Scope): Target[] {
  if (entry.kind === 'fwmark') {
    return [{ kind: 'fwmark', family: entry.family ?? family, fwmark: entry.fwmark, mark: entry.mark }]
  }
  const counted = entry.family === 4 ? 0xffn : 0xffffn
  const upper = entry.first & ~counted
  const whole = upper === (entry.last & ~counted)
  const [low, end] = [entry.first & counted, entry.last & counted]
  if (!whole) remarkRange(entry, scope)
  const parts = whole
    ? [[entry.first, entry.last]]
    : entry.family === 4
      ? [[upper, upper | counted]]
      : end >= low
        ? [[entry.first, upper | end]]
        : [
            [upper, upper | end],
            [entry.first, upper | counted],
          ]
  return parts.map(([first = 0n, last = 0n]) => ({
    kind: 'address',
    family: entry.family,
    first: fromBits(first, entry.family),
    last: fromBits(last, entry.family),
    port: entry.port,
    mark: entry.mark,
  }))
}

function remarkRange(entry: GroupEntry & { readonly kind: 'address' }, scope: Scope): void {
  const text =
    entry.family === 4
      ? `range ${entry.name} of ${scope.owner} spans more than one /24, keepalived 2.2.7 adds its services in circles for ever and serves none`
      : `range ${entry.name} of ${scope.owner} spans more than its last group of digits, keepalived 2.2.7 makes services of the first such group alone`
  say(scope, entry.family === 4 ? 'endless-range' : 'cut-range', entry.mark, text, {
    hint: entry.family === 4 ? 'Write a range for each /24' : 'Write a range for each /112',
  })
}

/** A stretch of services in numbers, to find those that overlap. */
export interface Stretch {
  /** Same for all services that differ in nothing but the address. */
  readonly line: string
  readonly first: bigint
  readonly last: bigint
}

export function stretchOf(target: Target, protocol: string): Stretch {
  if (target.kind === 'fwmark') {
    const mark = BigInt(target.fwmark)
    return { line: `fwmark ${target.family}`, first: mark, last: mark }
  }
  const line = `${protocol} ${target.family} ${target.port}`
  return { line, first: toBits(target.first), last: toBits(target.last) }
}
