import type { LogClock } from '../log/clock.ts'
import type { LogLine, LogReading, Unread } from '../log/event.ts'
import type { Deadline } from './deadline.ts'
import { type JournalEnd, readJournal, readJournalPrivileged } from './journal.ts'
import { type LogFileEnd, readDmesg, readLogFile } from './log-file.ts'
import { type Failure, failure, type Outcome, success } from './outcome.ts'
import type { Probes } from './probes.ts'

export interface LogRequest {
  /** Milliseconds since the epoch: older lines are left out. */
  readonly since: number
  /** A log file to read instead of what is found: of syslog, or of keepalived's own --log-file. */
  readonly file?: string
  /** Whether lines of the kernel are wanted too. */
  readonly kernel: boolean
  /** Keepalived's unit in systemd; `keepalived.service` by default. */
  readonly unit?: string
  /** A folder of journal files instead of this host's journal. */
  readonly journal?: string
}

export type LogProbes = Pick<Probes, 'command' | 'readFileEnd' | 'listFolder'>

/** Where syslog daemons write to, and where keepalived is often told to. */
export const usualFiles: readonly string[] = [
  '/var/log/keepalived.log',
  '/var/log/syslog',
  '/var/log/messages',
]
const kernelFile = '/var/log/kern.log'
/** Something writes to a syslog every hour: a file that has rested for a day is one of the past. */
const staleAfter = 86_400_000

/**
 * The end of the log of keepalived and of the kernel: of the file that was named; else of the journal, else of the
 * usual files of syslog. Bounded in bytes and lines. A reading may lack a part that was asked for: see `unread`.
 * Failures: `denied` with what to grant where nothing could be read, `missing` where this host has no log.
 */
export async function readLog(
  request: LogRequest,
  probes: LogProbes,
  deadline: Deadline,
): Promise<Outcome<LogReading>> {
  const clock = clockOf(request, deadline)
  if (request.file !== undefined) return readNamed(request.file, request, clock, probes)
  const journal = await readJournal(request, probes, deadline)
  if (request.journal !== undefined) return journal.ok ? success(ofJournal(journal.value, request)) : journal
  if (journal.ok && journal.value.knowsKeepalived)
    return withKernel(ofJournal(journal.value, request), request, clock, probes, deadline)
  return readOthers(journal, request, clock, probes, deadline)
}

async function readNamed(
  file: string,
  request: LogRequest,
  clock: LogClock,
  probes: LogProbes,
): Promise<Outcome<LogReading>> {
  const read = await readLogFile(file, request.since, clock, probes)
  return read.ok ? success(ofFile(read.value, request)) : read
}

/** Where the journal knows nothing of keepalived: files, then the journal by sudo. */
async function readOthers(
  journal: Outcome<JournalEnd>,
  request: LogRequest,
  clock: LogClock,
  probes: LogProbes,
  deadline: Deadline,
): Promise<Outcome<LogReading>> {
  const files = await Promise.all(usualFiles.map(path => readLogFile(path, request.since, clock, probes)))
  const fresh = files.flatMap(file => (file.ok && !isStale(file.value, clock) ? [file.value] : []))
  const telling = fresh.find(({ knowsKeepalived }) => knowsKeepalived)
  if (telling !== undefined) return withKernel(ofFile(telling, request), request, clock, probes, deadline)
  if (journal.ok) return success(ofJournal(journal.value, request))
  if (journal.kind === 'denied') {
    const sudo = await readJournalPrivileged(request, probes, deadline)
    return sudo.ok ? success(ofJournal(sudo.value, request)) : journal
  }
  const closed = files.find(file => !file.ok && file.kind === 'denied')
  if (closed?.ok === false) return closed
  if (journal.kind !== 'missing') return journal
  const silent = fresh[0]
  if (silent !== undefined) return withKernel(ofFile(silent, request), request, clock, probes, deadline)
  return noLog(journal)
}

function isStale({ path, modified }: LogFileEnd, { now }: LogClock): boolean {
  return path !== usualFiles[0] && now - modified > staleAfter
}

function noLog(journal: Failure): Outcome<never> {
  return failure(
    'missing',
    `this host has no log of keepalived: ${journal.text}, and none of ${usualFiles.join(', ')} is in use`,
    '--log FILE names it. If the journal has it and shows it to others: usermod -aG systemd-journal nagios, then restart the NRPE daemon',
  )
}

function ofJournal(journal: JournalEnd, { since, kernel }: LogRequest): LogReading {
  const missed = kernel && !journal.kernel.ok ? [journal.kernel] : []
  return {
    from: 'the journal',
    lines: merge(journal.keepalived, journal.kernel.ok ? journal.kernel.value : [], since),
    completeSince: journal.completeSince,
    knowsKeepalived: journal.knowsKeepalived,
    unread: missed.map(unreadKernel),
  }
}

function ofFile(file: LogFileEnd, { since, kernel }: LogRequest): LogReading {
  return {
    from: file.from,
    lines: merge(
      file.lines.filter(({ source }) => kernel || source !== 'kernel'),
      [],
      since,
    ),
    completeSince: file.completeSince,
    knowsKeepalived: file.knowsKeepalived,
    unread: [],
  }
}

/** The kernel's log from elsewhere, where a reading has no line of it. */
async function withKernel(
  reading: LogReading,
  request: LogRequest,
  clock: LogClock,
  probes: LogProbes,
  deadline: Deadline,
): Promise<Outcome<LogReading>> {
  const isTold = reading.lines.some(({ source }) => source === 'kernel')
  const isWanted = request.kernel && (reading.from !== 'the journal' || reading.unread.length > 0)
  if (!isWanted || isTold) return success(reading)
  const found = await findKernelLog(reading.from, request, clock, probes, deadline)
  if (!found.ok) return success({ ...reading, unread: [unreadKernel(found)] })
  return success({ ...reading, lines: merge(reading.lines, found.value, request.since), unread: [] })
}

async function findKernelLog(
  from: string,
  request: LogRequest,
  clock: LogClock,
  probes: LogProbes,
  deadline: Deadline,
): Promise<Outcome<readonly LogLine[]>> {
  // Syslog's own file has the kernel's lines, unless a file of their own does.
  const isOwn = from.startsWith(usualFiles[0] ?? '')
  if (!isOwn && from !== 'the journal') return success([])
  const dmesg = await readDmesg(clock, probes, deadline)
  if (dmesg.ok) return dmesg
  const files = await Promise.all(
    [kernelFile, ...usualFiles.slice(1)].map(path => readLogFile(path, request.since, clock, probes)),
  )
  const open = files.find(file => file.ok)
  return open?.ok === true ? success(open.value.lines.filter(({ source }) => source === 'kernel')) : dmesg
}

function unreadKernel({ text, hint }: Failure): Unread {
  return { what: "the kernel's log", text, ...(hint === undefined ? {} : { hint }) }
}

/** Oldest first, none from before `since`. Lines without a time stay behind those they follow. */
function merge(lines: readonly LogLine[], others: readonly LogLine[], since: number): readonly LogLine[] {
  const recent = [...lines, ...others].filter(({ time }) => time === undefined || time >= since)
  if (others.length === 0) return recent
  return recent.toSorted((one, other) => (one.time ?? 0) - (other.time ?? 0))
}

/** The offsets of the local clock are data for those who read times without a zone. */
function clockOf({ since }: LogRequest, deadline: Deadline): LogClock {
  const now = deadline.today()
  const offsets = [now, since].map(time => -new Date(time).getTimezoneOffset())
  return { now, offsets: [...new Set(offsets)] }
}
