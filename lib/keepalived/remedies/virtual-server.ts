import type { Remedies } from '../../runtime/remedy.ts'
import type { virtualServerRules } from '../rules/virtual-server.ts'
import { checkerRemedies } from './virtual-server/checker.ts'
import { groupRemedies } from './virtual-server/group.ts'
import { realServerRemedies } from './virtual-server/real-server.ts'
import { serviceRemedies } from './virtual-server/service.ts'

/** What to do about virtual servers, their groups, real servers and checks. */
export const virtualServerRemedies = {
  ...serviceRemedies,
  ...groupRemedies,
  ...realServerRemedies,
  ...checkerRemedies,
} as const satisfies Remedies<typeof virtualServerRules>
