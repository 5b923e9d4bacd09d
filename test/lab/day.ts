import type { State } from '../../lib/core/state.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import type { Cluster } from './cluster.ts'
import { firstLine, show } from './play.ts'
import { type WatchName, watches, watchNames } from './watches.ts'

/** What the plan of a day lets a watch say for a while. */
export interface Transient {
  readonly by: WatchName
  readonly rule: string
  readonly state: State
  /** Seconds at most from the first time that it is said to the last, over the whole day. */
  readonly atMost: number
  /** Why it is no false alarm. */
  readonly why: string
}

/** Work on a healthy cluster, during which nobody may be woken. */
export interface Day {
  /** One sentence: what is done. */
  readonly title: string
  /** What is done, while all watches look on; with a round of looks before and after. */
  readonly plan: (cluster: Cluster, during: During) => Promise<void>
  readonly transients: readonly Transient[]
}

export interface During {
  /** Lets the watches look for so long. */
  wait(seconds: number): Promise<void>
  /** Lets every watch look once more, from now. */
  round(): Promise<void>
}

/** Something said that was not OK. */
export interface Said {
  readonly by: WatchName
  readonly rule: string
  readonly state: State
  /** Seconds since the day began: the first and the last time. */
  readonly first: number
  last: number
  readonly line: string
}

export interface Lived {
  readonly day: Day
  /** How many answers there were. */
  readonly answers: number
  readonly said: readonly Said[]
  /** What the plan does not allow. */
  readonly problems: readonly string[]
}

/** Lives through a day: every watch looks again and again, one round after the other. */
export async function live(
  cluster: Cluster,
  day: Day,
  listen = (_by: string, _verdict: Verdict) => {},
): Promise<Lived> {
  const began = performance.now()
  const said = new Map<string, Said>()
  const problems: string[] = []
  let answers = 0
  let rounds = 0
  let over = false
  const look = async (by: WatchName) => {
    const watch = watches[by]
    const verdict = await ask(cluster.hosts[watch.on], watch.check, watch.argv)
    const now = (performance.now() - began) / 1000
    answers++
    listen(by, verdict)
    if (verdict.state === 'OK') return
    for (const { rule = '', state } of verdict.wrong) {
      const key = `${by}\n${rule}\n${state}`
      const known = said.get(key)
      if (known !== undefined) known.last = now
      else said.set(key, { by, rule, state, first: now, last: now, line: firstLine(verdict) })
      if (
        known === undefined &&
        !day.transients.some(each => each.by === by && each.rule === rule && each.state === state)
      ) {
        problems.push(`${by} says ${state} ${rule} after ${now.toFixed(1)} s: ${show(verdict)}`)
      }
    }
  }
  const watching = (async () => {
    while (!over) {
      await Promise.all(watchNames.map(look))
      rounds++
    }
  })()
  const during: During = {
    wait: seconds => new Promise(resolve => setTimeout(resolve, seconds * 1000)),
    round: async () => {
      // The one that is under way began before now.
      const until = rounds + 2
      while (rounds < until) await Promise.race([watching, during.wait(0.1)])
    },
  }
  try {
    await during.round()
    await day.plan(cluster, during)
    await during.round()
  } finally {
    over = true
    await watching
  }
  for (const { by, rule, state, first, last } of said.values()) {
    const allowed = day.transients.find(each => each.by === by && each.rule === rule && each.state === state)
    if (allowed !== undefined && last - first > allowed.atMost) {
      problems.push(
        `${by} says ${state} ${rule} for ${(last - first).toFixed(1)} s, at most ${allowed.atMost} s are planned`,
      )
    }
  }
  return { day, answers, said: [...said.values()], problems }
}
