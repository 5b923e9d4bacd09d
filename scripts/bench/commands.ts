import { existsSync, realpathSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { findProgram } from '../../lib/probe/command.ts'
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
  const lines = hasPing ? [...serviceLines(ports), pingLine] : serviceLines(ports)
  const called = lines.flatMap(([, , ...others]) => others.map(nameOf)).filter(name => !isInstalled(name))
  return {
    launcher: { title: '/bin/true', words: ['/bin/true'], exit: 0 },
    floor: { title: 'node -e 0', words: [node, '-e', '0'], exit: 0 },
    starts: ['check_vip_service', 'check_vip_ping'].flatMap(name =>
      [
        ['--help', '--help'],
        ['a bad call', '-w foo'],
      ].map(([what = '', words = '']) => ({
        title: `${name}, ${what}`,
        words: [`${root}dist/${name}`, ...words.split(' ')],
        exit: 3,
      })),
    ),
    checks: lines.map(compare),
    missing: [...new Set([...called, ...(hasPing ? [] : ['ping'])])],
  }
}

/** A title, how ours is called, and how the peers are called for the same. */
type Line = readonly [title: string, ours: string, ...peers: readonly string[]]

function serviceLines(ports: Ports): Line[] {
  const at = (port: number) => `-I 127.0.0.1 -p ${port}`
  const tcp = `-H 127.0.0.1 -p ${ports.tcp}`
  const secure = `${at(ports.https)} -S`
  const trust = `--ca-cert=${ports.authority}`
  return [
    ['TCP', `check_vip_service --tcp ${tcp}`, `check_tcp ${tcp}`],
    [
      'HTTP',
      `check_vip_service ${at(ports.http)}`,
      `check_http ${at(ports.http)}`,
      `check_curl ${at(ports.http)}`,
    ],
    [
      'HTTPS',
      `check_vip_service ${secure} ${trust}`,
      `check_http ${secure}`,
      `check_curl ${secure} -D ${trust}`,
    ],
    ...[40, 10_000].flatMap(size => clusterLines(`${ports.clusters}/${size}`, `${size} real servers`)),
  ]
}

/** What no peer does. */
function clusterLines(path: string, size: string): Line[] {
  return [
    [`keepalived.conf, ${size}`, `check_keepalived_config --copy ${path}.conf`],
    [`drift, ${size}`, `check_ipvs_drift -f ${path}.conf --table ${path}.table`],
  ]
}

const limits = '-H 127.0.0.1 -w 100,20% -c 500,60%'
const pingLine: Line = [
  'ping, 1 packet',
  `check_vip_ping ${limits} -p 1`,
  `check_icmp ${limits} -n 1`,
  `check_ping ${limits} -p 1`,
]

function compare([title, ours, ...others]: Line): Comparison {
  const [, ...argv] = ours.split(' ')
  const name = nameOf(ours)
  return {
    ours: { title, words: [`${root}dist/${name}`, ...argv], exit: 0 },
    source: { title, words: [node, `${root}plugins/${name}.ts`, ...argv], exit: 0 },
    peers: others
      .filter(line => isInstalled(nameOf(line)))
      .map(line => ({ title: nameOf(line), words: `${peers}/${line}`.split(' '), exit: 0 })),
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
