import {
  type Process,
  type ProcessStatus,
  parseCommandLine,
  parseProcessStat,
  parseProcessStatus,
  parseUptime,
} from '../host/processes.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

type Asking = Pick<Probes, 'readFile'>

const fileLimit = 65_536

/** A process by its id. `missing` where there is none, or where /proc hides it: see explainHiding(). */
export async function readProcess(pid: number, probes: Asking): Promise<Outcome<Process>> {
  const content = await probes.readFile(`/proc/${pid}/stat`, fileLimit)
  if (!content.ok) return content
  const process = parseProcessStat(content.value.toString('utf8'))
  return process === undefined
    ? failure('malformed', `/proc/${pid}/stat is not as the kernel writes it`)
    : success(process)
}

/** The words that a process was started with; none where they cannot be read. */
export async function readCommandLine(pid: number, probes: Asking): Promise<readonly string[]> {
  const content = await probes.readFile(`/proc/${pid}/cmdline`, 1_000_000)
  return content.ok ? parseCommandLine(content.value.toString('utf8')) : []
}

export async function readProcessStatus(pid: number, probes: Asking): Promise<ProcessStatus> {
  const content = await probes.readFile(`/proc/${pid}/status`, fileLimit)
  return parseProcessStatus(content.ok ? content.value.toString('utf8') : '')
}

/** Seconds since the host was started, by the clock that start times of processes are told in. */
export async function readUptime(probes: Asking): Promise<Outcome<number>> {
  const content = await probes.readFile('/proc/uptime', 1_000)
  if (!content.ok) return content
  const uptime = parseUptime(content.value.toString('latin1'))
  return uptime === undefined
    ? failure('malformed', '/proc/uptime is not as the kernel writes it')
    : success(uptime)
}

/**
 * A failure where this user cannot see the processes of others, so that one which is not seen may well be there: process
 * 1 always is. undefined where all processes can be seen.
 */
export async function explainHiding(probes: Asking): Promise<Failure | undefined> {
  const first = await readProcess(1, probes)
  if (first.ok) return undefined
  const mounts = await probes.readFile('/proc/mounts', 16 * 1024 * 1024)
  if (!mounts.ok)
    return failure(first.kind, `the processes of this host cannot be seen: ${first.text}`, first.hint)
  const text = '/proc shows this user its own processes only (mount option hidepid)'
  const hint =
    'Let the user of the check see them, as root: groupadd -f procview; usermod -aG procview nagios; mount -o remount,hidepid=2,gid=procview /proc (and the same options in /etc/fstab)'
  return failure('denied', text, hint)
}

/** Whether a process is in our network namespace. Everybody may look at this file; ns/net is for its owner alone. */
export async function readNetwork(
  pid: number,
  probes: Pick<Probes, 'describeFile'>,
): Promise<'same' | 'other' | 'unknown'> {
  const [theirs, ours] = await Promise.all([
    probes.describeFile(`/proc/${pid}/net/dev`),
    probes.describeFile('/proc/self/net/dev'),
  ])
  if (!theirs.ok || !ours.ok) return 'unknown'
  return theirs.value.inode === ours.value.inode ? 'same' : 'other'
}

/** Whether the check runs in a network namespace of ip-netns(8): such a name is a link to it, which everybody may look at. */
export async function isInNamespace(name: string, probes: Pick<Probes, 'describeFile'>): Promise<boolean> {
  const [theirs, ours] = await Promise.all([
    probes.describeFile(`/run/netns/${name}`),
    probes.describeFile('/proc/self/ns/net'),
  ])
  return theirs.ok && ours.ok && theirs.value.inode === ours.value.inode
}
