import type { State } from '../../lib/core/state.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import type { Cluster } from './cluster.ts'
import { firstLine, forget, pause, perform, show } from './play.ts'
import { type Watch, type WatchName, watches, watchNames } from './watches.ts'

/** What the plan of a day lets watches say for a while. */
export interface Transient {
  readonly by: readonly WatchName[]
  readonly rule: string
  readonly state: State
  /** Seconds at most from the first time that one of them says it to the last, without a time between that it does not. */
  readonly atMost: number
  /** Why it is no false alarm. */
  readonly why: string
}

/** Work on a healthy cluster, during which nobody may be woken. */
export interface Day {
  /** One sentence: what is done. */
  readonly title: string
  /** What the day begins from, before anybody looks. */
  readonly prepare?: (cluster: Cluster) => Promise<void>
  /**
   * What is done, while all watches look on: they have looked once before, and when it has ended they look once more and
   * all have to be OK.
   */
  readonly plan: (cluster: Cluster, during: During) => Promise<void>
  /** The watches look from the plan's beginning on, and not before. */
  readonly beginsBroken?: boolean
  readonly transients: readonly Transient[]
  /** Seconds between the end of a round and the begin of the next. Default: 2, for a round keeps the guest busy. */
  readonly pace?: number
}

export interface During {
  /** Lets the watches look for so long. */
  wait(seconds: number): Promise<void>
  /** Lets every watch look once more, from now. */
  round(): Promise<void>
  /** Tells what went wrong by the plan's own measure, such as requests that failed. */
  problem(text: string): void
}

/** Something said that was not OK, again and again until the watch looked and did not say it. */
export interface Said {
  readonly by: WatchName
  readonly rule: string
  readonly state: State
  /** Seconds since the day began: the first and the last time. */
  readonly first: number
  last: number
  /** What the watch said first. */
  readonly line: string
  isOver: boolean
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
  await day.prepare?.(cluster)
  // What was before is no part of this day.
  await perform(cluster, forget)
  const began = performance.now()
  const said: Said[] = []
  const problems: string[] = []
  let answers = 0
  const look = async (by: WatchName) => {
    const watch: Watch = watches[by]
    const verdict = await ask(cluster.hosts[watch.on].agent, watch.check, watch.argv)
    answers++
    listen(by, verdict)
    problems.push(...note(said, by, verdict, (performance.now() - began) / 1000, day))
    return verdict
  }
  const watching = watchOn(look, day.pace ?? 2)
  try {
    if (day.beginsBroken !== true) await watching.until(1)
    const { wait, round } = watching
    await day.plan(cluster, { wait, round, problem: text => problems.push(text) })
  } finally {
    await watching.end()
  }
  await Promise.all(
    watchNames.map(async by => {
      const verdict = await look(by)
      if (verdict.state === 'OK') cluster.quiet.add(by)
      else problems.push(`${by} is not OK when all is done: ${show(verdict)}`)
    }),
  )
  problems.push(...said.flatMap(each => tooLong(each, day)))
  return { day, answers, said, problems }
}

/** Keeps what a watch says; sentences about what the plan does not allow. */
function note(said: Said[], by: WatchName, verdict: Verdict, now: number, day: Day): string[] {
  const wrong = verdict.state === 'OK' ? [] : verdict.wrong
  const isSaid = (each: Said) =>
    wrong.some(({ rule = '', state }) => each.rule === rule && each.state === state)
  const open = said.filter(each => each.by === by && !each.isOver)
  for (const each of open) {
    if (isSaid(each)) each.last = now
    else each.isOver = true
  }
  const problems: string[] = []
  for (const { rule = '', state } of wrong) {
    if (said.some(each => !each.isOver && each.by === by && each.rule === rule && each.state === state))
      continue
    const news = { by, rule, state, first: now, last: now, line: firstLine(verdict), isOver: false }
    said.push(news)
    if (transientFor(news, day) === undefined)
      problems.push(`${by} says ${state} ${rule} after ${now.toFixed(1)} s: ${show(verdict)}`)
  }
  return problems
}

/** All watches at once, round after round, until it is told to end. */
function watchOn(look: (by: WatchName) => Promise<unknown>, pace: number) {
  let rounds = 0
  let over = false
  const enough = Promise.withResolvers<void>()
  const watching = (async () => {
    while (!over) {
      await Promise.all(watchNames.map(look))
      rounds++
      await Promise.race([pause(pace), enough.promise])
    }
  })()
  // What it throws is told by whoever waits for it next.
  watching.catch(() => undefined)
  const wait = async (seconds: number) => {
    const timer = Promise.withResolvers<void>()
    const id = setTimeout(timer.resolve, seconds * 1000)
    await Promise.race([watching, timer.promise]).finally(() => clearTimeout(id))
  }
  const until = async (number: number) => {
    while (rounds < number) await wait(0.1)
  }
  return {
    wait,
    until,
    // The one that is under way began before now.
    round: () => until(rounds + 2),
    end: async () => {
      over = true
      enough.resolve()
      await watching
    },
  }
}

/** What the plan says of it; undefined where it may not be said. */
export function transientFor({ by, rule, state }: Said, { transients }: Day): Transient | undefined {
  return transients.find(each => each.by.includes(by) && each.rule === rule && each.state === state)
}

function tooLong(each: Said, day: Day): string[] {
  const allowed = transientFor(each, day)
  const { by, state, rule, first, last, line } = each
  if (allowed === undefined || last - first <= allowed.atMost) return []
  const seconds = (last - first).toFixed(1)
  return [`${by} says ${state} ${rule} for ${seconds} s, at most ${allowed.atMost} s are planned: ${line}`]
}
