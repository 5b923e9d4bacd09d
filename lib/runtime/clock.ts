import type { Deadline } from '../probe/deadline.ts'

/** A running deadline. `stop` must be called, or its timer keeps the process alive. */
export interface RunningDeadline extends Deadline {
  /** Resolves when the time is up and the probes have had `grace` ms to say so. */
  readonly overdue: Promise<void>
  stop(): void
}

/** Time between the abort and giving up on the probes: enough to kill children and collect what is known. */
const graceMs = 500

/**
 * Starts the deadline of one check.
 * @param seconds the time for the whole check
 * @param outer aborts the check from outside (SIGTERM, a front end that shuts down)
 */
export function startDeadline(seconds: number, outer: AbortSignal): RunningDeadline {
  const began = process.hrtime()
  const controller = new AbortController()
  const { promise, resolve } = Promise.withResolvers<void>()
  const timers: NodeJS.Timeout[] = []
  const expire = () => {
    controller.abort()
    timers.push(setTimeout(resolve, graceMs))
  }
  timers.push(setTimeout(expire, seconds * 1000))
  if (outer.aborted) expire()
  outer.addEventListener('abort', expire)
  return {
    signal: controller.signal,
    seconds,
    elapsed: () => {
      const [s, ns] = process.hrtime(began)
      return s * 1e3 + ns / 1e6
    },
    today: () => Date.now(),
    overdue: promise,
    stop: () => {
      for (const timer of timers) clearTimeout(timer)
      outer.removeEventListener('abort', expire)
    },
  }
}
