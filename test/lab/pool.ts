import { availableParallelism } from 'node:os'
import { type Cluster, startCluster, turns } from './cluster.ts'
import { bootGuest } from './machine/guest.ts'

/** Clusters side by side: two keep a processor busy, as each of them waits a good part of its time. */
export const lanes = Math.min(2 * availableParallelism(), 8)

/** Clusters for many faults: each is used again while it is healthy, and so many live side by side. */
export interface Pool extends AsyncDisposable {
  /** Hands out a healthy cluster; afterwards it is kept when `work` says so, and ended otherwise or when it throws. */
  use<T>(work: (cluster: Cluster) => Promise<T>, isKept: (done: T) => boolean): Promise<T>
}

/** Works that come together wait for each other: no more than `lanes` have a cluster at once. */
export function makePool(): Pool {
  const idle: Cluster[] = []
  const turn = turns(lanes)
  // A boot keeps a processor busy; one that comes next begins a fault while the other one boots.
  const boot = turns(availableParallelism())
  return {
    use: (work, isKept) =>
      turn(async () => {
        const cluster = idle.pop() ?? (await boot(async () => startCluster(await bootGuest())))
        let kept = false
        try {
          const done = await work(cluster)
          kept = isKept(done)
          return done
        } finally {
          if (kept) idle.push(cluster)
          else await cluster.guest[Symbol.asyncDispose]()
        }
      }),
    [Symbol.asyncDispose]: async () => {
      await Promise.all(idle.splice(0).map(({ guest }) => guest[Symbol.asyncDispose]()))
    },
  }
}
