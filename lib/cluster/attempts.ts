import type { PlanService } from './plan.ts'
import type { Site } from './site.ts'

/**
 * Checks that have to fail for an alarm of a service; undefined where it is that of the template. An agent alarms a check earlier
 * and what it runs a check later: so it is known that the agent is gone before anything that hangs on it is certain.
 */
export function attemptsOf(service: PlanService, { check }: Site): number | undefined {
  if (service.kind === 'agent') return Math.max(1, check.attempts - 1)
  return service.command === undefined ? undefined : check.attempts + 1
}
