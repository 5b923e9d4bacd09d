import { type Interface, isLoopback, isRunning } from '../host/interface.ts'
import { parseNetDev } from '../host/parse-net-dev.ts'
import type { Deadline } from '../probe/deadline.ts'
import { readInterfaces } from '../probe/iproute.ts'
import { readLocalAddresses } from '../probe/local-addresses.ts'
import { type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import { readSettled } from '../probe/second-look.ts'
import type {
  DirectServer,
  Holding,
  InterfaceFacts,
  NetworkFacts,
  WantedFacts,
  WantedInstance,
} from './facts.ts'
import { isUnsettled } from './instances.ts'
import { findOffLink } from './off-link.ts'

/** Until all addresses of a failover are in their places. */
const settling = 1_000

/**
 * Where the VIPs are. When some of an instance or of a sync group are here and some are not they are looked at again a
 * second later: with hundreds of them a failover takes a moment.
 * @param pid a process in the network namespace of keepalived, where that is not our own
 */
export async function gatherNetwork(
  { instances, groups = [], directServers = [] }: Pick<WantedFacts, 'instances' | 'groups' | 'directServers'>,
  pid: number | undefined,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<NetworkFacts>> {
  const read = () =>
    pid === undefined
      ? readOwn(instances, directServers, probes, deadline)
      : readOther(instances, pid, probes)
  return readSettled(
    read,
    first => first.ok && isUnsettled(instances, groups, first.value.holdings),
    settling,
    deadline,
  )
}

async function readOwn(
  instances: readonly WantedInstance[],
  servers: readonly DirectServer[],
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<NetworkFacts>> {
  const found = await readInterfaces(probes, deadline)
  if (!found.ok) return found
  const vips = addressesOf(instances)
  const names = interfacesOf(instances)
  const holdings = found.value.flatMap(each =>
    each.addresses
      .filter(({ address }) => vips.has(address))
      .map(({ address, prefix, dadFailed }): Holding => {
        const quiet = isLoopback(each) || each.kind === 'dummy'
        return { address, interface: each.name, prefix, quiet, dadFailed }
      }),
  )
  const interfaces = found.value.filter(({ name }) => names.has(name)).map(toFacts)
  const offLink = await findOffLink(servers, found.value, probes, deadline)
  return success({ from: 'ip address', holdings, interfaces, ...(offLink.length === 0 ? {} : { offLink }) })
}

function toFacts(found: Interface): InterfaceFacts {
  const isUp = found.flags.includes('UP')
  return { name: found.name, state: isRunning(found) ? 'up' : isUp ? 'no-carrier' : 'down' }
}

/** Another network namespace shows its addresses and the names of its interfaces, and not what is up. */
async function readOther(
  instances: readonly WantedInstance[],
  pid: number,
  probes: Probes,
): Promise<Outcome<NetworkFacts>> {
  const net = `/proc/${pid}/net`
  const addresses = await readLocalAddresses(net, probes)
  if (!addresses.ok) return addresses
  const devices = await probes.readFile(`${net}/dev`, 16 * 1024 * 1024)
  if (!devices.ok) return devices
  const there = [...parseNetDev(devices.value.toString('latin1'))]
  const [vips, names] = [addressesOf(instances), interfacesOf(instances)]
  return success({
    from: net,
    holdings: addresses.value
      .filter(address => vips.has(address))
      .map(address => ({ address, interface: undefined, prefix: undefined, quiet: false, dadFailed: false })),
    interfaces: there.filter(name => names.has(name)).map(name => ({ name, state: 'unknown' })),
  })
}

function addressesOf(instances: readonly WantedInstance[]): ReadonlySet<string> {
  return new Set(instances.flatMap(({ vips }) => vips.map(({ address }) => address)))
}

function interfacesOf(instances: readonly WantedInstance[]): ReadonlySet<string> {
  return new Set(instances.flatMap(({ interface: name }) => (name === undefined ? [] : [name])))
}
