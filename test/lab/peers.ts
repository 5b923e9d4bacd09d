import type { Cluster } from './cluster.ts'
import { vips } from './network.ts'

/** What a plugin of monitoring-plugins said, asked as the manuals have it. */
export interface PeerAnswer {
  readonly name: string
  readonly exitCode: number | null
  readonly line: string
}

const folder = '/usr/lib/nagios/plugins'

/** Seconds, half of what is usual: whoever is silent is silent. */
const patience = ['-t', '5']

/** Asks check_ping, check_tcp and check_http of the VIP, as clusters are watched without us. */
export async function askPeers(cluster: Cluster, port = 80): Promise<PeerAnswer[]> {
  const tls = port === 443 ? ['-S', '-H', 'www.example.com'] : []
  const calls: readonly (readonly [string, readonly string[]])[] = [
    ['check_ping', ['-H', vips.web, '-w', '100,20%', '-c', '500,60%', '-p', '3', ...patience]],
    ['check_tcp', ['-H', vips.web, '-p', `${port}`, ...patience]],
    ['check_http', ['-I', vips.web, '-p', `${port}`, ...tls, ...patience]],
  ]
  return Promise.all(
    calls.map(async ([name, argv]) => {
      const { exitCode, stdout } = await cluster.hosts.m.check(`${folder}/${name}`, argv)
      return { name, exitCode, line: stdout.split(/[\n|]/)[0]?.trim() ?? '' }
    }),
  )
}
