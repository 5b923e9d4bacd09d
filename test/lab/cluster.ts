import type { Run } from '../support/binary.ts'
import { certificate, trusted } from './certificates.ts'
import { directorConfig, entries } from './config.ts'
import { type Guest, plugins } from './machine/guest.ts'
import {
  configFile,
  type DirectorName,
  directors,
  type HostName,
  hostNames,
  markPort,
  type Role,
  roleOf,
  vips,
} from './network.ts'
import { topology } from './topology.ts'
import { watches } from './watches.ts'

/** A host of the cluster in a guest. */
export interface LabHost {
  readonly name: HostName
  /** Runs a script of dash in it as root, answers what it printed, and throws when it failed. */
  shell(script: string, seconds?: number): Promise<string>
  /** Runs a program in it as nobody in a clean environment, as NRPE does; a plain name is one of the built checks. */
  check(name: string, argv: readonly string[]): Promise<Run>
  /** The same of our checks by the agent of the host, without a process for each: for whoever asks again and again. */
  readonly agent: Pick<LabHost, 'name' | 'check'>
  /** The same for programs that run as root. */
  readonly root: Pick<LabHost, 'name' | 'check'>
}

/** Two directors with keepalived and the kernel's IPVS, real servers, somebody nobody knows, and a monitoring host. */
export interface Cluster {
  readonly guest: Guest
  readonly hosts: Readonly<Record<HostName, LabHost>>
  /** Watches that have been OK since the last fault was mended, so that they need not be asked before the next. */
  readonly quiet: Set<string>
}

const nobody = 'setpriv --reuid=65534 --regid=65534 --clear-groups --inh-caps=-all'
const clean = 'env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin'

/** Lays the cables, starts services and keepalived, and answers once the cluster has settled: about 12 seconds. */
export async function startCluster(guest: Guest): Promise<Cluster> {
  await shell(guest, 'lab', topology())
  const turn = turns(atOnce)
  const cluster = {
    guest,
    quiet: new Set(),
    hosts: Object.fromEntries(hostNames.map(name => [name, labHost(guest, name, turn)])),
  } as Cluster
  await shell(guest, 'm', `mkdir -p /run/lvs\n${write('/run/lvs/ca.pem', trusted)}`)
  const identity = certificate(90)
  const start: Readonly<Record<Role, (name: HostName) => string>> = {
    director: name =>
      `${write(configFile, directorConfig(name as DirectorName))}${copyConfigs()}${markTraffic}${agentPort}${startKeepalived}`,
    'real server': () => `${copyConfigs()}${write('/run/tls.pem', identity)}${startService()}`,
    monitor: () => copyConfigs(),
    stranger: () => '',
  }
  // The services first: a health check that fails is not done again for seconds.
  const isDirector = (name: HostName) => roleOf(name) === 'director'
  const startAll = (names: readonly HostName[]) =>
    Promise.all(names.map(name => shell(guest, name, start[roleOf(name)](name))))
  await startAll(hostNames.filter(name => !isDirector(name)))
  // The standby director hears the active one from its first second on: two that both begin as MASTER on a busy processor
  // can come to halves of a sync group each, and keep them.
  await startAll(['d1'])
  // While keepalived waits for its first advertisement.
  for (const { on } of Object.values(watches)) guest.startAgent(on)
  await shell(guest, 'd1', untilMaster, 60)
  await startAll(['d2'])
  await settle(cluster, 60)
  return cluster
}

/** Waits until the pair is as it should be: d1 holds all VIPs, d2 none, and both tables are complete. */
export async function settle({ hosts: on }: Cluster, seconds = 30): Promise<void> {
  await Promise.all(
    directors.map(name =>
      on[name].shell(`${name === 'd1' ? untilMaster : untilBackup}${untilComplete}`, seconds),
    ),
  )
}

