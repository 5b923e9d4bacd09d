import { quote } from '../core/text.ts'
import type { Interface } from '../host/interface.ts'
import { parseInterfaces } from '../host/parse-interfaces.ts'
import { type DefaultRoute, parseDefaultRoutes, parseRouteGet, type Route } from '../host/route.ts'
import type { Deadline } from './deadline.ts'
import { failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'command'>

/** All interfaces of this network namespace with their addresses. Needs no privilege. */
export async function readInterfaces(
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<readonly Interface[]>> {
  return askIp(['-j', '-d', 'address', 'show'], parseInterfaces, probes, deadline)
}

/** The way to an address. `unreachable` where there is none. */
export async function readRoute(
  address: string,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<Route>> {
  return askIp(['-j', 'route', 'get', address], parseRouteGet, probes, deadline)
}

/** The default routes of one family, the preferred one first. */
export async function readDefaultRoutes(
  family: 4 | 6,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<readonly DefaultRoute[]>> {
  return askIp([`-${family}`, '-j', 'route', 'show', 'default'], parseDefaultRoutes, probes, deadline)
}

/** One call of iproute2's ip, read by a parser that answers undefined for what it does not know. */
export async function askIp<T>(
  argv: readonly string[],
  parse: (stdout: string) => T | undefined,
  probes: Asking,
  deadline: Deadline,
): Promise<Outcome<T>> {
  const said = `ip ${argv.join(' ')}`
  const answer = await probes.command('ip', argv, deadline)
  if (!answer.ok) {
    return answer.kind === 'missing' ? failure('missing', answer.text, 'apt-get install iproute2') : answer
  }
  const { exitCode, signal, stdout, stderr, cut } = answer.value
  if (cut) return failure('malformed', `${said} printed more than is kept`)
  if (exitCode !== 0) {
    const error = stderr.trim()
    // What the kernel says of a way that is none: unreachable, blackhole (invalid argument), prohibit (permission denied).
    const kind = error.startsWith('RTNETLINK answers') ? 'unreachable' : 'malformed'
    return failure(
      kind,
      `${said} ended with ${signal ?? `exit code ${exitCode}`} and said ${quote(error, 200)}`,
    )
  }
  const value = parse(stdout)
  if (value !== undefined) return success(value)
  const hint = 'It takes iproute2 4.14 or later, whose ip knows -j: ip -V'
  return failure('malformed', `${said} printed what cannot be read: ${quote(stdout)}`, hint)
}
