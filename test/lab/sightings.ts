import type { Seen } from './fault.ts'
import { directors } from './network.ts'

/** What is said of the tables of both directors alike, as each runs health checks of its own. */
export function inBothTables(seen: Omit<Seen, 'by'>): readonly Seen[] {
  // Of a real server with several services the health check of one fails first: it may be the one that is only inhibited.
  const earlier = seen.rule === 'real-server-missing' ? ['real-server-inhibited'] : []
  return directors.map(name => ({
    by: `drift ${name}`,
    ...seen,
    before: [...(seen.before ?? []), ...earlier],
  }))
}

/** What keepalived of d1 has logged of braces that do not match, once it has loaded them. */
export const bracesLogged: Seen = {
  by: 'director d1',
  rule: 'log-errors',
  state: 'CRITICAL',
  names: ['the braces of the configuration that was loaded do not match'],
  within: 5,
}
