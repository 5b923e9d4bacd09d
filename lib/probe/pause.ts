import type { Deadline } from './deadline.ts'

/** Waits, until the deadline at most: what changes while it is looked at is looked at again. */
export async function pause(milliseconds: number, deadline: Deadline): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, milliseconds)
  const stop = () => resolve()
  deadline.signal.addEventListener('abort', stop)
  await promise
  clearTimeout(timer)
  deadline.signal.removeEventListener('abort', stop)
}
