import type { Call } from '../objects/call.ts'
import type { Check } from '../runtime/check.ts'
import { PlanError } from './plan.ts'

/** All checks by name. */
export type Checks = ReadonlyMap<string, Check>

/** @throws PlanError for a call of a check that does not exist */
export function checkOf(call: Call, checks: Checks): Check {
  const check = checks.get(call.check)
  if (check === undefined) throw new PlanError(`there is no check ${call.check}`)
  return check
}
