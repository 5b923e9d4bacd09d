import { copyConfigs, reloadKeepalived, startKeepalived, write } from './cluster.ts'
import { directorConfig } from './config.ts'
import type { Step } from './fault.ts'
import { addressOf, configFile, type DirectorName, type HostName } from './network.ts'

/** Text of a keepalived.conf to another one. */
export type Change = (config: string) => string

/** keepalived.conf of a director is written anew, and loaded by SIGHUP. */
export function load(on: DirectorName, change: Change = config => config): Step {
  return { on, run: write(configFile, change(directorConfig(on))) + reloadKeepalived }
}

/** What a backup job has of both files on a host. */
export function copy(on: HostName, change?: Change): Step {
  return { on, run: copyConfigs(change) }
}

/** As systemctl stop: it ends in order, and takes VIPs and table with it. */
export const stopKeepalived = `kill $(cat /run/keepalived.pid)
while [ -e /run/keepalived.pid ]; do sleep 0.1; done
`

/** As systemctl restart. */
export const restartKeepalived = stopKeepalived + startKeepalived

/**
 * All its processes end at once, and nothing is tidied up. The parent is stopped before, or it is quick enough to start a
 * child again; it may be the last one to go.
 */
export const killKeepalived = `parent=$(cat /run/keepalived.pid)
kill -STOP $parent
kill -9 $(pidof keepalived)
while [ -e /proc/$parent/exe ]; do sleep 0.1; done
`

const realServer = (host: HostName, port: string | number, family: 4 | 6 = 4) =>
  `    real_server ${addressOf(host, family)} ${port} {\n`

/** A real server beside another one, behind the same virtual servers on that port, and configured as that one is. */
export function addBeside(known: HostName, added: HostName, port: number): Change {
  return config =>
    config.replaceAll(
      blocksOf(known, port),
      block => `${block}${block.replace(realServer(known, port), realServer(added, port))}`,
    )
}

/** Another weight for a real server, where it has one of its own. */
export function reweigh(host: HostName, port: number, weight: number): Change {
  return config =>
    config.replaceAll(blocksOf(host, port), block => block.replace(/weight \d+/, `weight ${weight}`))
}

/** A real server is behind no virtual server any more. */
export function remove(host: HostName): Change {
  return config => config.replaceAll(blocksOf(host), '')
}

/** The blocks of a real server, by either of its addresses: they end with the brace below their first word. */
function blocksOf(host: HostName, port: number | string = '\\d+'): RegExp {
  const address = ([4, 6] as const).map(family => addressOf(host, family).replaceAll('.', '\\.')).join('|')
  return new RegExp(`^    real_server (?:${address}) ${port} \\{\\n(?: {5,}.*\\n)+    \\}\\n`, 'gm')
}
