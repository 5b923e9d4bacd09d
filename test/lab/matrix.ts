import { type Lived, live } from './day.ts'
import { type Played, type PlayOptions, play } from './play.ts'
import { lanes, type Pool } from './pool.ts'
import { dayNames, faultNames, loadDay, loadFault } from './registry.ts'

/** What one file under faults/ or quiet/ came to. */
export type Outcome =
  | { readonly kind: 'fault'; readonly name: string; readonly played: Played }
  | { readonly kind: 'day'; readonly name: string; readonly lived: Lived }

/** One file of the matrix, to be run on a cluster of the pool. */
export interface Task {
  readonly kind: Outcome['kind']
  readonly name: string
  run(pool: Pool, options?: PlayOptions): Promise<Outcome>
}

const [warmUp, rest] = [faultNames.slice(0, 2 * lanes), faultNames.slice(2 * lanes)]

/**
 * All there is. The days take the longest, so they are not last; nor first, while guests are still booted beside them: a
 * quiet day is about seconds.
 */
export const tasks: readonly Task[] = [
  ...warmUp.map(faultTask),
  ...dayNames.map(dayTask),
  ...rest.map(faultTask),
]

/** What is not as declared in an outcome. */
export function problemsOf(outcome: Outcome): readonly string[] {
  return outcome.kind === 'fault' ? outcome.played.problems : outcome.lived.problems
}

function faultTask(name: string): Task {
  return {
    kind: 'fault',
    name,
    run: async (pool, options) => {
      const fault = await loadFault(name)
      const played = await pool.use(
        cluster => play(cluster, fault, options),
        ({ problems }) => problems.length === 0,
      )
      return { kind: 'fault', name, played }
    },
  }
}

function dayTask(name: string): Task {
  return {
    kind: 'day',
    name,
    run: async pool => {
      const day = await loadDay(name)
      const lived = await pool.use(
        cluster => live(cluster, day),
        ({ problems }) => problems.length === 0,
      )
      return { kind: 'day', name, lived }
    },
  }
}

/** Runs tasks, so many at once, and tells of each as it ends. */
export async function runAll(
  chosen: readonly Task[],
  pool: Pool,
  lanes: number,
  tell: (task: Task, outcome: Outcome | Error) => void,
  options?: PlayOptions,
): Promise<Outcome[]> {
  const queue = [...chosen]
  const outcomes: Outcome[] = []
  const lane = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
      try {
        const outcome = await task.run(pool, options)
        outcomes.push(outcome)
        tell(task, outcome)
      } catch (error) {
        tell(task, error instanceof Error ? error : new Error(String(error)))
      }
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  return outcomes
}
