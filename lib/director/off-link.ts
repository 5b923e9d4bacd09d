import type { Interface } from '../host/interface.ts'
import type { VirtualServer } from '../keepalived/model.ts'
import { networkOf } from '../net/subnet.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readRoute } from '../probe/iproute.ts'
import type { Probes } from '../probe/probes.ts'
import type { DirectServer, OffLink } from './facts.ts'

/** Real servers and sorry servers that are forwarded to by DR, each address once, with the first virtual server that has it. */
export function listDirectServers(virtualServers: readonly VirtualServer[]): DirectServer[] {
  const found = new Map<string, DirectServer>()
  for (const { name, realServers, sorryServer } of virtualServers) {
    for (const { method, address } of [...realServers, ...(sorryServer === undefined ? [] : [sorryServer])]) {
      if (method === 'DR' && !found.has(address)) found.set(address, { address, of: name })
    }
  }
  return [...found.values()]
}

/** So many are asked for: where a network is the wrong one, those of it say the same. */
const most = 8

/**
 * Which of them lie behind a router. With DR the kernel sends to the MAC of the next hop what is still addressed to the
 * VIP (ip_vs_dr_xmit() of Linux's ip_vs_xmit.c), and a router sends that back. What is in the network of an interface is
 * on its link; the kernel is asked for the others alone.
 */
export async function findOffLink(
  servers: readonly DirectServer[],
  interfaces: readonly Interface[],
  probes: Probes,
  deadline: Deadline,
): Promise<OffLink[]> {
  const networks = new Set<string | undefined>()
  const prefixes = new Set<number>()
  for (const { address, prefix } of interfaces.flatMap(each => each.addresses)) {
    networks.add(networkOf(address, prefix))
    prefixes.add(prefix)
  }
  const isNear = (address: string) => [...prefixes].some(prefix => networks.has(networkOf(address, prefix)))
  const far = servers.filter(({ address }) => !isNear(address)).slice(0, most)
  const found = await Promise.all(far.map(server => lookAt(server, probes, deadline)))
  return found.flatMap(each => each ?? []).toSorted((one, other) => Number(other.seen) - Number(one.seen))
}

/** undefined for what is on the link after all. Where there is no way at all its health check fails, and drift tells. */
async function lookAt(
  server: DirectServer,
  probes: Probes,
  deadline: Deadline,
): Promise<OffLink | undefined> {
  const route = await readRoute(server.address, probes, deadline)
  if (!route.ok || route.value.gateway === undefined) return undefined
  // What a router would have to pass on it drops; a next hop that is the real server itself answers.
  const request = { target: server.address, packets: 1, interval: 1, seconds: 1, size: 56, ttl: 1 }
  const ping = await probes.ping(request, deadline)
  if (ping.ok && ping.value.received > 0) return undefined
  const seen = ping.ok && ping.value.notices.some(({ text }) => /exceeded|hop limit/i.test(text))
  return { ...server, gateway: route.value.gateway, seen }
}
