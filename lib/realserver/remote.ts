import { commonOptions, familyOf } from '../cli/common.ts'
import type { Table, Values } from '../cli/option.ts'
import { parseOptions } from '../cli/parse.ts'
import { limits } from '../ping/kind.ts'
import { planPing } from '../ping/plan.ts'
import type { Deadline } from '../probe/deadline.ts'
import type { PingRequest } from '../probe/ping.ts'
import type { Probes } from '../probe/probes.ts'
import { gatherHttp } from '../service/http-gather.ts'
import { type HttpGiven, httpOptions } from '../service/http-options.ts'
import { gatherTcp } from '../service/tcp.ts'
import { type TcpGiven, tcpOptions } from '../service/tcp-options.ts'
import type { RemoteFacts } from './facts.ts'
import type { RealServerOptions } from './options.ts'

/** The thresholds that check_vip_ping has by default: what a host must do to be there. */
export const pingLimits = {
  warning: limits.parse('200,40%') ?? { rta: 200, loss: 40 },
  critical: limits.parse('500,80%') ?? { rta: 500, loss: 80 },
}
const interval = 0.2

/** Asks a real server from outside: ping, TCP ports and a page, all at once, past the director. */
export async function gatherRemote(
  options: RealServerOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<RemoteFacts> {
  const [ping, ports, page] = await Promise.all([
    askPing(options, probes, deadline),
    Promise.all(portsToAsk(options).map(port => askPort(port, options, probes, deadline))),
    askPage(options, probes, deadline),
  ])
  return { ...ping, ports, ...page }
}

async function askPing(
  options: RealServerOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Pick<RemoteFacts, 'ping'>> {
  const { hostname: target = '', packets, timeout } = options
  const family = familyOf(options)
  if (packets === 0) return {}
  const { seconds } = planPing({
    targets: 1,
    packets,
    interval,
    critical: pingLimits.critical.rta / 1000,
    timeout,
  })
  const request: PingRequest = {
    target,
    ...(family === undefined ? {} : { family }),
    packets,
    interval,
    seconds,
    size: 56,
  }
  return { ping: { target, answer: await probes.ping(request, deadline) } }
}

/** Where a page is asked for, that is a connection as well. */
export function portsToAsk(options: RealServerOptions): number[] {
  const ports = [...new Set(options.port.map(({ port }) => port))]
  return options.url === undefined ? ports : ports.filter(port => port !== pagePort(options))
}

function pagePort({ port, ssl }: RealServerOptions): number {
  return port[0]?.port ?? (ssl ? 443 : 80)
}

async function askPort(port: number, options: RealServerOptions, probes: Probes, deadline: Deadline) {
  const { vip } = await gatherTcp(tcpGiven(options, port), probes, deadline)
  const [attempt] = vip
  if (attempt === undefined) throw new Error('no connection was asked for')
  return attempt
}

async function askPage(
  options: RealServerOptions,
  probes: Probes,
  deadline: Deadline,
): Promise<Pick<RemoteFacts, 'page'>> {
  if (options.url === undefined) return {}
  const { vip } = await gatherHttp(httpGiven(options), probes, deadline)
  const [page] = vip
  return page === undefined ? {} : { page }
}

/** What check_vip_service would be called with for one of the ports. */
export function tcpGiven(options: RealServerOptions, port: number): TcpGiven {
  return read(tcpOptions, options, ['-H', options.hostname ?? '', '-p', String(port)])
}

/** What check_vip_service would be called with for the page. */
export function httpGiven(options: RealServerOptions): HttpGiven {
  const { hostname = '', url = '/', vhost, expect, string, ssl } = options
  return read(httpOptions, options, [
    ...['-I', hostname, '-H', vhost ?? hostname, '-u', url, '-p', String(pagePort(options))],
    ...(expect === undefined ? [] : ['-e', expect.join(',')]),
    ...string.flatMap(each => ['-s', each]),
    ...(ssl ? ['-S'] : []),
    ...(options['no-verify'] ? ['--no-verify'] : []),
  ])
}

function read<T extends Table>(
  table: T,
  { timeout, 'use-ipv4': four, 'use-ipv6': six }: RealServerOptions,
  words: readonly string[],
): Values<T & typeof commonOptions> {
  const common = ['-t', String(timeout), ...(four ? ['-4'] : []), ...(six ? ['-6'] : [])]
  const parsed = parseOptions({ ...commonOptions, ...table }, [...words, ...common])
  // Every word has been taken by an option of the same kind already.
  if (!parsed.ok) throw new Error(parsed.problem)
  return parsed.values as Values<T & typeof commonOptions>
}
