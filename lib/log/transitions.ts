import type { LogLine, Transition, VrrpState } from './event.ts'
import { findReloads } from './reloads.ts'
import { ofInstance } from './words.ts'

const entering = ofInstance(String.raw`Entering (MASTER|BACKUP|FAULT) STATE( \(init\))?`)
const syncing =
  /^VRRP_Group\(([^()\s]{1,200})\) (?:Syncing instances|Transition) to (MASTER|BACKUP|FAULT) state/

/**
 * Every role that an instance or a sync group took, in the order of the log. Count those that are not `initial` for
 * flapping: the first BACKUP after a start says only that it has begun.
 */
export function findTransitions(lines: readonly LogLine[]): readonly Transition[] {
  const begun = new Set<string>()
  return lines.flatMap(line => {
    if (findReloads([line]).some(({ kind }) => kind === 'start')) begun.clear()
    const found = line.source === 'keepalived' ? readTransition(line) : undefined
    if (found === undefined) return []
    const key = `${found.isGroup} ${found.instance}`
    const isFirst = !begun.has(key)
    begun.add(key)
    // Before keepalived 2 the line did not say (init).
    return [{ ...found, initial: found.initial || (isFirst && found.to === 'BACKUP') }]
  })
}

function readTransition({ time, text }: LogLine): Transition | undefined {
  const [, instance, state, init] = entering.exec(text) ?? []
  if (instance !== undefined)
    return { time, instance, isGroup: false, to: state as VrrpState, initial: init !== undefined }
  const [, group, to] = syncing.exec(text) ?? []
  return group === undefined
    ? undefined
    : { time, instance: group, isGroup: true, to: to as VrrpState, initial: false }
}
