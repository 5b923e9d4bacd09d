import { basename, dirname } from 'node:path'
import type { LogClock } from '../log/clock.ts'
import type { LogLine } from '../log/event.ts'
import { type ParsedText, parseDmesg, parseText } from '../log/parse-text.ts'
import type { Deadline } from './deadline.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

/** The end of a log file, with that of the one it was rotated into where it begins too late. */
export interface LogFileEnd {
  readonly path: string
  /** `/var/log/syslog and /var/log/syslog.1`. */
  readonly from: string
  /** Oldest first, older ones than asked for among them. */
  readonly lines: readonly LogLine[]
  readonly completeSince: number | undefined
  readonly knowsKeepalived: boolean
  /** Milliseconds since the epoch. */
  readonly modified: number
}

type Asking = Pick<Probes, 'readFileEnd' | 'listFolder'>

/** Mostly enough for minutes. */
const firstBytes = 262_144
const mostBytes = 4_194_304
/** Names in a folder of logs. */
const mostNames = 5000

interface Part extends ParsedText {
  /** The file has more, before this. */
  readonly isPart: boolean
  readonly modified: number
}

/**
 * The end of a log file, as far back as `since` where 4 MiB reach so far. Continues into FILE.1 or FILE-YYYYMMDD when
 * the file begins later. Fails as reading the file does.
 */
export async function readLogFile(
  path: string,
  since: number,
  clock: LogClock,
  probes: Asking,
): Promise<Outcome<LogFileEnd>> {
  const first = await readPart(path, firstBytes, clock, probes)
  if (!first.ok) return explain(path, first)
  const isEnough = !first.value.isPart || (reaches(first.value, since) && knows(first.value.lines))
  const whole = isEnough ? first : await readPart(path, mostBytes, clock, probes)
  if (!whole.ok) return explain(path, whole)
  const part = whole.value
  const previous = part.isPart || reaches(part, since) ? undefined : await readPrevious(path, clock, probes)
  const lines = [...(previous?.part.lines ?? []), ...part.lines]
  const begins = previous?.part.begins ?? part.begins
  return success({
    path,
    from: previous === undefined ? path : `${path} and ${previous.path}`,
    lines,
    completeSince: begins === undefined ? undefined : Math.max(since, begins),
    knowsKeepalived: knows(lines),
    modified: part.modified,
  })
}

/** The kernel's own memory of what it said. Everybody may ask, unless kernel.dmesg_restrict is 1. */
export async function readDmesg(
  clock: LogClock,
  probes: Pick<Probes, 'command'>,
  deadline: Deadline,
): Promise<Outcome<readonly LogLine[]>> {
  const answer = await probes.command('dmesg', ['--time-format', 'iso'], deadline)
  if (!answer.ok) return answer
  const { exitCode, stdout, stderr, cut } = answer.value
  if (exitCode === 0 && !cut) return success(parseDmesg(stdout, clock))
  if (/not permitted|denied/.test(stderr)) {
    const hint =
      'Let the user of the check read the journal or /var/log/kern.log: usermod -aG systemd-journal,adm nagios, then restart the NRPE daemon'
    return failure('denied', 'this user may not read it, neither by dmesg nor from a file', hint)
  }
  return failure('malformed', `dmesg ended with ${exitCode ?? 'a signal'} and cannot be read`)
}

async function readPart(
  path: string,
  bytes: number,
  clock: LogClock,
  probes: Asking,
): Promise<Outcome<Part>> {
  const end = await probes.readFileEnd(path, bytes)
  if (!end.ok) return end
  const isPart = end.value.offset > 0
  const text = end.value.bytes.toString('utf8')
  // The first line has lost its beginning.
  const whole = isPart ? text.slice(text.indexOf('\n') + 1) : text
  return success({ ...parseText(whole, clock), isPart, modified: end.value.modified })
}

async function readPrevious(
  path: string,
  clock: LogClock,
  probes: Asking,
): Promise<{ path: string; part: Part } | undefined> {
  for (const candidate of [`${path}.1`, await findDated(path, probes)]) {
    if (candidate === undefined) continue
    const part = await readPart(candidate, mostBytes, clock, probes)
    if (part.ok) return { path: candidate, part: part.value }
  }
  return undefined
}

/** logrotate's dateext: `messages-20261125`. */
async function findDated(path: string, probes: Asking): Promise<string | undefined> {
  const names = await probes.listFolder(dirname(path), mostNames)
  if (!names.ok) return undefined
  const own = `${basename(path)}-`
  const newest = names.value
    .filter(name => name.startsWith(own) && /^\d{8}$/.test(name.slice(own.length)))
    .at(-1)
  return newest === undefined ? undefined : `${dirname(path)}/${newest}`
}

function reaches({ begins }: Part, since: number): boolean {
  return begins !== undefined && begins <= since
}

function knows(lines: readonly LogLine[]): boolean {
  return lines.some(({ source }) => source === 'keepalived')
}

function explain(path: string, reason: Failure): Failure {
  if (reason.kind !== 'denied') return reason
  const hint = `Let the user of the check read it: setfacl -m u:nagios:r ${path}, or where its group is adm: usermod -aG adm nagios, then restart the NRPE daemon`
  return { ...reason, hint }
}
