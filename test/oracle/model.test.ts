import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { parseTable } from '../../lib/ipvs/parse-table.ts'
import type {
  Checker,
  Model,
  RealServer,
  Target,
  VirtualServer,
  VrrpInstance,
} from '../../lib/keepalived/model.ts'
import { granularityOf, servicesOf } from '../../lib/keepalived/services.ts'
import { formatEndpoint } from '../../lib/net/endpoint.ts'
import { formatService } from '../../lib/net/service.ts'
import {
  type DumpedChecker,
  type DumpedInstance,
  type DumpedRealServer,
  type DumpedServer,
  readCheckDump,
  readVrrpDump,
} from './dump.ts'
import { readOurs } from './ours.ts'

const fixtures = fileURLToPath(new URL('../fixtures/keepalived/', import.meta.url))

function modelOf(name: string): Model {
  return readOurs(join(fixtures, 'valid'), `${name}.conf`).config.model
}

/** What keepalived itself held while it ran with a configuration; undefined where that process did not run. */
function dumpOf(name: string, file: 'check.data' | 'vrrp.data'): string | undefined {
  const path = join(fixtures, 'dumps', name, file)
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined
}

// What our model says, in the words of the dump.

function toServer(server: VirtualServer): DumpedServer {
  const { name, targets, persistence, sorryServer } = server
  const isGroup = name.startsWith('group ')
  return {
    name,
    entries: isGroup ? targets.map(toEntry) : [],
    // Of packets with a mark keepalived knows no protocol.
    protocol: targets.some(({ kind }) => kind === 'fwmark') && !isGroup ? 'none' : server.protocol,
    scheduler: server.scheduler,
    flags: server.flags.toSorted(),
    method: server.method,
    onePacket: server.onePacket,
    persistence: persistence?.timeout ?? 0,
    granularity: persistence === undefined ? undefined : toGranularity(persistence.granularity, targets),
    quorum: server.quorum,
    hysteresis: server.hysteresis,
    haSuspend: server.haSuspend,
    sorryServer: sorryServer === undefined ? undefined : `${sorryServer.address} ${sorryServer.port}`,
    realServers: server.realServers.map(each => toRealServer(each, server)),
  }
}

function toEntry(target: Target): string {
  if (target.kind === 'fwmark') return `fwmark ${target.fwmark}`
  const { first, last, port } = target
  return `${first === last ? first : `${first}-${last}`} ${port}`
}

/** A mask of all is not written: it is what there is without one. */
function toGranularity(bits: number, targets: readonly Target[]): string | undefined {
  if (targets.some(({ family }) => family === 6)) return bits === 128 ? undefined : String(bits)
  if (bits === 32) return undefined
  const mask = (0xffffffff << (32 - bits)) >>> 0
  return [24, 16, 8, 0].map(shift => (mask >>> shift) & 255).join('.')
}

function toRealServer(each: RealServer, { targets }: VirtualServer): DumpedRealServer {
  const { address, method, weight, inhibitOnFailure, upper, lower, checkers } = each
  // A group leaves the port to each of its entries; keepalived then writes the one of the configuration.
  const port = each.port ?? (targets.length > 0 ? 0 : undefined)
  return {
    name: `${address} ${port}`,
    method,
    weight,
    inhibitOnFailure,
    upper,
    lower,
    checkers: checkers.map(toChecker).toSorted(byType),
  }
}

function toChecker(checker: Checker): DumpedChecker {
  const { type, address, port, timeout, delayLoop, warmup, retry, delayBeforeRetry, alpha } = checker
  const connects = address === undefined ? undefined : `${address} ${port}`
  return { type, connects, timeout, delayLoop, warmup, retry, delayBeforeRetry, alpha }
}

function byType(a: DumpedChecker, b: DumpedChecker): number {
  return a.type < b.type ? -1 : a.type > b.type ? 1 : 0
}

