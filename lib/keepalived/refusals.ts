import type { Keyword } from './keyword.ts'

/** Functions that refuse a block, by its path: `vrrp_instance`, `virtual_server/real_server`. */
export type Refusals = Readonly<Record<string, NonNullable<Keyword['refuse']>>>

/** All of them. What is imported here may not import keywords/root.ts, which puts them into the tables. */
export const refusals: Refusals = {}
