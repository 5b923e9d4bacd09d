import type { LogLine, Transition, VrrpState } from './event.ts'
import { reloadOf } from './reloads.ts'
import { ofInstance } from './words.ts'

const entering = ofInstance(String.raw`(?:Entering|Now in) (MASTER|BACKUP|FAULT) (?:STATE|state)( \(init\))?`)
const syncing = /^VRRP_Group\(([^()\s]{1,200})\) Syncing instances to (MASTER|BACKUP|FAULT) state/

/**
 * Every role that an instance or a sync group took, in the order of the log. Count those that are not `initial` for
 * flapping: the first BACKUP after a start says only that it has begun.
 */
export function findTransitions(lines: readonly LogLine[]): readonly Transition[] {
  /** Those that have a role since the last start; undefined where no start was seen. */
  let begun: Set<string> | undefined
  const found: Transition[] = []
  for (const line of lines) {
    if (reloadOf(line) === 'start') begun = new Set()
    const transition = line.source === 'keepalived' ? readTransition(line) : undefined
    if (transition === undefined) continue
    const { instance, isGroup, to } = transition
    // Before keepalived 2, and where a script had to succeed first, the line does not say (init).
    const isFirst = begun !== undefined && !isGroup && !begun.has(instance) && to === 'BACKUP'
    if (!isGroup) begun?.add(instance)
    found.push({ ...transition, initial: transition.initial || isFirst })
  }
  return found
}

function readTransition({ time, text }: LogLine): Transition | undefined {
  const [, instance, state, init] = entering.exec(text) ?? []
  if (instance !== undefined)
    return { time, instance, isGroup: false, to: state as VrrpState, initial: init !== undefined }
  const [, group, to] = syncing.exec(text) ?? []
  if (group === undefined) return undefined
  return { time, instance: group, isGroup: true, to: to as VrrpState, initial: false }
}
