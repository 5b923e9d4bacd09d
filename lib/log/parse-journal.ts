import type { LogLine } from './event.ts'
import { withoutConsoleStamp } from './parse-stamp.ts'
import { childOf, isKeepalived, longestText } from './parse-text.ts'

/** The fields of a journal that are looked at. */
export const journalFields = 'MESSAGE,PRIORITY,SYSLOG_IDENTIFIER,SYSLOG_PID,_PID,_TRANSPORT,UNIT'

interface Entry {
  readonly line: LogLine
  /** Written to stdout or stderr, where --log-console doubles what goes to syslog. */
  readonly isEcho: boolean
}

/**
 * What `journalctl -o json` prints, newest first as -r has it: one object a line. Lines that are no JSON, as one that
 * was cut in the middle, and messages too large for journalctl (null) are left out.
 * @returns oldest first
 */
export function parseJournal(stdout: string): readonly LogLine[] {
  const entries = stdout
    .split('\n')
    .flatMap(row => readEntry(row) ?? [])
    .reverse()
  const told = new Set(entries.filter(({ isEcho }) => !isEcho).flatMap(({ line }) => keysOf(line)))
  return entries.flatMap(({ line, isEcho }) =>
    isEcho && told.has(`${secondOf(line)} ${line.text}`) ? [] : [line],
  )
}

function keysOf(line: LogLine): string[] {
  const second = secondOf(line)
  return [second - 1, second, second + 1].map(each => `${each} ${line.text}`)
}

function secondOf({ time }: LogLine): number {
  return Math.trunc((time ?? 0) / 1000)
}

function readEntry(row: string): Entry | undefined {
  const fields = readFields(row)
  if (fields === undefined) return undefined
  const text = readMessage(fields.MESSAGE)
  if (text === undefined) return undefined
  const source = sourceOf(fields)
  if (source === undefined) return undefined
  const time = Number(fields.__REALTIME_TIMESTAMP) / 1000
  return {
    line: {
      time: Number.isFinite(time) && time > 0 ? Math.trunc(time) : undefined,
      source,
      pid: readNumber(fields.SYSLOG_PID) ?? readNumber(fields._PID),
      ...(source === 'keepalived' ? childOf(String(fields.SYSLOG_IDENTIFIER)) : {}),
      priority: readNumber(fields.PRIORITY),
      text: withoutConsoleStamp(text).slice(0, longestText).trimEnd(),
    },
    isEcho: fields._TRANSPORT === 'stdout',
  }
}

function readFields(row: string): Readonly<Record<string, unknown>> | undefined {
  if (!row.startsWith('{')) return undefined
  try {
    return JSON.parse(row) as Readonly<Record<string, unknown>>
  } catch {
    return undefined
  }
}

/** Text, or its bytes where they are no UTF-8 or hold control characters. A field that stands twice is a list. */
function readMessage(message: unknown): string | undefined {
  if (typeof message === 'string') return message
  if (!Array.isArray(message)) return undefined
  const values: readonly unknown[] = message
  if (values.every(value => typeof value === 'number'))
    return new TextDecoder().decode(Uint8Array.from(values.slice(0, longestText)))
  return values.find(value => typeof value === 'string')
}

function sourceOf(fields: Readonly<Record<string, unknown>>): LogLine['source'] | undefined {
  if (fields._TRANSPORT === 'kernel') return 'kernel'
  if (fields.UNIT !== undefined && fields._PID === '1') return 'systemd'
  const identifier = fields.SYSLOG_IDENTIFIER
  return typeof identifier === 'string' && isKeepalived(identifier) ? 'keepalived' : undefined
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'string' && /^\d{1,10}$/.test(value) ? Number(value) : undefined
}
