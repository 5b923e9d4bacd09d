import { commonOptions, validateCommon } from '../cli/common.ts'
import { parseOptions } from '../cli/parse.ts'
import { modeOf, optionWordsOf } from '../objects/call.ts'
import { advise } from '../text/nearest.ts'
import { type Checks, checkOf } from './checks.ts'
import { type Plan, PlanError } from './plan.ts'
import type { Site } from './site.ts'

/**
 * Holds every call of a plan to the option table of its check, so that no monitoring system learns of a mistake in the site file.
 * @throws PlanError that names the host, the service and the option
 */
export function validatePlan(plan: Plan, site: Site, checks: Checks): void {
  const stranger = Object.keys(site.options).find(each => !checks.has(each))
  if (stranger !== undefined)
    throw new PlanError(`options: there is no check ${stranger}, ${advise(stranger, [...checks.keys()])}`)
  const calls = [
    ...plan.hosts.map(({ name, call }) => ({ what: `the host check of ${name}`, call })),
    ...plan.services.flatMap(each =>
      each.kind === 'call' ? [{ what: `${each.name} of ${each.host}`, call: each.call }] : [],
    ),
  ]
  for (const { what, call } of calls) {
    const check = checkOf(call, checks)
    const mode = modeOf(check, call.mode)
    const table = { ...commonOptions, ...mode.options }
    const unknown = Object.keys(call.options).find(name => !Object.hasOwn(table, name))
    if (unknown !== undefined)
      throw new PlanError(
        `${what}: ${call.check} has no option ${unknown}, ${advise(unknown, Object.keys(table))}`,
      )
    const parsed = parseOptions(table, optionWordsOf(call, check), mode.positional)
    const problem = parsed.ok
      ? (validateCommon(parsed.values) ?? mode.validate?.(parsed.values))
      : parsed.problem
    if (problem !== undefined) throw new PlanError(`${what}: ${problem}`)
  }
}
