export type LogChild = 'vrrp' | 'checkers' | 'bfd'

/** A line of the log of keepalived or of the kernel, from a journal or from a file. */
export interface LogLine {
  /** Milliseconds since the epoch; undefined where the line has no time that can be read. */
  readonly time: number | undefined
  /** `systemd` is what the init says of keepalived's unit. */
  readonly source: 'keepalived' | 'kernel' | 'systemd'
  /** The process id that the line names. */
  readonly pid: number | undefined
  /** Which of keepalived's children it is of, where its name tells. */
  readonly child?: LogChild | undefined
  /** 0 emerg to 7 debug, as syslog(3) has them; a file does not tell. */
  readonly priority: number | undefined
  /** The message alone, without time, host and process. */
  readonly text: string
}

/** What was asked for and is not in a reading. */
export interface Unread {
  /** `the kernel's log`. */
  readonly what: string
  /** Why, without the subject, as a failure of a probe has it. */
  readonly text: string
  readonly hint?: string
}

/** What was read of a log, and how far back. */
export interface LogReading {
  /** For a reader: `the journal`, `/var/log/syslog`, `/var/log/syslog and /var/log/syslog.1`. */
  readonly from: string
  /** Oldest first, none of them older than what was asked for. */
  readonly lines: readonly LogLine[]
  /**
   * Milliseconds since the epoch from which on nothing is missing: what was asked for, or later where the log begins
   * later, was too long to be read whole, or was rotated away. undefined where that is not known.
   */
  readonly completeSince: number | undefined
  /** False where this log has no line of keepalived at all, however old: keepalived may well write elsewhere. */
  readonly knowsKeepalived: boolean
  readonly unread: readonly Unread[]
}

export type VrrpState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP'

/** An instance or a sync group that changed its role. */
export interface Transition {
  readonly time: number | undefined
  /** Name of the vrrp_instance or vrrp_sync_group. */
  readonly instance: string
  readonly isGroup: boolean
  readonly to: VrrpState
  /** The role it began with after a start or reload of keepalived: no sign of flapping. */
  readonly initial: boolean
}

/** A start, reload or stop of keepalived. */
export interface Reload {
  readonly time: number | undefined
  readonly kind: 'start' | 'reload' | 'stop'
}

/** What keepalived did to its virtual servers: one line each. */
export interface ServerChange {
  readonly time: number | undefined
  /**
   * added, removed: a real server came into the table or left it. enabled, disabled: its weight (inhibit_on_failure).
   * sorry-added, sorry-removed: the sorry server. quorum-gained, quorum-lost: a virtual server as a whole.
   */
  readonly kind:
    | 'added'
    | 'removed'
    | 'enabled'
    | 'disabled'
    | 'sorry-added'
    | 'sorry-removed'
    | 'quorum-gained'
    | 'quorum-lost'
  /** As keepalived writes it: `[192.0.2.11]:tcp:80`; undefined for a quorum. */
  readonly server: string | undefined
  /** `[192.0.2.10]:tcp:80`, `FWM 1`. */
  readonly virtualServer: string
}

/** Lines that all say the same is wrong. Plain JSON, so it can be a fact. */
export interface Trouble {
  /** Stable id of what is wrong: `vrid-taken`, `passwords-differ`, `child-died`. */
  readonly id: string
  /** Whom it concerns: an instance, an interface, a script. */
  readonly subject?: string
  /** The state it deserves by default. */
  readonly state: 'warning' | 'critical'
  /** A sentence with its subject, made of the last line. */
  readonly text: string
  readonly hint?: string
  readonly count: number
  /** Time of the first line and of the last. */
  readonly since: number | undefined
  readonly time: number | undefined
}
