import { type LogClock, resolveTime, type WrittenTime } from './clock.ts'

/** The time a line begins with, and what follows it. */
export interface Stamped {
  readonly time: number | undefined
  /** `syslog`: host, tag and message follow. `console`: the message alone, as keepalived writes it by itself. */
  readonly style: 'syslog' | 'rfc5424' | 'console'
  readonly rest: string
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const clockTime = String.raw`(\d{2}):(\d{2}):(\d{2}(?:[.,]\d{1,9})?)`
/** `<30>1 2026-11-25T10:00:00.123456+01:00 …`, the number and version only where RFC 5424 is written as it is sent. */
const iso = new RegExp(
  String.raw`^(?:<\d{1,3}>(1) )?(\d{4})-(\d{2})-(\d{2})[T ]${clockTime}(Z|[+-]\d{2}:?\d{2})? ?`,
)
/** `Nov 25 10:00:00 `. */
const rfc3164 = new RegExp(String.raw`^(?:<\d{1,3}>)?([A-Z][a-z]{2}) {1,2}(\d{1,2}) ${clockTime} `)
/** `Wed Nov 25 10:00:00 2026: `, of --log-console and --log-file. */
const consoleStamp = new RegExp(
  String.raw`^[A-Z][a-z]{2} ([A-Z][a-z]{2}) {1,2}(\d{1,2}) ${clockTime} (\d{4}): `,
)

/** The time at the beginning of a line of a log; undefined where there is none. */
export function readStamp(line: string, clock: LogClock): Stamped | undefined {
  return readIso(line, clock) ?? readRfc3164(line, clock) ?? readConsole(line, clock)
}

/** A message without the time that keepalived puts in front of it with --log-console, when a journal has it too. */
export function withoutConsoleStamp(text: string): string {
  return text.replace(consoleStamp, '')
}

function readIso(line: string, clock: LogClock): Stamped | undefined {
  const found = iso.exec(line)
  if (found === null) return undefined
  const [all, version, year, month, day, hour, minute, second, zone] = found
  const offset = readOffset(zone)
  const written = {
    ...numbers(day, hour, minute, second),
    year: Number(year),
    month: Number(month),
    ...(offset === undefined ? {} : { offset }),
  }
  return {
    time: resolveTime(written, clock),
    style: version === undefined ? 'syslog' : 'rfc5424',
    rest: line.slice(all.length),
  }
}

function readRfc3164(line: string, clock: LogClock): Stamped | undefined {
  const found = rfc3164.exec(line)
  if (found === null) return undefined
  const [all, month = '', day, hour, minute, second] = found
  const written = { ...numbers(day, hour, minute, second), month: months.indexOf(month) + 1 }
  return { time: resolveTime(written, clock), style: 'syslog', rest: line.slice(all.length) }
}

function readConsole(line: string, clock: LogClock): Stamped | undefined {
  const found = consoleStamp.exec(line)
  if (found === null) return undefined
  const [all, month = '', day, hour, minute, second, year] = found
  const written = {
    ...numbers(day, hour, minute, second),
    year: Number(year),
    month: months.indexOf(month) + 1,
  }
  return { time: resolveTime(written, clock), style: 'console', rest: line.slice(all.length) }
}

function numbers(
  day: string | undefined,
  hour: string | undefined,
  minute: string | undefined,
  second = '',
): Omit<WrittenTime, 'month'> {
  return {
    day: Number(day),
    hour: Number(hour),
    minute: Number(minute),
    second: Number(second.replace(',', '.')),
  }
}

function readOffset(zone: string | undefined): number | undefined {
  if (zone === undefined) return undefined
  if (zone === 'Z') return 0
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2))
  return zone.startsWith('-') ? -minutes : minutes
}
