import type { Hearing } from '../arp/answer.ts'
import type { ArpingRequest } from '../arp/arping.ts'
import { type Arping, askArp, askNdisc, findArping } from '../probe/arp.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readNeighbours } from '../probe/neighbours.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { VipFacts } from './facts.ts'
import type { ConflictOptions } from './options.ts'

/** Requests for one address, by the program of its family. */
export type Asker = (family: 4 | 6, request: ArpingRequest) => Promise<Outcome<Hearing>>

/** Which arping it is is asked once, however many VIPs there are, and only where there is one of IPv4. */
export function makeAsker(
  { arping, ndisc6 }: Pick<ConflictOptions, 'arping' | 'ndisc6'>,
  probes: Probes,
  deadline: Deadline,
): { readonly ask: Asker; findProgram(): Promise<unknown> } {
  let found: Promise<Outcome<Arping>> | undefined
  const findProgram = () => {
    found ??= findArping(arping, probes, deadline)
    return found
  }
  const ask: Asker = async (family, request) => {
    if (family === 6) return askNdisc(ndisc6, request, probes, deadline)
    const which = await findProgram()
    return which.ok ? askArp(which.value, request, probes, deadline) : which
  }
  return { ask, findProgram }
}

/** Longer than the three seconds after which the kernel gives up. */
const patience = 4

/** What the kernel finds out when it is made to ask for itself: one ping, and its neighbour entry afterwards. */
export async function wakeNeighbour(
  vip: string,
  family: 4 | 6,
  device: string,
  probes: Probes,
  deadline: Deadline,
): Promise<NonNullable<VipFacts['instead']>> {
  const request = { target: vip, family, packets: 1, interval: 1, seconds: patience, size: 56 }
  const reply = await probes.ping(request, deadline)
  const after = await readNeighbours(probes, deadline)
  const entry = after.ok
    ? after.value.find(each => each.address === vip && each.device === device)
    : undefined
  const answered = reply.ok && reply.value.received > 0
  return { answered, ...(entry === undefined ? {} : { entry }) }
}
