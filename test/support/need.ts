import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { fileURLToPath } from 'node:url'
import { describe, test } from 'vitest'
import { findProgram } from '../../lib/probe/command.ts'
import { isBuilt } from '../lab/machine/build.ts'

/** Something of the machine that not every machine has. */
interface Need {
  /** Looked at once a test process, and only when a suite asks. */
  met(): boolean
  /** What to install or do. */
  readonly remedy: string
}

const peerFolder = '/usr/lib/nagios/plugins'
const peers = ['check_tcp', 'check_http', 'check_icmp', 'check_ping', 'check_curl']
const thisFile = fileURLToPath(import.meta.url)
const builtBinary = fileURLToPath(new URL('../../dist/lvs-checks', import.meta.url))

/** What a program for arm64 loads, as Debian's packages for cross-compiling bring it. */
const arm64Libraries = ['libc.so.6', 'libstdc++.so.6', 'libatomic.so.1']

const needs = {
  root: { met: () => process.getuid?.() === 0, remedy: 'run the tests as root' },
  netns: { met: mayMakeNamespaces, remedy: 'run as root with CAP_SYS_ADMIN and iproute2 installed' },
  ipv6: { met: hasIpv6, remedy: 'enable IPv6 on the loopback: sysctl net.ipv6.conf.lo.disable_ipv6=0' },
  ip: program('ip', 'iproute2'),
  tc: program('tc', 'iproute2'),
  nft: program('nft', 'nftables'),
  ping: program('ping', 'iputils-ping'),
  netstat: program('netstat', 'net-tools'),
  openssl: program('openssl', 'openssl'),
  setpriv: program('setpriv', 'util-linux'),
  journald: {
    met: () => mayMakeNamespaces() && isExecutable('/lib/systemd/systemd-journald'),
    remedy: 'run as root with CAP_SYS_ADMIN: apt-get install systemd',
  },
  keepalived: program('keepalived', 'keepalived'),
  macvlan: { met: mayMakeMacvlan, remedy: 'run as root on a kernel with macvlan: modprobe macvlan' },
  arping: program('arping', 'iputils-arping'),
  ndisc6: program('ndisc6', 'ndisc6'),
  // Debian's two packages of arping exclude each other.
  habets: {
    met: () => isExecutable(process.env.HABETS_ARPING ?? ''),
    remedy: 'apt-get download arping, unpack it with dpkg -x, and name the program in HABETS_ARPING',
  },
  busybox: program('busybox', 'busybox'),
  tcpdump: program('tcpdump', 'tcpdump'),
  setcap: program('setcap', 'libcap2-bin'),
  setfacl: program('setfacl', 'acl'),
  sudo: program('sudo', 'sudo'),
  nagios4: program('nagios4', 'nagios4-core'),
  icinga2: program('icinga2', 'icinga2-bin'),
  nrpe: {
    met: () => findProgram('nrpe') !== undefined && isExecutable(`${peerFolder}/check_nrpe`),
    remedy: 'apt-get install nagios-nrpe-server nagios-nrpe-plugin',
  },
  mandoc: program('mandoc', 'mandoc'),
  zsh: program('zsh', 'zsh'),
  peers: {
    met: () => peers.every(name => isExecutable(`${peerFolder}/${name}`)),
    remedy: 'apt-get install monitoring-plugins',
  },
  qemu: {
    met: () => findProgram('qemu-aarch64-static') !== undefined && arm64Libraries.every(isThere),
    remedy:
      'apt-get install qemu-user-static libc6-arm64-cross libstdc++6-arm64-cross libatomic1-arm64-cross',
  },
  lab: {
    met: mayRunLab,
    remedy: 'on a Debian machine of kind x64, as root: apt-get install tcc; npm run lab -- build',
  },
  binaries: { met: () => isExecutable(builtBinary), remedy: 'npm run build' },
  // NRPE runs as the user nagios, whoever starts it.
  reachable: {
    met: isReachable,
    remedy: 'every user has to be able to enter the folders above this one: chmod o+x, or clone it elsewhere',
  },
} as const satisfies Record<string, Need>

