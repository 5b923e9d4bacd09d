import type { Remedies } from '../runtime/remedy.ts'
import { askingRemedies } from './remedies/asking.ts'
import { holderRemedies } from './remedies/holders.ts'
import { moveRemedies } from './remedies/moves.ts'
import type { conflictRules } from './rules.ts'

/** From each alarm of check_vip_conflict to its remedy. */
export const conflictRemedies = {
  ...holderRemedies,
  ...moveRemedies,
  ...askingRemedies,
} as const satisfies Remedies<typeof conflictRules>
