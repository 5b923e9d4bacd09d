import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { type Cluster, write } from '../cluster.ts'
import type { Step } from '../fault.ts'
import { markPort, vips } from '../network.ts'

/** A client that `sh` leads to the real server that is replaced; the monitoring host itself is led to another one. */
const other = '192.0.2.102'

const urls = [
  `http://${vips.web}/`,
  `http://[${vips.web6}]/`,
  ...[8080, 8000, 8081, 8082].map(port => `http://${vips.web}:${port}/`),
  ...[8081, 8082].map(port => `http://[${vips.web6}]:${port}/`),
  `http://${vips.mark}:${markPort}/`,
  `http://${vips.mark}:${markPort}/ ${other}`,
  `http://[${vips.mark6}]:${markPort}/`,
  `https://${vips.web}/`,
  `udp://${vips.web}:53`,
]

/** One request of a client. */
export interface Asked {
  readonly url: string
  /** Milliseconds until it was served; or why it was not. */
  readonly took?: number
  readonly failure?: string
}

const program = readFileSync(fileURLToPath(new URL('asking.ts', import.meta.url)), 'utf8')

/** Clients ask one service after the other, ten times a second, until `endClients`. */
export async function startClients({ hosts: { m } }: Cluster): Promise<void> {
  await m.shell(`ip address add ${other}/24 dev eth0
mkdir -p /run/clients
touch /run/clients/sent /run/clients/served /run/clients/failed
${write('/run/clients/urls', `${urls.join('\n')}\n`)}${write('/run/clients/asking.mts', program)}
/lab/node /run/clients/asking.mts </dev/null >/run/clients/log 2>&1 &
echo $! >/run/clients/pid
until [ -s /run/clients/sent ]; do sleep 0.1; done
`)
}

/** How many requests there have been. */
export async function countRequests({ hosts: { m } }: Cluster): Promise<number> {
  return Number(await m.shell('wc -l </run/clients/sent'))
}

/** All requests, in their order, once each of them has been answered or given up. */
export async function endClients({ hosts: { m } }: Cluster): Promise<readonly Asked[]> {
  await m.shell('touch /run/clients/enough\nwhile [ -d /proc/$(cat /run/clients/pid) ]; do sleep 0.2; done')
  const [sent, served, failed] = await Promise.all(
    ['sent', 'served', 'failed'].map(async name => rows(await m.shell(`cat /run/clients/${name}`))),
  )
  const [times, failures] = [new Map(served), new Map(failed)]
  return (sent ?? []).map(([number, url]) => ({
    url,
    ...(times.has(number) ? { took: Number(times.get(number)) } : {}),
    ...(failures.has(number) ? { failure: failures.get(number) ?? '' } : {}),
  }))
}

/** Clients ask for this, too, or not any more. */
export function offer(url: string): Step {
  return { on: 'm', run: `echo '${url}' >>/run/clients/urls` }
}
export function withdraw(url: string): Step {
  const rest = `grep -vF '${url}' /run/clients/urls >/run/clients/urls.new`
  return { on: 'm', run: `${rest}\nmv /run/clients/urls.new /run/clients/urls` }
}

function rows(text: string): [number, string][] {
  return text
    .split('\n')
    .filter(line => line !== '')
    .map(line => {
      const end = line.indexOf(' ')
      return [Number(line.slice(0, end)), line.slice(end + 1)]
    })
}
