import type { Model, VrrpInstance } from '../keepalived/model.ts'
import { readModel } from '../probe/config-model.ts'
import type { Deadline } from '../probe/deadline.ts'
import { type Failure, failure, type Outcome, success } from '../probe/outcome.ts'
import type { Probes } from '../probe/probes.ts'
import type { InstanceFacts } from './facts.ts'
import type { NamedHost } from './kind.ts'
import { type ConflictOptions, familyOf } from './options.ts'

/** Whom to ask for, and who may answer, before anybody was asked. */
export interface Wanted {
  readonly vips: readonly string[]
  readonly instances: readonly InstanceFacts[]
  readonly others: readonly { readonly file: string; readonly instances: Outcome<readonly InstanceFacts[]> }[]
  readonly directors: readonly NamedHost[]
  readonly realservers: readonly NamedHost[]
  readonly peerProblem?: Failure
}

/** Hosts of one role that are looked up; more are left to the neighbour table. */
const hostLimit = 200

/** Options and keepalived.conf as one. */
export async function listWanted(
  options: ConflictOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Outcome<Wanted>> {
  const { hostname, config, director, realserver, peer } = options
  if (config === undefined) {
    return success({
      vips: hostname,
      instances: [],
      others: [],
      directors: director,
      realservers: realserver,
    })
  }
  const read = (path: string, id?: string) => readModel(path, id, probes, deadline)
  const [own, other, neighbours] = await Promise.all([
    read(config, options['config-id']),
    peer === undefined ? undefined : read(peer),
    Promise.all(options.neighbour.map(async file => ({ file, model: await read(file) }))),
  ])
  if (!own.ok) return own
  const family = familyOf(options)
  const instances = own.value.instances.flatMap(listInstance)
  const ofFile = own.value.instances.flatMap(({ vips }) =>
    vips.filter(each => family === undefined || each.family === family).map(({ address }) => address),
  )
  const vips = [...new Set([...hostname, ...ofFile])]
  if (vips.length === 0) {
    const kind = family === undefined ? '' : ` of IPv${family}`
    return failure(
      'missing',
      `${config} has no VIP${kind}`,
      `See what keepalived makes of it: check_keepalived_config --copy ${config}`,
    )
  }
  const models = [own.value, ...(other?.ok === true ? [other.value] : [])]
  return success({
    vips,
    instances,
    others: neighbours.map(({ file, model }) => ({
      file,
      instances: model.ok ? success(model.value.instances.flatMap(listInstance)) : model,
    })),
    directors: mergeHosts(director, models.flatMap(namedDirectors), models.flatMap(peersOf)),
    realservers: mergeHosts(realserver, realServersOf(own.value)),
    ...(other?.ok === false ? { peerProblem: other } : {}),
  })
}

/** An instance without a VRID is none. */
function listInstance(instance: VrrpInstance): InstanceFacts[] {
  const { name, vips, routerId } = instance
  const advertised = vips.filter(({ excluded }) => !excluded)
  const family = advertised[0]?.family ?? vips[0]?.family
  if (routerId === undefined || family === undefined) return []
  return [
    {
      name,
      interface: instance.interface?.value,
      family,
      vrid: routerId.value,
      interval: instance.advertInterval.value,
      unicast: instance.unicastPeers.length > 0,
      group: instance.multicastGroup,
      vips: advertised.map(({ address, prefix }) => ({ address, prefix })),
      excluded: vips.filter(({ excluded }) => excluded).map(({ address }) => address),
    },
  ]
}

/** The director whose file it is, by its router_id. */
function namedDirectors({ global, instances }: Model): NamedHost[] {
  return instances.flatMap(({ unicastSource }) => {
    const address = unicastSource?.value
    return address === undefined ? [] : [{ name: global.routerId?.value ?? address, address }]
  })
}

function peersOf({ instances }: Model): NamedHost[] {
  return instances
    .flatMap(({ unicastPeers }) => unicastPeers)
    .map(({ value }) => ({ name: value, address: value }))
}

function realServersOf({ virtualServers }: Model): NamedHost[] {
  return virtualServers
    .flatMap(({ realServers }) => realServers)
    .map(({ address }) => ({ name: address, address }))
}

/** Who has a name already keeps it. */
function mergeHosts(...lists: readonly (readonly NamedHost[])[]): NamedHost[] {
  const seen = new Set<string>()
  const isNew = ({ address, mac }: NamedHost) => {
    const key = address ?? mac ?? ''
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }
  return lists.flat().filter(isNew).slice(0, hostLimit)
}
