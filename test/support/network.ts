import { spawnSync } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'

/**
 * A small network in namespaces, with a wire between its parts and real ICMP on it. All addresses are from
 * RFC 5737 and RFC 3849, and no interface of the machine is touched.
 *
 *     client ---- router ==== bridge ==== first
 *     192.0.2.2   .1          198.51.100.1    \=== second
 */
export interface Network extends Disposable {
  /** Full names of the namespaces, for `ip netns exec`. */
  readonly client: string
  readonly router: string
  readonly first: string
  readonly second: string
  /** A namespace with a loopback and no route. */
  readonly island: string
  /** The VIP that `first` holds, and its IPv6 twin. */
  readonly vip: string
  readonly vip6: string
  /** Runs a program in a namespace, waits for it, and throws with its stderr when it fails. */
  run(namespace: string, ...words: readonly string[]): string
}

/** Packets to this address vanish in the router: nobody says anything. */
export const blackhole = '203.0.113.1'
/** The router answers packets to this address: administratively prohibited. */
export const filtered = '203.0.113.2'
/** The router has no route to this address and says so. */
export const nowhere = '203.0.113.3'
/** On the network behind the router, held by nobody. */
export const vacant = '198.51.100.99'

const parts = ['client', 'router', 'first', 'second', 'island'] as const
let made = 0

/** Builds the network; `dispose` takes down what was made and nothing else. */
export function makeNetwork(): Network {
  const prefix = `lvs${process.pid}n${made++}`
  const names = Object.fromEntries(parts.map(part => [part, `${prefix}${part}`])) as Record<
    (typeof parts)[number],
    string
  >
  const network: Network = {
    ...names,
    vip: '198.51.100.10',
    vip6: '2001:db8:2::10',
    run: (namespace, ...words) => execute('ip', 'netns', 'exec', namespace, ...words),
    [Symbol.dispose]: () => takeDown(Object.values(names)),
  }
  // A test that dies must not leave namespaces behind.
  process.once('exit', () => takeDown(Object.values(names)))
  try {
    build(network)
  } catch (error) {
    takeDown(Object.values(names))
    throw error
  }
  return network
}

function build(network: Network): void {
  const { client, router, first, second, island, run } = network
  for (const name of [client, router, first, second, island]) {
    execute('ip', 'netns', 'add', name)
    // A tentative IPv6 address answers nobody for a second.
    run(name, 'sysctl', '-qw', 'net.ipv6.conf.all.accept_dad=0', 'net.ipv6.conf.default.accept_dad=0')
    run(name, 'ip', 'link', 'set', 'lo', 'up')
  }
  connect(network, client, 'up0', router, 'client')
  connect(network, first, 'up0', router, 'first')
  connect(network, second, 'up0', router, 'second')
  run(router, 'ip', 'link', 'add', 'lan', 'type', 'bridge')
  for (const port of ['first', 'second']) run(router, 'ip', 'link', 'set', port, 'master', 'lan')
  run(router, 'ip', 'link', 'set', 'lan', 'up')
  run(router, 'sysctl', '-qw', 'net.ipv4.ip_forward=1', 'net.ipv6.conf.all.forwarding=1')
  run(router, 'sysctl', '-qw', 'net.ipv4.icmp_ratelimit=0', 'net.ipv6.icmp.ratelimit=0')
  giveAddresses(network)
  run(router, 'ip', 'route', 'add', 'blackhole', blackhole)
  run(router, 'ip', 'route', 'add', 'prohibit', filtered)
  run(client, 'ping', '-c', '1', '-w', '5', network.vip)
  run(client, 'ping', '-c', '1', '-w', '5', network.vip6)
}

