import type { LogClock } from './clock.ts'
import type { LogChild, LogLine } from './event.ts'
import { readStamp, type Stamped } from './parse-stamp.ts'

/** What a file of a log holds. */
export interface ParsedText {
  /** Oldest first: lines of keepalived, of the kernel, and of systemd about keepalived; those of others are dropped. */
  readonly lines: readonly LogLine[]
  /** Time of the first line that has one, whoever wrote it. */
  readonly begins: number | undefined
  /** Time of the last such line. */
  readonly ends: number | undefined
}

/** Nothing that is known is longer: the rest of a line is cut off. */
export const longestText = 2000

/** `Keepalived_vrrp[31]: …`; the host in front of it, and BusyBox's facility and priority, may be missing. */
const tagged = /^(?:\S{1,255} )?(?:\w{1,10}\.(\w{1,8}) )?([\w./@:()-]{1,80}?)(?:\[(\d{1,10})\])?: ?/
/** Host, program, process id, id of the message, structured data without quoted brackets in it. */
const tagged5424 = /^\S{1,255} (\S{1,80}) (\S{1,128}) \S{1,32} (?:-|\[[^\]]{0,2000}\]) ?(?:\ufeff)?/
const uptime = /^\[ {0,10}\d{1,10}\.\d{1,9}\] /
const names = ['emerg', 'alert', 'crit', 'err', 'warn', 'notice', 'info', 'debug']

/**
 * The lines of a log file: of syslog in its old form, in ISO 8601 or RFC 5424, or of keepalived's own --log-file.
 * @param text from the beginning of a line on
 */
export function parseText(text: string, clock: LogClock): ParsedText {
  const rows = text.split('\n')
  return {
    lines: rows.flatMap(row => parseRow(row, clock) ?? []),
    begins: firstTime(rows, clock),
    ends: firstTime(rows.toReversed(), clock),
  }
}

/** What `dmesg --time-format iso` prints: a time and the message. */
export function parseDmesg(text: string, clock: LogClock): readonly LogLine[] {
  return text.split('\n').flatMap(row => {
    const stamped = readStamp(row, clock)
    return stamped === undefined ? [] : [kernelLine(stamped.time, undefined, stamped.rest)]
  })
}

function firstTime(rows: readonly string[], clock: LogClock): number | undefined {
  for (const row of rows) {
    const time = readStamp(row.slice(0, 200), clock)?.time
    if (time !== undefined) return time
  }
  return undefined
}

/** Looked at cheaply first: nearly all lines of a syslog are of others. */
function parseRow(row: string, clock: LogClock): LogLine | undefined {
  const head = row.slice(0, longestText)
  const start = head.slice(0, 400)
  if (!/eepalived|kernel/.test(start) && !/ \d{4}: /.test(start.slice(0, 40))) return undefined
  const stamped = readStamp(head, clock)
  if (stamped === undefined) return undefined
  if (stamped.style === 'console') return keepalivedLine(stamped.time, undefined, undefined, stamped.rest)
  return stamped.style === 'rfc5424' ? parse5424(stamped) : parseTagged(stamped)
}

function parseTagged({ time, rest }: Stamped): LogLine | undefined {
  const found = tagged.exec(rest)
  if (found === null) return undefined
  const [all, level, tag = '', pid] = found
  return ofProgram(tag, time, priorityOf(level), pid, rest.slice(all.length))
}

function parse5424({ time, rest }: Stamped): LogLine | undefined {
  const found = tagged5424.exec(rest)
  if (found === null) return undefined
  const [all, tag = '', pid] = found
  return ofProgram(tag, time, undefined, pid, rest.slice(all.length))
}

function ofProgram(
  tag: string,
  time: number | undefined,
  priority: number | undefined,
  pid: string | undefined,
  text: string,
): LogLine | undefined {
  if (isKeepalived(tag)) return { ...keepalivedLine(time, priority, pid, text), ...childOf(tag) }
  if (tag === 'kernel') return kernelLine(time, priority, text)
  if (tag === 'systemd' && /keepalived/.test(text))
    return { time, source: 'systemd', pid: 1, priority, text: cut(text) }
  return undefined
}

/** Keepalived's processes by the names they log with; an instance or namespace of its own stands behind an underscore. */
export function isKeepalived(identifier: string): boolean {
  return /^[Kk]eepalived(?:_[\w-]{1,60})?$/.test(identifier)
}

const children: Readonly<Record<string, LogChild>> = { vrrp: 'vrrp', healthcheckers: 'checkers', bfd: 'bfd' }

/** Which child of keepalived logs with this name; of the parent, and of a name that does not tell, nothing. */
export function childOf(identifier: string): { readonly child?: LogChild } {
  const child = children[/^[Kk]eepalived_([a-z]{1,20})/.exec(identifier)?.[1] ?? '']
  return child === undefined ? {} : { child }
}

function keepalivedLine(
  time: number | undefined,
  priority: number | undefined,
  pid: string | undefined,
  text: string,
): LogLine {
  const number = Number(pid)
  return {
    time,
    source: 'keepalived',
    pid: Number.isInteger(number) ? number : undefined,
    priority,
    text: cut(text),
  }
}

function kernelLine(time: number | undefined, priority: number | undefined, text: string): LogLine {
  return { time, source: 'kernel', pid: undefined, priority, text: cut(text.replace(uptime, '')) }
}

function cut(text: string): string {
  return text.slice(0, longestText).trimEnd()
}

function priorityOf(name: string | undefined): number | undefined {
  const at = names.indexOf(name ?? '')
  return at < 0 ? undefined : at
}
