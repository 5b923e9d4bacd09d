/** How many targets are pinged at the same time: more would be a flood, fewer would not fit in a deadline. */
export const sideBySide = 50

/** A router asks three times, a second apart, before it says Destination Host Unreachable. */
const routerPatience = 3
/** Until ping has started, and until its summary has been read. */
const overhead = 0.3

/** All times in seconds. */
export interface PingTimes {
  readonly targets: number
  readonly packets: number
  readonly interval: number
  /** The critical round trip time: an answer as late as this must still be seen, or slow would look like lost. */
  readonly critical: number
  /** For the whole check. */
  readonly timeout: number
}

/**
 * The time for one ping in whole seconds, which is all that `ping -w` takes: long enough for a router to speak
 * where the deadline allows it. `enough` is false when it cannot fit, and `needed` is the timeout that would do.
 */
export function planPing(times: PingTimes): { enough: boolean; seconds: number; needed: number } {
  const waves = Math.max(1, Math.ceil(times.targets / sideBySide))
  const sending = (times.packets - 1) * times.interval
  const least = Math.ceil(sending + Math.max(1, times.critical))
  const wanted = Math.ceil(sending + Math.max(routerPatience, times.critical))
  const room = Math.floor((times.timeout - overhead) / waves)
  const needed = Math.ceil(least * waves + overhead)
  return { enough: room >= least, seconds: Math.max(least, Math.min(wanted, room)), needed }
}