function giveAddresses({ client, router, first, second, vip, vip6, run }: Network): void {
  const addresses: readonly (readonly [string, string, string])[] = [
    [client, 'up0', '192.0.2.2/24'],
    [client, 'up0', '2001:db8:1::2/64'],
    [router, 'client', '192.0.2.1/24'],
    [router, 'client', '2001:db8:1::1/64'],
    [router, 'lan', '198.51.100.1/24'],
    [router, 'lan', '2001:db8:2::1/64'],
    [first, 'up0', `${vip}/24`],
    [first, 'up0', `${vip6}/64`],
    [second, 'up0', '198.51.100.11/24'],
  ]
  for (const [name, device, address] of addresses) run(name, 'ip', 'address', 'add', address, 'dev', device)
  run(client, 'ip', 'route', 'add', 'default', 'via', '192.0.2.1')
  run(client, 'ip', '-6', 'route', 'add', 'default', 'via', '2001:db8:1::1')
  for (const name of [first, second]) run(name, 'ip', 'route', 'add', 'default', 'via', '198.51.100.1')
  run(first, 'ip', '-6', 'route', 'add', 'default', 'via', '2001:db8:2::1')
}

function connect({ run }: Network, here: string, device: string, there: string, peer: string): void {
  run(here, 'ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', peer, 'netns', there)
  run(here, 'ip', 'link', 'set', device, 'up')
  run(there, 'ip', 'link', 'set', peer, 'up')
}

/** Drops the first and then every nth echo request that reaches a namespace: no chance is in it. */
export function dropEvery(nth: number, namespace: string, network: Network): Disposable {
  const rule = ['icmp', 'type', 'echo-request', 'numgen', 'inc', 'mod', String(nth), '0', 'drop']
  network.run(namespace, 'nft', 'add', 'table', 'inet', 'loss')
  network.run(namespace, 'nft', 'add chain inet loss in { type filter hook input priority 0; }')
  network.run(namespace, 'nft', 'add', 'rule', 'inet', 'loss', 'in', ...rule)
  return { [Symbol.dispose]: () => network.run(namespace, 'nft', 'delete', 'table', 'inet', 'loss') }
}

/** Lets what a namespace sends queue up behind 2 kbit/s, so that each answer is later than the one before. */
export function slowDown(namespace: string, network: Network): Disposable {
  const bucket = ['tbf', 'rate', '2kbit', 'burst', '120', 'latency', '20s']
  network.run(namespace, 'tc', 'qdisc', 'add', 'dev', 'up0', 'root', ...bucket)
  return { [Symbol.dispose]: () => network.run(namespace, 'tc', 'qdisc', 'del', 'dev', 'up0', 'root') }
}

/** Gives the VIP to the second host too, and lets the router send to both: the conflict of two MASTERs. */
export function holdTwice({ router, second, vip, run }: Network): Disposable {
  const everybody = ['lladdr', 'ff:ff:ff:ff:ff:ff', 'dev', 'lan', 'nud', 'permanent']
  run(second, 'ip', 'address', 'add', `${vip}/32`, 'dev', 'lo')
  run(router, 'ip', 'neigh', 'replace', vip, ...everybody)
  return {
    [Symbol.dispose]: () => {
      run(second, 'ip', 'address', 'del', `${vip}/32`, 'dev', 'lo')
      run(router, 'ip', 'neigh', 'del', vip, 'dev', 'lan')
    },
  }
}

/** What names resolve to in a namespace; `ip netns exec` puts the files into /etc. */
export function setNames(
  namespace: string,
  files: { readonly hosts?: string; readonly resolver?: string },
): Disposable {
  const folder = `/etc/netns/${namespace}`
  mkdirSync(folder, { recursive: true })
  if (files.hosts !== undefined) writeFileSync(`${folder}/hosts`, files.hosts)
  if (files.resolver !== undefined) writeFileSync(`${folder}/resolv.conf`, `nameserver ${files.resolver}\n`)
  return { [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) }
}

function takeDown(names: readonly string[]): void {
  for (const name of names) {
    spawnSync('ip', ['netns', 'delete', name])
    rmSync(`/etc/netns/${name}`, { recursive: true, force: true })
  }
}

function execute(program: string, ...argv: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, argv, { encoding: 'utf8', timeout: 20_000 })
  if (error !== undefined) throw error
  if (status !== 0) throw new Error(`${[program, ...argv].join(' ')}: exit code ${status}: ${stderr}`)
  return stdout
}
