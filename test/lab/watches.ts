import type { Kind } from './fault.ts'
import { addressOf, type DirectorName, directors, type HostName, hosts, markPort, vips } from './network.ts'

/** A check that looks at the cluster all the time, as it would from NRPE or from the monitoring host. */
export interface Watch {
  readonly on: HostName
  readonly check: string
  readonly argv: readonly string[]
  /** It runs as root, for what nobody else may read. */
  readonly root?: true
  /**
   * Best asked once: it waits long for what does not come, or it mends by asking what neighbours have wrong. The built
   * binary, which has to detect a fault, is asked before the agent is.
   */
  readonly isOnce?: true
}

const onDirector = (check: string) => (on: DirectorName) => ({ on, check, argv: [] })
const director = onDirector('check_lvs_director')
const drift = onDirector('check_ipvs_drift')
const config = onDirector('check_keepalived_config')

/** Real servers have a copy of the directors' file; it does not say which VIPs a firewall mark stands for. */
const marked = ['--vip', vips.mark, '--vip', vips.mark6]
const realServer = (on: HostName): Watch => ({
  on,
  check: 'check_lvs_realserver',
  argv: ['--config', '/run/lvs/d1.conf', ...(on === 'n1' ? [] : marked)],
})

const fromMonitor = (check: string, argv: readonly string[]): Watch => ({ on: 'm', check, argv })
const once = (check: string, argv: readonly string[]): Watch => ({
  ...fromMonitor(check, argv),
  isOnce: true,
})
const service = (vip: string, port: number, ...argv: readonly string[]) =>
  fromMonitor('check_vip_service', [
    '-H',
    vip,
    '-p',
    `${port}`,
    '-s',
    'Welcome',
    // A guest that others of the machine keep waiting loses a packet or two at times: the third comes after three seconds.
    '-w',
    '3.5',
    '-c',
    '6',
    // Whoever is not served is not served: with the usual ten seconds most faults would be a wait for it.
    '-t',
    '7',
    ...argv,
  ])

/** The packet filter of a real server tells root alone. */
export const filterOfR1: Watch = { ...realServer('r1'), root: true }
/** For faults that are about IPv6 alone. */
export const watchWeb6 = service(vips.web6, 80, '--connections', '8', '--config', '/run/lvs/d1.conf')
export const byTunnel6 = service(vips.web6, 8082, '--connections', '4')
export const byNat6 = service(vips.web6, 8081)

/** Who is who on the outer network, for whoever answers for a VIP. */
const known = [
  ...directors.flatMap(name => ['--director', `${name}=${hosts[name].mac}`]),
  ...(['r1', 'r2', 'r3', 'r4'] as const).flatMap(name => ['--realserver', `${name}=${hosts[name].mac}`]),
]

const asHosts = (addresses: readonly string[]) => addresses.flatMap(address => ['-H', address])
export const pingOf = (...addresses: readonly string[]) => fromMonitor('check_vip_ping', asHosts(addresses))
export const conflictOf = (...addresses: readonly string[]) =>
  once('check_vip_conflict', [
    ...asHosts(addresses),
    ...known,
    // All are asked for at once: on a busy processor that takes more than the usual ten seconds.
    ...['-t', '20'],
  ])

/** All that watches the cluster. A fault is seen by some of these, and the others have to stay quiet. */
export const watches = {
  // First those that mostly wait.
  'host d1': once('check_lvs_director', ['-H', addressOf('d1'), '-p', '5666', '-t', '6']),
  'host r1': once('check_lvs_realserver', ['-H', addressOf('r1'), '-p', '80', '-t', '6']),
  // One VIP of each family: the guest pays for every one of them with processes.
  ping: pingOf(vips.web, vips.web6),
  conflict: conflictOf(vips.web, vips.web6),
  'director d1': director('d1'),
  'director d2': director('d2'),
  'drift d1': drift('d1'),
  'drift d2': drift('d2'),
  'config d1': config('d1'),
  'config d2': config('d2'),
  pair: fromMonitor('check_keepalived_config', [
    ...['/run/lvs/d1.conf', '--copy', '--config-id', 'd1'],
    ...['--peer', '/run/lvs/d2.conf', '--peer-id', 'd2'],
  ]),
  'real server r1': realServer('r1'),
  'real server r2': realServer('r2'),
  'real server n1': realServer('n1'),
  'web IPv4': service(vips.web, 80, '--connections', '8', '--config', '/run/lvs/d1.conf'),
  'web IPv6': service(vips.web6, 80, '--connections', '8'),
  persistent: service(vips.web, 8080, '--connections', '4'),
  'with sorry server': service(vips.web, 8000, '--connections', '4'),
  'by mark': service(vips.mark, markPort),
  'by NAT': service(vips.web, 8081),
  'by tunnel': service(vips.web, 8082, '--connections', '4'),
  TLS: fromMonitor('check_vip_service', [
    ...['-I', vips.web, '-H', 'www.example.com', '-S', '--ca-cert', '/run/lvs/ca.pem'],
    ...['-C', '30,14', '--continue-after-certificate', '-s', 'Welcome'],
  ]),
} as const satisfies Record<string, Watch>

export type WatchName = keyof typeof watches
export const watchNames = Object.keys(watches) as WatchName[]

const lookOnDirectors = ['director d1', 'director d2', 'drift d1', 'drift d2'] as const
const services = ['web IPv4', 'web IPv6', 'by NAT', 'by tunnel'] as const

/**
 * What has to stay quiet in the matrix beside the faults of a kind, where they do not name it: who looks at something that such a
 * fault can touch, and what clients see. A look costs the guest's one processor up to a second, and an unchanged
 * file need not be read after each of a hundred faults. `npm run lab -- FAULT` asks all, and so do the quiet days.
 */
export const watchedFor: Readonly<Record<Kind, readonly WatchName[]>> = {
  director: [...lookOnDirectors, ...services, 'host d1', 'ping', 'conflict', 'real server r1'],
  configuration: [...lookOnDirectors, 'config d1', 'config d2', 'pair', 'web IPv4'],
  'real server': [
    ...(['host r1', 'real server r1', 'real server n1', 'drift d1', 'director d1', 'TLS'] as const),
    ...services,
  ],
  table: [...lookOnDirectors, ...services, 'persistent', 'with sorry server', 'by mark', 'TLS'],
  address: ['conflict', 'ping', 'director d1', 'director d2', 'real server r1', ...services],
  service: [...services, 'persistent', 'TLS', 'ping', 'director d1', 'drift d1', 'real server r1'],
}
