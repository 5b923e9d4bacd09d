import { type Deadline, remaining } from './deadline.ts'
import { pause } from './pause.ts'

/**
 * What is read, or what is read a moment later where the first look may have met something on its way: a failover, a
 * reload, an end. Without the time for a second look the first is what there is.
 * @param settling milliseconds until it has got there
 */
export async function readSettled<T>(
  read: () => Promise<T>,
  isOnItsWay: (first: T) => boolean | Promise<boolean>,
  settling: number,
  deadline: Deadline,
): Promise<T> {
  const began = deadline.elapsed()
  const first = await read()
  if (!(await isOnItsWay(first))) return first
  // As long again as it has taken, and the pause.
  if (remaining(deadline) < deadline.elapsed() - began + settling) return first
  await pause(settling, deadline)
  return read()
}
