import type { Remedies } from '../runtime/remedy.ts'
import { differenceRemedies } from './remedies/differences.ts'
import { serviceRemedies } from './remedies/services.ts'
import type { driftRules } from './rules.ts'

/** From each alarm of check_ipvs_drift to its remedy. */
export const driftRemedies = {
  ...serviceRemedies,
  ...differenceRemedies,
} as const satisfies Remedies<typeof driftRules>
