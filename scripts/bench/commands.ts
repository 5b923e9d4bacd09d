import { existsSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../lib/probe/command.ts'
import { registry } from '../../plugins/index.ts'
import type { Command } from './launch.ts'
import type { Ports } from './servers.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const peers = '/usr/lib/nagios/plugins'
/** The Node of the project, not a link or a shell script in front of it. */
const node = realpathSync(`${root}node_modules/.bin/node`)

/** What is measured: the floors, ours, ours from source, and the peers that stand beside each of ours. */
export interface Plan {
  /** What the launcher itself costs. */
  readonly launcher: Command
  /** Node doing nothing. */
  readonly floor: Command
  readonly starts: readonly Command[]
  readonly checks: readonly Comparison[]
  /** What is not installed here, and so not measured. */
  readonly missing: readonly string[]
}

export interface Comparison {
  readonly ours: Command
  readonly source: Command
  readonly peers: readonly Command[]
}

export function planBench(ports: Ports): Plan {
  if (!existsSync(`${root}dist/lvs-checks`))
    throw new Error('there is no dist/lvs-checks, run npm run build first')
  const hasPing = findProgram('ping') !== undefined
  const lines = [...serviceLines(ports), ...hostLines(ports), ...(hasPing ? pingLines(ports) : [])]
  const called = lines.flatMap(({ peers }) => peers.map(nameOf)).filter(name => !isInstalled(name))
  return {
    launcher: { title: '/bin/true', words: ['/bin/true'], exits: [0] },
    floor: { title: 'node -e 0', words: [node, '-e', '0'], exits: [0] },
    starts: planStarts(Object.keys(registry)),
    checks: lines.map(compare),
    missing: [...new Set([...called, ...(hasPing ? [] : ['ping'])])],
  }
}

/** What every check can do without looking at anything. */
export function planStarts(names: readonly string[]): Command[] {
  return names.flatMap(name =>
    [
      ['--help', '--help'],
      ['a bad call', '-w foo'],
    ].map(([what = '', words = '']) => ({
      title: `${name}, ${what}`,
      words: [`${root}dist/${name}`, ...words.split(' ')],
      exits: [3],
    })),
  )
}

interface Line {
  readonly title: string
  /** How ours is called, and how the peers are called for the same. */
  readonly ours: string
  readonly peers: readonly string[]
  readonly exits: readonly number[]
}

function line(title: string, ours: string, ...peers: readonly string[]): Line {
  return { title, ours, peers, exits: [0] }
}

function serviceLines(ports: Ports): Line[] {
  const at = (port: number) => `-I 127.0.0.1 -p ${port}`
  const tcp = `-H 127.0.0.1 -p ${ports.tcp}`
  const secure = `${at(ports.https)} -S`
  const trust = `--ca-cert=${ports.authority}`
  return [
    line('TCP', `check_vip_service --tcp ${tcp}`, `check_tcp ${tcp}`),
    line(
      'HTTP',
      `check_vip_service ${at(ports.http)}`,
      `check_http ${at(ports.http)}`,
      `check_curl ${at(ports.http)}`,
    ),
    line(
      'HTTPS',
      `check_vip_service ${secure} ${trust}`,
      `check_http ${secure}`,
      `check_curl ${secure} -D ${trust}`,
    ),
    ...[40, 10_000].flatMap(size => clusterLines(`${ports.clusters}/${size}`, `${size} real servers`)),
  ]
}

/** What no peer does. */
function clusterLines(path: string, size: string): Line[] {
  return [
    line(`keepalived.conf, ${size}`, `check_keepalived_config --copy ${path}.conf`),
    line(`drift, ${size}`, `check_ipvs_drift -f ${path}.conf --table ${path}.table`),
  ]
}

/** What looks at the host itself: the work is the same whatever it finds, and it finds no cluster on most. */
function hostLines({ clusters, tcp }: Ports): Line[] {
  const found = [0, 1, 2]
  const director = `check_lvs_director --config ${clusters}/40.conf --no-log`
  const realServer = `check_lvs_realserver --vip 127.0.0.2 -p ${tcp} -w 100 -c 200`
  // The loopback speaks no ARP: all is read and nobody is asked, whose answer would be waited for.
  const conflict = 'check_vip_conflict -H 127.0.0.1 -I lo --director lvs1=127.0.0.2'
  return [
    { ...line('director, on it', director), exits: found },
    { ...line('real server, on it', realServer), exits: found },
    { ...line('VIP conflict, nobody to ask', conflict), exits: [3] },
  ]
}

function pingLines({ tcp }: Ports): Line[] {
  const limits = '-H 127.0.0.1 -w 100,20% -c 500,60%'
  return [
    line(
      'ping, 1 packet',
      `check_vip_ping ${limits} -p 1`,
      `check_icmp ${limits} -n 1`,
      `check_ping ${limits} -p 1`,
    ),
    line('director, from outside', `check_lvs_director -H 127.0.0.1 -p ${tcp}`),
    line('real server, from outside', `check_lvs_realserver -H 127.0.0.1 -n 1 -p ${tcp}`),
  ]
}

function compare({ title, ours, peers: others, exits }: Line): Comparison {
  const [, ...argv] = ours.split(' ')
  const name = nameOf(ours)
  return {
    ours: { title, words: [`${root}dist/${name}`, ...argv], exits },
    source: { title, words: [node, `${root}plugins/${name}.ts`, ...argv], exits },
    peers: others
      .filter(call => isInstalled(nameOf(call)))
      .map(call => ({ title: nameOf(call), words: `${peers}/${call}`.split(' '), exits: [0] })),
  }
}

function nameOf(line: string): string {
  return line.split(' ', 1)[0] ?? ''
}

function isInstalled(peer: string): boolean {
  return existsSync(`${peers}/${peer}`)
}

/** Everything, in the order in which each round runs it. */
export function commandsOf(plan: Plan): Command[] {
  const checks = plan.checks.flatMap(each => [each.ours, ...each.peers, each.source])
  return [plan.launcher, plan.floor, ...plan.starts, ...checks]
}