function toInstance(instance: VrrpInstance): DumpedInstance {
  const { name, authentication, vips } = instance
  const address = (each: (typeof vips)[number]) => `${each.address}/${each.prefix} ${each.device ?? ''}`
  return {
    name,
    version: instance.version.value,
    state: instance.state.value,
    interface: instance.interface?.value ?? '',
    routerId: instance.routerId?.value ?? 0,
    priority: instance.priority.value,
    advertInterval: instance.advertInterval.value,
    authentication: { PASS: 'SIMPLE_PASSWORD', AH: 'IPSEC_AH', none: undefined }[
      authentication?.type ?? 'none'
    ],
    preempt: instance.nopreempt === undefined,
    accept: instance.drops === undefined,
    useVmac: instance.useVmac,
    vips: vips.filter(({ excluded }) => !excluded).map(address),
    excludedVips: vips.filter(({ excluded }) => excluded).map(address),
    unicastPeers: instance.unicastPeers.map(({ value }) => value),
    trackScripts: instance.trackScripts.map(({ value }) => value),
    trackInterfaces: instance.trackInterfaces.map(({ value }) => value),
  }
}

describe('our model is what keepalived holds when it runs', () => {
  test.each(['dr-pair', 'nat-groups', 'ipv6', 'checkers', 'includes'])('%s: virtual servers', name => {
    const dumped = readCheckDump(dumpOf(name, 'check.data') ?? '').map(server => ({
      ...server,
      flags: server.flags.toSorted(),
      realServers: server.realServers.map(each => ({ ...each, checkers: each.checkers.toSorted(byType) })),
    }))
    expect(dumped).not.toEqual([])
    expect(modelOf(name).virtualServers.map(toServer)).toEqual(dumped)
  })

  test.each(['dr-pair', 'ipv6', 'vrrp', 'includes'])('%s: instances and sync groups', name => {
    const dumped = readVrrpDump(dumpOf(name, 'vrrp.data') ?? '')
    const model = modelOf(name)
    expect(dumped.instances).not.toEqual([])
    expect(model.instances.map(toInstance)).toEqual(dumped.instances)
    expect(
      model.syncGroups.map(group => ({ name: group.name, members: group.members.map(({ value }) => value) })),
    ).toEqual(dumped.syncGroups)
  })

  test.each(['nat-groups', 'checkers'])('%s: without instances there is no VRRP process', name => {
    expect(dumpOf(name, 'vrrp.data')).toBeUndefined()
    expect(modelOf(name).instances).toEqual([])
  })

  test('vrrp: without virtual servers there is no checker process', () => {
    expect(dumpOf('vrrp', 'check.data')).toBeUndefined()
    expect(modelOf('vrrp').virtualServers).toEqual([])
  })
})

describe('the kernel has what our model asks for', () => {
  test.each(['dr-pair', 'nat-groups', 'ipv6', 'checkers', 'includes'])('%s', name => {
    const text = readFileSync(join(fixtures, 'dumps', name, 'save.txt'), 'utf8')
    const { table, problems } = parseTable(text, { source: 'save' })
    expect(problems).toEqual([])
    const wanted = new Map<string, unknown>()
    const servers = new Set<string>()
    for (const server of modelOf(name).virtualServers) {
      for (const service of servicesOf(server)) {
        const key = formatService(service)
        const { scheduler, flags, onePacket, persistence } = server
        const granularity = granularityOf(server, service)
        wanted.set(key, {
          scheduler,
          flags: flags.toSorted(),
          onePacket,
          persistence: persistence && { timeout: persistence.timeout, granularity },
        })
        const port = service.kind === 'address' ? service.port : 0
        for (const each of server.realServers) {
          const endpoint = formatEndpoint(each.address, each.port ?? port)
          servers.add(`${key} ${endpoint} ${each.method} ${each.weight}`)
        }
        const { sorryServer: sorry } = server
        // Inhibited, it is in the table with weight 0 from the beginning.
        if (sorry?.inhibit) servers.add(`${key} ${formatEndpoint(sorry.address, port)} ${sorry.method} 0`)
      }
    }
    const found = [...(table?.services ?? [])].map(([key, service]) => {
      const { scheduler, flags = [], onePacket, persistence } = service
      return [key, { scheduler, flags: flags.toSorted(), onePacket, persistence }] as const
    })
    expect(new Map(found)).toEqual(wanted)
    const strange = [...(table?.services ?? [])].flatMap(([key, service]) =>
      service.servers
        .map(each => `${key} ${formatEndpoint(each.address, each.port)} ${each.forward} ${each.weight}`)
        .filter(each => !servers.has(each)),
    )
    expect(strange).toEqual([])
  })
})
