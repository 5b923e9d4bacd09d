import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type CertificateRequest, type Identity, makeIdentity } from '../support/certificate.ts'
import type { TemporaryFolder } from '../support/temporary.ts'

/** Who signs the certificates of a cluster's Icinga nodes: made in milliseconds, where Icinga's own takes seconds. */
export function makeAuthority(): Identity {
  return makeIdentity({ name: 'Icinga CA', from: -1, until: 30, isAuthority: true })
}

export interface IcingaNode {
  /** NodeName, and the name of its certificate. */
  readonly name: string
  readonly address: string
  readonly port: number
  /** `zones.conf`: its endpoints and zones, and those of others. */
  readonly zones: string
  readonly plugins: string
  readonly authority: Identity
}

/** Writes the configuration of a node and answers the words that `icinga2 daemon` needs to live in this folder. */
export function writeNode(folder: TemporaryFolder, node: IcingaNode, alarmProgram: string): string[] {
  const folders = ['data/certs', 'log', 'cache', 'spool', 'run', 'etc/conf.d', 'etc/zones.d']
  for (const name of folders) mkdirSync(join(folder.path, name), { recursive: true })
  const request: CertificateRequest = { name: node.name, names: [node.name], from: -1, until: 30 }
  const { cert, key } = makeIdentity({ ...request, issuer: node.authority })
  folder.write('data/certs/ca.crt', node.authority.cert)
  folder.write(`data/certs/${node.name}.crt`, cert)
  folder.write(`data/certs/${node.name}.key`, key, 0o600)
  folder.write('etc/zones.conf', node.zones)
  folder.write('etc/alarms.conf', alarms(alarmProgram))
  const file = folder.write('etc/icinga2.conf', mainConfig(node))
  const places = {
    RunAsUser: 'root',
    RunAsGroup: 'root',
    ConfigDir: join(folder.path, 'etc'),
    ZonesDir: join(folder.path, 'etc/zones.d'),
    DataDir: join(folder.path, 'data'),
    LogDir: join(folder.path, 'log'),
    CacheDir: join(folder.path, 'cache'),
    SpoolDir: join(folder.path, 'spool'),
    InitRunDir: join(folder.path, 'run'),
  }
  const defined = Object.entries(places).flatMap(([name, value]) => ['-D', `Configuration.${name}=${value}`])
  return ['-c', file, ...defined]
}

/** A node that has no others. */
export const aloneInItsZone =
  'object Endpoint NodeName { }\nobject Zone NodeName { endpoints = [ NodeName ] }\n'

/** What Debian's icinga2.conf has, and an API. A satellite takes its configuration and commands from its parent. */
function mainConfig({ name, address, port, plugins }: IcingaNode): string {
  return `const NodeName = "${name}"
const PluginDir = "${plugins}"
const PluginContribDir = PluginDir
const ManubulonPluginDir = "/usr/lib/nagios/plugins"
const TicketSalt = ""
include "zones.conf"
include <itl>
include <plugins>
object CheckerComponent "checker" { }
object NotificationComponent "notification" { }
object ApiListener "api" {
  bind_host = "${address}"
  bind_port = ${port}
  accept_config = true
  accept_commands = true
}
object ApiUser "root" {
  password = "test"
  permissions = [ "*" ]
}
object FileLogger "log" {
  severity = "information"
  path = LogDir + "/icinga2.log"
}
include "alarms.conf"
include_recursive "conf.d"
`
}

/** Whom and how to tell. Who wants to be told applies a Notification that imports "alarm". */
function alarms(program: string): string {
  const arrays = (kind: 'host' | 'service') =>
    kind === 'host'
      ? '"$notification.type$", "$host.name$", "", "$host.state$"'
      : '"$notification.type$", "$host.name$", "$service.name$", "$service.state$"'
  const commands = (['host', 'service'] as const).map(
    kind =>
      `object NotificationCommand "alarm-${kind}" {\n  command = [ "${program}", ${arrays(kind)} ]\n}\n`,
  )
  return `${commands.join('')}object UserGroup "admins" { }
object User "on-call" {
  groups = [ "admins" ]
}
template Notification "alarm" {
  user_groups = [ "admins" ]
  interval = 0
}
`
}
