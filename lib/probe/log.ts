import type { LogReading } from '../log/event.ts'
import type { Deadline } from './deadline.ts'
import { failure, type Outcome } from './outcome.ts'
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

/**
 * The end of the log of keepalived and of the kernel: of the file that was named; else of the journal, else of the
 * usual files of syslog. Bounded in bytes and lines. A reading may lack a part that was asked for: see `unread`.
 * Failures: `denied` with what to grant where nothing could be read, `missing` where this host has no log.
 */
export async function readLog(
  _request: LogRequest,
  _probes: Pick<Probes, 'command' | 'readFileEnd'>,
  _deadline: Deadline,
): Promise<Outcome<LogReading>> {
  return failure('missing', 'the log is not read yet')
}
