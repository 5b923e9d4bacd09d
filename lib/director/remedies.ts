import type { Remedies } from '../runtime/remedy.ts'
import { instanceRemedies } from './remedies/instances.ts'
import { ipvsRemedies } from './remedies/ipvs.ts'
import { processRemedies } from './remedies/processes.ts'
import { readingRemedies } from './remedies/reading.ts'
import type { directorRules } from './rules.ts'

/** From each alarm of check_lvs_director to its remedy. */
export const directorRemedies = {
  ...processRemedies,
  ...instanceRemedies,
  ...ipvsRemedies,
  ...readingRemedies,
} as const satisfies Remedies<typeof directorRules>