export type NeedName = keyof typeof needs

const answers = new Map<NeedName, boolean>()

/** The first of these that the machine lacks, as a reason for a reader; undefined when it has them all. */
export function lacks(...names: readonly NeedName[]): string | undefined {
  const missing = names.find(name => !isMet(name))
  return missing === undefined ? undefined : `needs ${missing}: ${needs[missing].remedy}`
}

/**
 * `describe` for tests that need something of the machine: `need('root', 'netns')('failover', () => …)`.
 * The body is read even where it is skipped, for its titles: make what it needs in `beforeAll`.
 * Where it is lacking the suite is skipped and its title says why. In CI (`CI=true`) nothing is skipped:
 * the suite fails instead, so that a pipeline without root never looks like one that has tested it.
 */
export function need(...names: readonly NeedName[]): (title: string, body: () => void) => void {
  const reason = lacks(...names)
  if (reason === undefined) return (title, body) => describe(title, body)
  if (!inCi()) return (title, body) => describe.skip(`${title} (skipped: ${reason})`, body)
  return title =>
    describe(title, () => {
      test('the machine has what these tests need', () => {
        throw new Error(`${reason}. In CI nothing is skipped`)
      })
    })
}

/** True in a pipeline, where a skipped test is a failed one. */
export function inCi(): boolean {
  return process.env.CI === 'true'
}

function isMet(name: NeedName): boolean {
  const known = answers.get(name)
  if (known !== undefined) return known
  const found = needs[name].met()
  answers.set(name, found)
  return found
}

function isThere(library: string): boolean {
  return existsSync(`/usr/aarch64-linux-gnu/lib/${library}`)
}

function program(name: string, debianPackage: string): Need {
  return {
    met: () => findProgram(name) !== undefined,
    remedy: `install ${name}: apt-get install ${debianPackage}`,
  }
}

/** Tried rather than guessed: a container's root often may not. */
function mayMakeNamespaces(): boolean {
  const ip = findProgram('ip')
  if (ip === undefined || process.getuid?.() !== 0) return false
  const name = `need-${process.pid}`
  const made = spawnSync(ip, ['netns', 'add', name]).status === 0
  return made && spawnSync(ip, ['netns', 'delete', name]).status === 0
}

/** A container's kernel often lacks it. */
function mayMakeMacvlan(): boolean {
  const ip = findProgram('ip')
  if (ip === undefined || !mayMakeNamespaces()) return false
  const name = `need-macvlan-${process.pid}`
  const run = (...words: string[]) => spawnSync(ip, words).status === 0
  if (!run('netns', 'add', name)) return false
  const made =
    run('-n', name, 'link', 'add', 'name', 'a', 'type', 'veth', 'peer', 'name', 'b') &&
    run('-n', name, 'link', 'add', 'link', 'a', 'name', 'c', 'type', 'macvlan')
  return run('netns', 'delete', name) && made
}

function hasIpv6(): boolean {
  return Object.values(networkInterfaces()).some(each => each?.some(({ address }) => address === '::1'))
}

/** On a machine of a newcomer nothing is downloaded behind his back: there the guest has to be built. In CI it will be. */
function mayRunLab(): boolean {
  const tools = ['apt-get', 'dpkg-deb', 'tar'].every(name => findProgram(name) !== undefined)
  return isBuilt() || (inCi() && process.arch === 'x64' && tools)
}

/** True where a user of no privilege reads what is in the project's folder. */
function isReachable(): boolean {
  const words = ['--reuid=65534', '--regid=65534', '--clear-groups', 'test', '-r', thisFile]
  return process.getuid?.() === 0 && spawnSync('setpriv', words).status === 0
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
