import type { Mark } from '../../text/mark.ts'
import type { GlobalModel, Sourced, VrrpInstance } from '../model.ts'
import type { InstanceDraft } from './draft.ts'
import type { Report } from './report.ts'

/** Priority of the instance that owns its addresses. */
export const owner = 255

/** The version that is given, or the one that follows from the family and vrrp_version. */
export function completeVersion(
  draft: InstanceDraft,
  family: 4 | 6,
  strict: boolean,
  global: GlobalModel,
  report: Report,
): Sourced<2 | 3> {
  if (draft.version === undefined) return { value: family === 6 ? 3 : global.vrrpVersion }
  if (family === 4 || draft.version.value === 3 || !strict) return draft.version
  report(
    'version-conflict',
    draft.version.mark ?? draft.mark,
    `version 2 of ${draft.title} does not go with IPv6: keepalived takes 3`,
    'Write: version 3',
  )
  return { value: 3 }
}

/** The state that is given, or the one that follows from the priority. */
export function completeState(
  draft: InstanceDraft,
  priority: Sourced<number>,
  strict: boolean,
  report: Report,
): Sourced<'MASTER' | 'BACKUP'> {
  const byPriority = priority.value === owner ? 'MASTER' : 'BACKUP'
  if (draft.state === undefined) return { value: byPriority }
  if (!strict || draft.state.value === byPriority) return draft.state
  const text = `state ${draft.state.value} of ${draft.title} does not go with priority ${priority.value} in strict mode: keepalived takes ${byPriority}`
  report('strict-conflict', draft.state.mark ?? draft.mark, text, `Write: state ${byPriority}`)
  return { value: byPriority, ...(draft.state.mark === undefined ? {} : { mark: draft.state.mark }) }
}

/** What authentication counts: none with version 3 or in strict mode. */
export function completeAuthentication(
  draft: InstanceDraft,
  version: 2 | 3,
  family: 4 | 6,
  strict: boolean,
  report: Report,
): VrrpInstance['authentication'] {
  const { authType, authPass } = draft
  if (authType === undefined) return undefined
  const mark = authType.mark ?? draft.mark
  const password = authPass?.value ?? ''
  const why = strict
    ? 'strict mode has none'
    : version === 3
      ? 'VRRP version 3 has none'
      : password === ''
        ? 'there is no auth_pass'
        : family === 6 && authType.value === 'AH'
          ? 'AH does not go with IPv6'
          : undefined
  if (why === undefined) return { type: authType.value, password, mark }
  report(
    'authentication-ignored',
    mark,
    `authentication of ${draft.title} does not count, ${why}`,
    'Remove the authentication block on every director',
  )
  return undefined
}

/** With AH an instance must have heard an advert before it may become MASTER. */
export function clearAhMaster(
  draft: InstanceDraft,
  state: Sourced<'MASTER' | 'BACKUP'>,
  report: Report,
): Sourced<'MASTER' | 'BACKUP'> {
  if (state.value === 'BACKUP') return state
  report(
    'vrrp-state',
    state.mark ?? draft.mark,
    `state MASTER of ${draft.title} does not go with auth_type AH: keepalived takes BACKUP`,
    'Write: state BACKUP',
  )
  return { ...state, value: 'BACKUP' }
}

/** Where nopreempt stands, if it counts; looks at preempt_delay too. */
export function completePreemption(
  draft: InstanceDraft,
  state: 'MASTER' | 'BACKUP',
  priority: number,
  strict: boolean,
  report: Report,
): Mark | undefined {
  let { nopreempt } = draft
  if (nopreempt !== undefined && (priority === owner || state === 'MASTER')) {
    const [why, hint] =
      draft.priority?.value === owner
        ? ['priority 255', 'Give it a priority below 255']
        : ['state MASTER', 'Write: state BACKUP, on every director']
    report(
      'nopreempt-ignored',
      nopreempt,
      `nopreempt of ${draft.title} does not go with ${why}: keepalived ignores it`,
      hint,
    )
    nopreempt = undefined
  }
  const delay = draft.preemptDelay
  if (delay === undefined || delay.value === 0) return nopreempt
  const why =
    state === 'MASTER'
      ? 'state MASTER'
      : strict
        ? 'strict mode'
        : nopreempt !== undefined
          ? 'nopreempt'
          : undefined
  if (why !== undefined) {
    report(
      'preempt-delay-ignored',
      delay.mark ?? draft.mark,
      `preempt_delay of ${draft.title} does not go with ${why}: keepalived ignores it`,
      why === 'state MASTER' ? 'Write: state BACKUP' : 'Remove one of both',
    )
  }
  return nopreempt
}

/** In strict mode only who owns the address answers to it; version 2 does not let one ask for it. */
export function completeDrops(
  draft: InstanceDraft,
  priority: number,
  version: 2 | 3,
  strict: boolean,
): VrrpInstance['drops'] {
  const [first] = [...draft.vips, ...draft.excluded]
  if (priority === owner) return undefined
  const isAccepting = draft.accept === undefined ? !strict : draft.accept.value && !(strict && version === 2)
  if (isAccepting) return undefined
  const mark = (draft.accept ?? draft.strict)?.mark ?? first?.mark ?? draft.mark
  return { value: draft.accept?.value === false ? 'no_accept' : 'strict mode', mark }
}

/** Seconds between adverts as the version can say them: whole ones, or hundredths. */
export function completeInterval(draft: InstanceDraft, version: 2 | 3, report: Report): Sourced<number> {
  const given = draft.advertInterval
  if (given === undefined) return { value: 1 }
  const [unit, most] = version === 2 ? [1, 255] : [0.01, 40.95]
  const micros = Math.round(given.value * 1e6)
  const unitMicros = Math.round(unit * 1e6)
  const isLong = micros >= Math.round(most * 1e6) + unitMicros
  if (!isLong && micros % unitMicros === 0) return given
  const rounded = Math.max(1, Math.floor((micros + unitMicros / 2) / unitMicros))
  const value = isLong ? most : (rounded * unitMicros) / 1e6
  const why = isLong
    ? `is above ${most}`
    : version === 2
      ? 'is no whole number'
      : 'is no whole number of hundredths'
  const text = `advert_int ${given.value} of ${draft.title} ${why}, as VRRP version ${version} wants it: keepalived takes ${value}`
  report('advert-interval', given.mark ?? draft.mark, text, `Write: advert_int ${value}`)
  return { ...given, value }
}
