/** How many VIPs are asked for at the same time. */
export const sideBySide = 100

/** Until a program has started, and until what it said has been read. */
const overhead = 0.5

/** Seconds for one VIP: arping sends a request a second, and waits for as long after the last. */
export function secondsOf(count: number): number {
  return count + overhead
}

/** Whether all VIPs can be asked for once by the deadline, and the timeout that would do. All times in seconds. */
export function planRound(vips: number, count: number, timeout: number): { enough: boolean; needed: number } {
  const waves = Math.max(1, Math.ceil(vips / sideBySide))
  const least = waves * secondsOf(count)
  return { enough: least <= timeout, needed: Math.ceil(least) }
}

/** Does the work on each, so many at a time, in order. */
export async function eachOf<T, R>(
  items: readonly T[],
  width: number,
  work: (item: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = []
  const queue = items.entries()
  const draw = async () => {
    // All workers draw from one queue: each takes its next item when it is done with the last.
    for (const [at, item] of queue) results[at] = await work(item)
  }
  await Promise.all(Array.from({ length: Math.min(width, items.length) }, draw))
  return results
}
