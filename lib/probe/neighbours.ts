import { type Neighbour, parseNeighbours } from '../host/neighbour.ts'
import type { Deadline } from './deadline.ts'
import { askIp } from './iproute.ts'
import type { Outcome } from './outcome.ts'
import type { Probes } from './probes.ts'

/** What this host takes for the MACs of others, of both families. Needs no privilege, and asks nobody. */
export async function readNeighbours(
  probes: Pick<Probes, 'command'>,
  deadline: Deadline,
): Promise<Outcome<readonly Neighbour[]>> {
  return askIp(['-j', 'neigh', 'show'], parseNeighbours, probes, deadline)
}
