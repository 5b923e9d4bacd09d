/** A line of the log of keepalived or of the kernel, from a journal or from a file. */
export interface LogLine {
  /** Milliseconds since the epoch; undefined where the line has no time that can be read. */
  readonly time: number | undefined
  readonly source: 'keepalived' | 'kernel'
  /** The process id that the line names. */
  readonly pid: number | undefined
  /** 0 emerg to 7 debug, as syslog(3) has them; a file does not tell. */
  readonly priority: number | undefined
  /** The message alone, without time, host and process. */
  readonly text: string
}

/** What was read of a log, and how far back. */
export interface LogReading {
  /** `journalctl` or the path of a file. */
  readonly from: string
  /** Oldest first. */
  readonly lines: readonly LogLine[]
  /** Milliseconds since the epoch from which on nothing is missing; undefined where that is not known. */
  readonly completeSince: number | undefined
}

export type VrrpState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP'

/** An instance that changed its role. */
export interface Transition {
  readonly time: number | undefined
  readonly instance: string
  readonly to: VrrpState
}

/** Lines that all say the same is wrong. Plain JSON, so it can be a fact. */
export interface Trouble {
  /** Stable id of what is wrong: `vrid-taken`, `passwords-differ`, `child-died`. */
  readonly id: string
  /** A sentence with its subject, made of the last line. */
  readonly text: string
  readonly hint?: string
  readonly count: number
  /** Time of the last line. */
  readonly time: number | undefined
}
