import type { Deadline } from '../../lib/probe/deadline.ts'
import { startDeadline } from '../../lib/runtime/clock.ts'

/** Runs a probe under a deadline of its own, which is gone afterwards. */
export async function within<T>(seconds: number, probe: (deadline: Deadline) => Promise<T>): Promise<T> {
  const deadline = startDeadline(seconds, new AbortController().signal)
  try {
    return await probe(deadline)
  } finally {
    deadline.stop()
  }
}