const addresses = Object.values(vips)
const waitFor = (condition: string) => `until ${condition}; do sleep 0.4; done\n`
/** Waits until so many of the VIPs are there; one process a look, as they cost the guest most. */
const untilHeld = (count: number) => `held() {
    held=0
    for word in $(ip -o address show); do
        case $word in ${addresses.map(each => `${each}/*`).join('|')}) held=$((held + 1)) ;; esac
    done
    [ $held -eq ${count} ]
}
${waitFor('held')}`
/** Waits until all VIPs are there. */
export const untilMaster = untilHeld(addresses.length)
const untilBackup = untilHeld(0)
/** Waits until as many real servers as are configured are in the table, none of them with weight 0. */
export const untilComplete = `complete() { [ "$(ipvsadm -Ln | awk '$1 == "->" && $4 + 0 > 0' | wc -l)" -ge ${entries} ]; }
${waitFor('complete')}`

/** Lines of dash that write a file, all at once as an editor does: who looks at it at that moment sees it whole. */
export function write(file: string, text: string): string {
  return `cat >${file}.new <<'END'\n${text}END\nmv ${file}.new ${file}\n`
}

/**
 * Copies of both directors' files, as a backup job makes them: /run/lvs/d1.conf and d2.conf. Both are there at once, but for
 * the moment between two renames.
 */
export function copyConfigs(change = (config: string) => config): string {
  const copies = directors.map(name => write(`/run/lvs.new/${name}.conf`, change(directorConfig(name))))
  return `mkdir -p /run/lvs /run/lvs.new\n${copies.join('')}mv -t /run/lvs /run/lvs.new/*.conf\n`
}

export const startKeepalived = 'keepalived --log-detail\n'
/** keepalived reads its files anew; it has not done so yet when this ends. */
export const reloadKeepalived = 'kill -HUP $(cat /run/keepalived.pid)\n'

/** Starts it, and waits until it listens. */
export function startService(address = ''): string {
  return `echo well >/run/mode
rm -f /run/serves
/lab/node /share/server.js ${address} >/var/log/service.log 2>&1 &
echo $! >/run/service.pid
until [ -e /run/serves ]; do sleep 0.1; done
`
}

/** Stops it, and waits until its ports are free. */
export const stopService = `kill $(cat /run/service.pid)
while [ -d /proc/$(cat /run/service.pid) ]; do sleep 0.1; done
`

/** Where the agent of a monitoring system would listen. */
const agentPort = 'busybox nc -ll -p 5666 -e true &\n'

/** What the firewall marks stand for. */
const markTraffic = (['iptables', 'ip6tables'] as const)
  .map((program, index) => {
    const vip = index === 0 ? vips.mark : vips.mark6
    return `${program} -t mangle -A PREROUTING -d ${vip} -p tcp --dport ${markPort} -j MARK --set-mark ${index + 1}\n`
  })
  .join('')

function labHost(guest: Guest, name: HostName, turn: Turn): LabHost {
  const checkAs =
    (who: string): LabHost['check'] =>
    (check, argv) => {
      const program = check.startsWith('/') ? check : `${plugins}/${check}`
      return turn(() =>
        guest.run(name, `cd /\nexec ${who} ${clean} ${[program, ...argv].map(quote).join(' ')}\n`),
      )
    }
  return {
    name,
    shell: (script, seconds) => shell(guest, name, script, seconds),
    check: checkAs(nobody),
    agent: { name, check: (check, argv) => turn(() => guest.ask(name, [check, ...argv])) },
    root: { name, check: checkAs('') },
  }
}

/**
 * Runs a script of dash as root on a host, or on the guest itself, `lab`, and answers what it printed.
 * @throws an error with all that it said, when it failed
 */
export async function shell(guest: Guest, host: string, script: string, seconds?: number): Promise<string> {
  const done = await guest.run(host, script, seconds)
  if (done.exitCode !== 0)
    throw new Error(`${host}: ${script}\n${done.stdout}${done.stderr}(exit ${done.exitCode})`)
  return done.stdout
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`
}

/** Checks that run in a guest at once: it has one processor, and keepalived needs some of it all the time. */
const atOnce = 4

type Turn = <T>(work: () => Promise<T>) => Promise<T>

/** Lets so many work at a time; the others wait in the order of their coming. */
export function turns(places: number): Turn {
  let free = places
  const waiting: (() => void)[] = []
  return async work => {
    if (free > 0) free--
    else await new Promise<void>(resolve => waiting.push(resolve))
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next === undefined) free++
      else next()
    }
  }
}
