import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { type Host, until } from './host.ts'
import { isBound, type Lan, secondVips, vips } from './lan.ts'

/** A running keepalived, VRRP alone, started as an init script starts it. It ends with its host at the latest. */
export interface Keepalived {
  /** Writes another configuration and sends SIGHUP; answers when it has been read. */
  reload(config: string): Promise<void>
  /** SIGTERM; answers when all its processes have ended. */
  stop(): Promise<void>
  /** SIGKILL to all its processes at once, as `killall -9 keepalived` does: nothing is tidied up. */
  kill9(): Promise<void>
}

const configFile = '/etc/keepalived/keepalived.conf'
const logFile = '/var/log/messages'

/** Writes /etc/keepalived/keepalived.conf and starts keepalived: its pid files are in /run, its lines in /var/log/messages. */
export async function startKeepalived(host: Host, config: string, mode = 0o644): Promise<Keepalived> {
  writeFileSync(host.path(configFile), config, { mode })
  await host.shell('keepalived --vrrp --log-detail')
  await until(`keepalived of ${host.name} to be ready`, () =>
    logOf(host).includes('Startup complete') && existsSync(host.path('/run/vrrp.pid')) ? true : undefined,
  )
  const pids = async () => (await host.run(['pidof', 'keepalived'])).stdout.trim()
  const ended = () =>
    until(`keepalived of ${host.name} to end`, async () => ((await pids()) === '' ? true : undefined))
  return {
    reload: async text => {
      const before = logOf(host).length
      writeFileSync(host.path(configFile), text)
      await host.shell('kill -HUP $(cat /run/keepalived.pid)')
      await until('a reload', () =>
        logOf(host).slice(before).includes('Reload complete') ? true : undefined,
      )
    },
    stop: async () => {
      await host.shell('kill $(cat /run/keepalived.pid)')
      await ended()
    },
    kill9: async () => {
      await host.shell(`kill -9 ${await pids()}`)
      await ended()
    },
  }
}

/** What keepalived and the kernel have logged on a host. */
export function logOf(host: Host): string {
  return readFileSync(host.path(logFile), 'utf8')
}

/** The host that holds an address, once exactly one of these does. */
export function holderOf(address: string, ...directors: readonly Host[]): Promise<Host> {
  return until(`one holder of ${address}`, async () => {
    const bound = await Promise.all(directors.map(host => isBound(host, address)))
    const holders = directors.filter((_, index) => bound[index])
    return holders.length === 1 ? holders[0] : undefined
  })
}

/** Waits until each of these hosts holds all of these addresses, or none of them. */
export async function untilBound(
  wanted: boolean,
  addresses: readonly string[],
  ...on: readonly Host[]
): Promise<void> {
  for (const host of on) {
    for (const address of addresses) {
      await until(`${host.name} to ${wanted ? 'hold' : 'give up'} ${address}`, async () =>
        (await isBound(host, address)) === wanted ? true : undefined,
      )
    }
  }
}

export interface VrrpOptions {
  readonly state: 'MASTER' | 'BACKUP'
  readonly priority: number
  /** Of the IPv4 instance VI_1; the IPv6 instance VI_2 has the next one. */
  readonly virtualRouterId?: number
  /** Of IPv4 and IPv6, each in its instance. */
  readonly addresses?: readonly string[]
}

/** A director's configuration with an instance for each family. Three adverts missed are 0.6 s. */
export function vrrpConfig(options: VrrpOptions): string {
  const { virtualRouterId = 51, addresses = [vips[4], vips[6]] } = options
  const instance = (name: string, id: number, of: readonly string[]) =>
    of.length === 0
      ? ''
      : `vrrp_instance ${name} {
  state ${options.state}
  interface eth0
  virtual_router_id ${id}
  priority ${options.priority}
  advert_int 0.2
  virtual_ipaddress {
    ${of.join('\n    ')}
  }
}
`
  const of = (family: 4 | 6) => addresses.filter(address => address.includes(':') === (family === 6))
  return `global_defs {
  vrrp_version 3
}
${instance('VI_1', virtualRouterId, of(4))}${instance('VI_2', virtualRouterId + 1, of(6))}`
}

export const master = vrrpConfig({ state: 'MASTER', priority: 150 })
export const backup = vrrpConfig({ state: 'BACKUP', priority: 100 })
/** Two VIPs an instance. */
export const bothVips = [vips[4], secondVips[4], vips[6], secondVips[6]]

/** A settled pair: d1 holds all VIPs, d2 none. */
export async function startPair(
  lan: Lan,
  addresses: readonly string[] = Object.values(vips),
  /** How they are written, where that is more than the address. */
  written = addresses,
): Promise<{ readonly d1: Keepalived; readonly d2: Keepalived }> {
  const [d1, d2] = await Promise.all([
    startKeepalived(lan.d1, vrrpConfig({ state: 'MASTER', priority: 150, addresses: written })),
    startKeepalived(lan.d2, vrrpConfig({ state: 'BACKUP', priority: 100, addresses: written })),
  ])
  await untilBound(true, addresses, lan.d1)
  await untilBound(false, addresses, lan.d2)
  return { d1, d2 }
}
