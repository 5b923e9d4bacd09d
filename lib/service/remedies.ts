import type { Remedies } from '../runtime/remedy.ts'
import { answerRemedies } from './remedies/answer.ts'
import { connectionRemedies } from './remedies/connection.ts'
import type { serviceRules } from './rules.ts'

/** From each alarm of check_vip_service to its remedy. */
export const serviceRemedies = {
  ...connectionRemedies,
  ...answerRemedies,
} as const satisfies Remedies<typeof serviceRules>
