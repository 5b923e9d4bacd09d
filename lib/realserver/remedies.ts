import type { Remedies } from '../runtime/remedy.ts'
import { hostRemedies } from './remedies/host.ts'
import { readingRemedies } from './remedies/reading.ts'
import { remoteRemedies } from './remedies/remote.ts'
import { vipRemedies } from './remedies/vips.ts'
import type { realServerRules } from './rules.ts'

/** From each alarm of check_lvs_realserver to its remedy. */
export const realServerRemedies = {
  ...vipRemedies,
  ...hostRemedies,
  ...readingRemedies,
  ...remoteRemedies,
} as const satisfies Remedies<typeof realServerRules>
