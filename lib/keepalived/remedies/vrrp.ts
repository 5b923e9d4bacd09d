import type { Remedies } from '../../runtime/remedy.ts'
import type { vrrpRules } from '../rules/vrrp.ts'
import { addressRemedies } from './vrrp/address.ts'
import { instanceRemedies } from './vrrp/instance.ts'
import { trackRemedies } from './vrrp/track.ts'

/** What to do about the blocks of keepalived's VRRP process. */
export const vrrpRemedies = {
  ...instanceRemedies,
  ...addressRemedies,
  ...trackRemedies,
} as const satisfies Remedies<typeof vrrpRules>
