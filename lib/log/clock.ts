/** What it takes to know the time of a line that names neither year nor time zone. Plain data. */
export interface LogClock {
  /** Milliseconds since the epoch when the log was read. */
  readonly now: number
  /**
   * Minutes east of UTC that the local clock has or had: now, and at the time from which on lines are wanted, in case
   * summer time began or ended between the two.
   */
  readonly offsets: readonly number[]
}

/** A date as it is written. */
export interface WrittenTime {
  readonly year?: number
  /** 1 to 12. */
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  /** With a fraction, where there is one. */
  readonly second: number
  /** Minutes east of UTC. */
  readonly offset?: number
}

const minute = 60_000
const day = 86_400_000
/** A line may be written while the log is read, and clocks of loggers differ. */
const slack = 5 * minute

/**
 * Milliseconds since the epoch, undefined for a date that does not exist. Without a year or zone it is the last time
 * that was so and has been: a line is never from the future, unless by less than a day, when the clock was put back.
 */
export function resolveTime(written: WrittenTime, clock: LogClock): number | undefined {
  const candidates = yearsOf(written, clock)
    .flatMap(year => utc(written, year) ?? [])
    .flatMap(at => offsetsOf(written, clock).map(offset => at - offset * minute))
  const past = candidates.filter(time => time <= clock.now + slack)
  const latest = past.length === 0 ? undefined : Math.max(...past)
  const ahead = candidates.filter(time => time > clock.now + slack && time < clock.now + day)
  const isOld = latest === undefined || clock.now - latest > 2 * day
  if (isOld && ahead.length > 0) return Math.min(...ahead)
  return latest ?? candidates[0]
}

function yearsOf({ year }: WrittenTime, { now }: LogClock): number[] {
  if (year !== undefined) return [year]
  const current = new Date(now).getUTCFullYear()
  // The local year may have begun before that of UTC.
  return [current + 1, current, current - 1]
}

function offsetsOf({ offset }: WrittenTime, { offsets }: LogClock): readonly number[] {
  if (offset !== undefined) return [offset]
  return offsets.length === 0 ? [0] : offsets
}

function utc(written: WrittenTime, year: number): number | undefined {
  const { month, day: date, hour, minute: minutes, second } = written
  if (hour > 23 || minutes > 59 || second >= 61) return undefined
  const at = Date.UTC(year, month - 1, date, hour, minutes, 0, Math.trunc(second * 1000))
  const made = new Date(Date.UTC(year, month - 1, date))
  const isThere = made.getUTCMonth() === month - 1 && made.getUTCDate() === date
  return isThere && Number.isFinite(at) ? at : undefined
}
