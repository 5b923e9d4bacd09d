import type { Plan } from '../../cluster/plan.ts'
import { type Finding, group, hintOf, state } from '../../core/finding.ts'
import { count } from '../../core/text.ts'
import type { Deadline } from '../../probe/deadline.ts'
import type { Publication, Report } from '../publish/publication.ts'
import { inspect, publish } from '../publish/publish.ts'

/** Whether the folder holds what the configuration says; nothing is written. */
export function tellInspection(publication: Publication, plan: Plan, replace: boolean): Finding {
  const { written, removed, unchanged, refused } = inspect(publication, { replace })
  const { folder } = publication
  const wrong = [
    ...refused.map(({ text, hint }) =>
      state('WARNING', withoutStop(text), { rule: 'not-ours', ...hintOf({ hint }) }),
    ),
    ...written.map(path =>
      state('WARNING', `${folder}/${path} is not what the configuration of ${publication.cluster} says now`, {
        rule: 'out-of-date',
        hint: 'Make it anew: the same command without --check',
      }),
    ),
    ...removed.map(path =>
      state('WARNING', `${folder}/${path} is of something that the configuration has no more`, {
        rule: 'left-over',
        hint: 'Have it removed: the same command without --check',
      }),
    ),
  ]
  if (wrong.length > 0) return group(`${folder} is not what the configuration says`, wrong)
  return state(
    'OK',
    `${count(unchanged.length, 'file')} in ${folder} ${unchanged.length === 1 ? 'is' : 'are'} what the configuration says: ${describePlan(plan)}`,
  )
}

/** Writes, and says what was done. */
export async function tellPublication(
  publication: Publication,
  plan: Plan,
  settings: { readonly verify: boolean; readonly replace: boolean },
  deadline: Deadline,
): Promise<Finding> {
  const report = await publish(publication, deadline, settings)
  const [first, ...others] = report.refused.map(({ text, hint, details }) =>
    state('UNKNOWN', withoutStop(text), { ...hintOf({ hint }), details: details ?? [] }),
  )
  if (first !== undefined)
    return others.length === 0 ? first : group('nothing was written', [first, ...others])
  return state('OK', `${describeWork(report, publication.folder)}: ${describePlan(plan)}`, {
    details: [
      ...report.written.map(path => `written: ${path}`),
      ...report.removed.map(path => `removed: ${path}`),
      ...describeVerification(report),
      ...report.remarks,
      ...plan.remarks,
    ],
  })
}

function describeWork({ written, removed, unchanged }: Report, folder: string): string {
  const gone = removed.length === 0 ? '' : `, ${removed.length} removed`
  if (written.length + removed.length === 0)
    return `nothing is to be changed, ${count(unchanged.length, 'file')} in ${folder} ${unchanged.length === 1 ? 'is' : 'are'} as the configuration says`
  return `${count(written.length, 'file')} written to ${folder}${gone}, ${unchanged.length} unchanged`
}

function describeVerification({ verification }: Report): string[] {
  if (verification.kind === 'verified') return [`verified with everything else: ${verification.by}`]
  if (verification.kind === 'unasked') return []
  return [
    `not verified: ${verification.text}`,
    ...(verification.hint === undefined ? [] : [`hint: ${verification.hint}`]),
  ]
}

function describePlan({ hosts, services, cluster }: Plan): string {
  const of = (kind: (typeof hosts)[number]['kind']) => hosts.filter(each => each.kind === kind).length
  return `${cluster} has ${count(of('director'), 'director')}, ${count(of('real server'), 'real server')} and ${count(of('VIP'), 'VIP')}, with ${count(services.length, 'service')}`
}

/** Sentences of ours on a first line have no full stop. */
function withoutStop(text: string): string {
  return text.replace(/\.$/, '')
}
