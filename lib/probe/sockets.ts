import parsers from 'node-netstat/lib/parsers.js'
import {
  type Ipv6Wildcard,
  parseIpv6Wildcards,
  parseProcSockets,
  parseSctpEndpoints,
  toSocket,
} from '../host/parse-sockets.ts'
import type { Socket } from '../host/socket.ts'
import type { Deadline } from './deadline.ts'
import { failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'command' | 'readFile'>

/** The sockets that listen, and where they were read. */
export interface SocketReading {
  readonly from: 'netstat' | '/proc/net'
  readonly sockets: readonly Socket[]
}

/** A busy host has tens of thousands of connections in these files, of 150 bytes each. */
const procLimit = 64 * 1024 * 1024

/**
 * All sockets of this network namespace that listen. netstat is asked where it is installed, and /proc/net read where
 * it is not, or where it says what cannot be read. SCTP is in /proc/net alone. Needs no privilege.
 */
export async function readSockets(probes: Asking, deadline: Deadline): Promise<Outcome<SocketReading>> {
  const [told, sctp] = await Promise.all([askNetstat(probes, deadline), readSctp(probes)])
  if (told !== undefined) return success({ from: 'netstat', sockets: [...told, ...sctp] })
  const read = await readProcNet(probes)
  return read.ok ? success({ from: '/proc/net', sockets: [...read.value, ...sctp] }) : read
}

/** What netstat tells; undefined where it is not there or cannot be understood in every line. */
export async function askNetstat(probes: Asking, deadline: Deadline): Promise<readonly Socket[] | undefined> {
  // -W keeps long addresses whole, in net-tools and in busybox.
  const answer = await probes.command('netstat', ['-lntuW'], deadline)
  if (!answer.ok) return undefined
  const { exitCode, stdout, cut } = answer.value
  return exitCode === 0 && !cut ? readNetstat(stdout) : undefined
}

/**
 * The lines of `netstat -lntuW` by the npm package `node-netstat`, which reads a line at a time; undefined when one that
 * is about a socket cannot be read.
 */
export function readNetstat(text: string): readonly Socket[] | undefined {
  const lines = text.split('\n')
  if (!lines.some(line => line.startsWith('Proto '))) return undefined
  const sockets: Socket[] = []
  for (const line of lines) {
    if (!/^(?:tcp|udp)6?\s/.test(line)) continue
    const socket = readNetstatLine(line)
    if (socket === undefined) return undefined
    if (socket !== 'other') sockets.push(socket)
  }
  return sockets
}

function readNetstatLine(line: string): Socket | 'other' | undefined {
  const found: (Socket | 'other' | undefined)[] = []
  try {
    parsers.linux(line, item => {
      const isTcp = item.protocol.startsWith('tcp')
      // Some print what is connected as well.
      if (isTcp ? item.state !== 'LISTEN' : Number.isInteger(item.remote.port)) return found.push('other')
      // All addresses are null to it, of whichever family, and busybox has no tcp6.
      const isIpv6 = item.protocol.endsWith('6') || /\s:::\d+\s/.test(line)
      const address = item.local.address ?? (isIpv6 ? '::' : '0.0.0.0')
      const socket = toSocket(isTcp ? 'TCP' : 'UDP', address, item.local.port ?? 0)
      const waiting = isTcp ? Number(/^\S+\s+(\d+)\s/.exec(line)?.[1] ?? 0) : 0
      return found.push(socket === undefined || waiting === 0 ? socket : { ...socket, waiting })
    })
  } catch {
    return undefined
  }
  return found[0]
}

/** /proc/net, all of it or a failure: half of the sockets would make a service look stopped. */
export async function readProcNet(probes: Asking): Promise<Outcome<readonly Socket[]>> {
  const sockets: Socket[] = []
  for (const [name, protocol] of [
    ['tcp', 'TCP'],
    ['udp', 'UDP'],
    ['tcp6', 'TCP'],
    ['udp6', 'UDP'],
  ] as const) {
    const content = await probes.readFile(`/proc/net/${name}`, procLimit)
    // A kernel without IPv6 has no such file.
    if (!content.ok && content.kind === 'missing' && name.endsWith('6')) continue
    if (!content.ok) return content
    const read = parseProcSockets(content.value.toString('latin1'), protocol)
    if (read === undefined) return failure('malformed', `/proc/net/${name} is no table of sockets`)
    sockets.push(...read)
  }
  return success(sockets)
}

/** Without SCTP in the kernel there is no such file, and no such socket. */
async function readSctp(probes: Asking): Promise<readonly Socket[]> {
  const content = await probes.readFile('/proc/net/sctp/eps', procLimit)
  return content.ok ? (parseSctpEndpoints(content.value.toString('latin1')) ?? []) : []
}

/** Which sockets on all addresses of IPv6 take IPv4 as well: only ss can tell. undefined where it does not. */
export async function askIpv6Wildcards(
  probes: Asking,
  deadline: Deadline,
): Promise<readonly Ipv6Wildcard[] | undefined> {
  const answer = await probes.command('ss', ['-Hlntu'], deadline)
  return answer.ok && answer.value.exitCode === 0 ? parseIpv6Wildcards(answer.value.stdout) : undefined
}
