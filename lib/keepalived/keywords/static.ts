import type { RootKeywords } from '../keyword.ts'
import { block, values } from './shape.ts'

/** Addresses, routes and rules that are always there, and the groups that track them: vrrp_parser.c. */
export const staticKeywords: RootKeywords = {
  track_group: { ...block({ group: values }), processes: ['vrrp'] },
  static_ipaddress: { ...values, processes: ['vrrp'] },
  static_routes: { ...values, processes: ['vrrp'] },
  static_rules: { ...values, processes: ['vrrp'] },
}
