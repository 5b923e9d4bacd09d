import type { Hearing } from '../arp/answer.ts'
import type { ArpingRequest } from '../arp/arping.ts'
import type { Neighbour } from '../host/neighbour.ts'
import { type Arping, askArp, askNdisc, findArping } from '../probe/arp.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readNeighbours } from '../probe/neighbours.ts'
import type { Outcome } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { ConflictOptions } from './options.ts'

/** Asks a network who holds an address. */
export interface Asker {
  /** With requests of our own, all answers. */
  ask(request: ArpingRequest): Promise<Outcome<Hearing>>
  /** By one ping, before which the kernel asks by itself and keeps the first answer: needs no right. */
  byKernel(
    address: string,
    device: string,
  ): Promise<{ readonly answered: boolean; readonly entry?: Neighbour }>
}

export function makeAsker(options: ConflictOptions, probes: Probes, deadline: Deadline): Asker {
  let known: Promise<Outcome<Arping>> | undefined
  const askFour = async (request: ArpingRequest) => {
    known ??= findArping(options.arping, probes, deadline)
    const arping = await known
    return arping.ok ? askArp(arping.value, request, probes, deadline) : arping
  }
  return {
    ask: request =>
      request.address.includes(':') ? askNdisc(options.ndisc6, request, probes, deadline) : askFour(request),
    byKernel: async (address, device) => {
      const reply = await probes.ping(
        { target: address, packets: 1, interval: 1, seconds: 1, size: 56, source: device },
        deadline,
      )
      const table = await readNeighbours(probes, deadline)
      const entry = table.ok
        ? table.value.find(each => each.address === address && each.device === device)
        : undefined
      return {
        answered: reply.ok && reply.value.received > 0,
        ...(entry === undefined ? {} : { entry }),
      }
    },
  }
}
