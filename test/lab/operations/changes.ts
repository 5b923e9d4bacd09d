import { type Change, load, remove } from '../changes.ts'
import { write } from '../cluster.ts'
import { directorConfig } from '../config.ts'
import type { Step } from '../fault.ts'
import { addressOf, configFile, type DirectorName, type HostName } from '../network.ts'

/** The real server that is taken out and put in again. */
export const replaced: HostName = 'r2'
export const rips = [addressOf(replaced), addressOf(replaced, 6)] as const

/** The VIP of the service that comes and goes, and its real servers. */
export const newVip = '192.0.2.12'
export const servers = ['r1', 'r3'] as const satisfies readonly HostName[]

/** Without it, clients that `sh` leads to a real server of weight 0 are turned away. */
const withFallback: Change = config =>
  config.replaceAll('    lb_algo sh\n', '    lb_algo sh\n    sh-fallback\n')

const headsOfReplaced = new RegExp(
  `^( {4}real_server (?:${rips.join('|').replaceAll('.', '\\.')}) \\d+ \\{\\n)(?: +weight \\d+\\n)?`,
  'gm',
)
/** It takes no new connections, and keeps those that it has. */
export const drained: Change = config =>
  withFallback(config).replaceAll(headsOfReplaced, '$1        weight 0\n')
/** It is behind no virtual server. */
export const without: Change = config => remove(replaced)(withFallback(config))
/** All of them are there. */
export const complete: Change = withFallback

/** The lines of the VIP in its instance. */
export const vipLines = `    virtual_ipaddress_excluded {
        ${newVip}/24
    }
`
const realServer = (host: HostName) => `    real_server ${addressOf(host)} 80 {
        TCP_CHECK {
            connect_timeout 1
        }
    }
`
/** The block of the service. */
export const serviceLines = `virtual_server ${newVip} 80 {
    delay_loop 2
    lb_algo rr
    lb_kind DR
    protocol TCP
${servers.map(realServer).join('')}}
`
const endOfVips = / {8}192\.0\.2\.11\/24\n {4}\}\n/
/** One service more, with a VIP of its own. */
export const withService: Change = config =>
  withFallback(config).replace(endOfVips, lines => lines + vipLines) + serviceLines

/** The VIP where the adverts tell of it. */
export const withAdvertisedVip: Change = config =>
  withFallback(config).replace(/ {8}192\.0\.2\.11\/24\n/, line => `${line}        ${newVip}/24\n`)

/** The file is changed, and keepalived does not know of it yet. */
export function edit(on: DirectorName, change: Change): Step {
  return { on, run: write(configFile, change(directorConfig(on))) }
}

/** keepalived of a director loads its file, and a copy of it goes to where the checks read one. */
export function loadAndCopy(of: DirectorName, change: Change, to: readonly HostName[] = ['m']): Step[] {
  const copied = write(`/run/lvs/${of}.conf`, change(directorConfig(of)))
  return [load(of, change), ...to.map(on => ({ on, run: copied }))]
}

export const reloadKeepalived = 'systemctl reload keepalived'

/** What is typed on a director for `loadAndCopy`. */
export function typedLoad(of: DirectorName, to: readonly HostName[] = ['m']): string[] {
  return [reloadKeepalived, ...to.map(host => `scp ${configFile} ${host}:/run/lvs/${of}.conf`)]
}

/** What is typed to see whose connections are open. */
export function listOpen(pattern: string): string {
  return `ipvsadm -Lnc | grep ESTABLISHED | grep -E '${pattern}'`
}

/** Waits on d1 until none of them has had a packet for five seconds: a client that went without a word leaves one for 15 minutes. */
export function untilSilent(pattern: string): Step {
  return { on: 'd1', run: `while ${listOpen(pattern)} | grep -E ' (15:00|14:5[5-9]) '; do sleep 0.5; done` }
}
