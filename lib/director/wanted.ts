import type { Model, VirtualServer } from '../keepalived/model.ts'
import type { ConfigFiles } from '../probe/config-files.ts'
import type { Probes } from '../probe/probes.ts'
import type { WantedFacts } from './facts.ts'
import { listDirectServers } from './off-link.ts'

/** What of the configuration concerns this host as a director, without passwords and scripts. */
export async function readWanted(configFiles: ConfigFiles, probes: Probes): Promise<WantedFacts> {
  const { sources, configId } = configFiles
  const { readConfig } = await import('../keepalived/read.ts')
  const { model, parsed } = readConfig(sources, { configId })
  const files = [...sources.main, ...[...sources.includes.values()].flat()]
  const paths = new Set(files.filter(({ status }) => status === 'read').map(({ path }) => path))
  const { netNamespace, ipvsNamespace } = model.global
  return {
    configId,
    conditional: parsed.conditions.size > 0,
    newest: await findNewest([...paths], probes),
    instances: model.instances.map(({ name, interface: device, vips }) => ({
      name,
      interface: device?.value,
      vips: vips.map(each => ({ address: each.address, device: each.device, prefix: each.prefix })),
    })),
    groups: model.syncGroups.map(({ name, members }) => ({
      name,
      members: members.map(({ value }) => value),
    })),
    syncDaemon: readSyncDaemon(model),
    netNamespace,
    ipvsNamespace,
    virtualServers: model.virtualServers.length,
    lingering: model.virtualServers.flatMap(listLingering),
    directServers: listDirectServers(model.virtualServers),
    natServers: { 4: countNat(model.virtualServers, 4), 6: countNat(model.virtualServers, 6) },
  }
}

async function findNewest(paths: readonly string[], probes: Probes): Promise<WantedFacts['newest']> {
  let newest: WantedFacts['newest']
  for (const path of paths) {
    const about = await probes.describeFile(path)
    if (about.ok && about.value.modified > (newest?.modified ?? 0)) {
      newest = { path, modified: about.value.modified }
    }
  }
  return newest
}

/** Without an id keepalived takes the virtual_router_id of the instance. */
function readSyncDaemon({ global, instances }: Model): WantedFacts['syncDaemon'] {
  const daemon = global.syncDaemon?.value
  if (daemon === undefined) return undefined
  const leading = instances.find(({ name }) => name === daemon.instance) ?? instances[0]
  return { ...daemon, id: daemon.id ?? leading?.routerId?.value }
}

/** Their real servers get weight 0 when they fail, and clients that they know go on to them. */
function listLingering({ name, persistence, realServers }: VirtualServer) {
  const isConcerned = persistence !== undefined && realServers.some(each => each.inhibitOnFailure)
  return isConcerned ? [{ name, seconds: persistence.timeout }] : []
}

function countNat(servers: readonly VirtualServer[], family: 4 | 6): number {
  return servers.reduce((sum, { targets, realServers }) => {
    if (!targets.some(target => target.family === family)) return sum
    return sum + realServers.filter(real => real.method === 'NAT' && real.family === family).length
  }, 0)
}
