import type { Finding } from '../../lib/core/finding.ts'
import { renderText } from '../../lib/core/render.ts'
import { ask, type Verdict } from '../support/verdict.ts'
import { type Cluster, settle, shell } from './cluster.ts'
import { servicesByVip } from './failover.ts'
import type { Fault, Seen, Step } from './fault.ts'
import { directors } from './network.ts'
import { askPeers, type PeerAnswer } from './peers.ts'
import { takenOutWithin } from './transients.ts'
import { type Watch, type WatchName, watchedFor, watches, watchNames } from './watches.ts'

/** What was seen of a fault. */
export interface Played {
  readonly fault: Fault
  /** Of each `seen`, in its order: seconds from the fault to the end of the run that said it, and its first line. */
  readonly sightings: readonly Sighting[]
  readonly peers: readonly PeerAnswer[]
  /** Seconds until all that spoke was quiet again. */
  readonly recovered: number
  /** What was not as declared: empty when the fault is caught by name and nothing else speaks. */
  readonly problems: readonly string[]
}

export interface Sighting {
  readonly seen: Seen
  readonly seconds: number
  readonly line: string
}

/** Told of each answer, for a person who looks on. */
export type Listener = (when: When, watch: string, verdict: Verdict) => void
type When = 'before' | 'during' | 'after'

/** Who runs a check: the agent of its host in its own process, or the built binary in one for itself. */
type As = 'agent' | 'binary'

export interface PlayOptions {
  readonly listen?: Listener
  /** All watches look before, during and after, and not only those near to the fault. */
  readonly all?: boolean
  /** The plugins of others are asked, too. */
  readonly peers?: boolean
  /**
   * Watches that the built binary has spoken for: it speaks for each of them once, in the first fault that it detects. Without
   * it the binary speaks for every fault.
   */
  readonly confirmed?: Set<string>
}

/** Seconds after which all has to be quiet again, where a fault says nothing of it. */
const recovery = 60

/** Plays one fault on a healthy cluster, and mends it. */
export async function play(cluster: Cluster, fault: Fault, options: PlayOptions = {}): Promise<Played> {
  const { listen = () => undefined, all: everybody = false, peers: isBeside = false, confirmed } = options
  const problems: string[] = []
  const all: Readonly<Record<string, Watch>> = { ...watches, ...fault.watch }
  const look = async (when: When, name: string, as: As = 'agent') => {
    const watch = all[name]
    if (watch === undefined) throw new Error(`there is no watch ${name}`)
    const { root, agent, ...binary } = cluster.hosts[watch.on]
    const host = watch.root ? root : as === 'agent' ? agent : binary
    const verdict = await ask(host, watch.check, watch.argv)
    listen(when, name, verdict)
    return verdict
  }
  const concerned = [...new Set(fault.seen.map(({ by }) => by))]

  // Whoever has been quiet since the last fault was mended need not be asked again.
  const unsure = [...new Set([...concerned, ...(everybody ? watchNames : [])])].filter(
    name => !cluster.quiet.has(name),
  )
  // A cluster that has just come up, or whose last fault was mended, may have a request under way that is lost.
  const early = await Promise.all(unsure.map(name => untilQuiet(() => look('before', name), 20)))
  problems.push(...early.flatMap(each => each ?? []).map(each => `not OK before the fault: ${each}`))
  cluster.quiet.clear()

  await perform(cluster, fault.cause)
  const began = performance.now()
  const since = () => (performance.now() - began) / 1000
  const sightings = await Promise.all(
    fault.seen.map((seen, index) => {
      const isNews = index === 0 && confirmed?.has(seen.by) !== true
      if (isNews) confirmed?.add(seen.by)
      // Who is best asked once is asked as the binary, which costs no look more.
      const isOnce = index === 0 && all[seen.by]?.isOnce === true
      const confirms = isOnce ? 'first' : isNews ? 'last' : false
      return untilSeen(seen, confirms, as => look('during', seen.by, as), since)
    }),
  )
  problems.push(...sightings.flatMap(each => (typeof each === 'string' ? each : [])))

  const near: readonly string[] = everybody ? watchNames : watchedFor[fault.kind]
  const quiet = watchNames.filter(name => near.includes(name) && !concerned.includes(name))
  const [peers] = await Promise.all([
    // Not before: a connection more would change whose turn it is behind a VIP.
    isBeside ? askPeers(cluster, fault.port) : [],
    ...quiet.map(async name => {
      let verdict = await look('during', name)
      // What the directors have yet to take out is no fault of who asks through them.
      while (
        servicesByVip.includes(name) &&
        whatDisturbs(fault, name, verdict) !== undefined &&
        since() < takenOutWithin
      ) {
        await pause()
        verdict = await look('during', name)
      }
      const problem = whatDisturbs(fault, name, verdict)
      if (problem !== undefined) problems.push(problem)
      if (verdict.state === 'OK') cluster.quiet.add(name)
    }),
  ])

  await perform(cluster, fault.mend)
  const mended = performance.now()
  await settle(cluster, fault.recovers ?? recovery)
  await perform(cluster, forget)
  // What may have spoken is waited for, too.
  const spoke = [...concerned, ...Object.keys(fault.maySpeak ?? {})].filter(
    name => name in watches || name in all,
  )
  const patience = fault.recovers ?? recovery
  const left = () => patience - (performance.now() - mended) / 1000
  const restless = await Promise.all(
    [...new Set(everybody ? [...spoke, ...watchNames] : spoke)].map(async name => {
      const said = await untilQuiet(() => look('after', name), left())
      if (said === undefined && name in watches) cluster.quiet.add(name)
      return said === undefined ? [] : [`not OK ${patience} s after it was mended: ${said}`]
    }),
  )
  problems.push(...restless.flat())
  return {
    fault,
    sightings: sightings.filter(each => typeof each !== 'string'),
    peers,
    recovered: (performance.now() - mended) / 1000,
    problems,
  }
}

/** The logs of the directors begin anew: what was wrong would be told of for a quarter of an hour. */
export const forget: readonly Step[] = directors.map(on => ({
  on,
  run: ': >/var/log/messages',
}))

/** Does steps one after the other. */
export async function perform(cluster: Cluster, steps: readonly Step[]): Promise<void> {
  for (const { on, run } of steps) {
    await (on === 'lab' ? shell(cluster.guest, 'lab', run) : cluster.hosts[on].shell(run))
  }
}

/** Asks until all is well; what is still said when those seconds are over, else nothing. */
async function untilQuiet(look: () => Promise<Verdict>, seconds: number): Promise<string | undefined> {
  const began = performance.now()
  for (;;) {
    const verdict = await look()
    if (verdict.state === 'OK') return undefined
    if (performance.now() - began > seconds * 1000) return show(verdict)
    await pause()
  }
}

/**
 * Asks until that is said which has to be said; a sentence where it is not, or where something else is.
 * @param confirms the built binary has to say so, and not only the agent: it is asked before the agent is, or when the
 * agent has seen it
 */
async function untilSeen(
  seen: Seen,
  confirms: 'first' | 'last' | false,
  look: (as: As) => Promise<Verdict>,
  since: () => number,
): Promise<Sighting | string> {
  const rules = [seen.rule, ...(seen.or ?? [])]
  const isIt = ({ state, rules: [rule = ''] }: Verdict) => state === seen.state && rules.includes(rule)
  for (let as: As = confirms === 'first' ? 'binary' : 'agent'; ; as = 'agent') {
    const asked = since()
    let verdict = await look(as)
    if (isIt(verdict) && confirms !== false && as === 'agent') verdict = await look('binary')
    const [rule] = verdict.rules
    if (isIt(verdict)) {
      const lack = whatLacks(seen, verdict)
      if (lack === undefined) return { seen, seconds: since(), line: firstLine(verdict) }
      // On the way there it may be about a part of it, where the fault says so.
      if (seen.before?.includes(seen.rule) !== true || asked > seen.within) return lack
    }
    // The right rule in another state: a connection fell otherwise than most do, and the next look tells.
    const fine =
      verdict.state === 'OK' || (rule !== undefined && [...rules, ...(seen.before ?? [])].includes(rule))
    if (!fine)
      return `${seen.by} says ${verdict.state} ${rule}, not ${seen.state} ${seen.rule}: ${show(verdict)}`
    if (asked > seen.within)
      return `${seen.by} does not say ${seen.rule} within ${seen.within} s: ${show(verdict)}`
    await pause()
  }
}

/** A sentence where the right rule speaks, and does not say all that it has to. */
function whatLacks({ by, names, advice }: Seen, verdict: Verdict): string | undefined {
  const missing = names.filter(
    name => !(typeof name === 'string' ? verdict.text.includes(name) : name.test(verdict.text)),
  )
  if (missing.length > 0) return `${by} does not name ${missing.join(', ')}: ${show(verdict)}`
  if (advice === undefined || hintsOf(verdict.finding).some(hint => hint.includes(advice))) return undefined
  return `${by} does not advise ${advice}: ${show(verdict)}`
}

function hintsOf({ hint, children }: Finding): string[] {
  return [...(hint === undefined ? [] : [hint]), ...children.flatMap(hintsOf)]
}

/** A sentence where a watch speaks that has to be quiet. */
function whatDisturbs({ maySpeak = {} }: Fault, name: WatchName, verdict: Verdict): string | undefined {
  if (verdict.state === 'OK') return undefined
  const strange = verdict.rules.filter(rule => maySpeak[name]?.includes(rule) !== true)
  if (strange.length === 0) return undefined
  return `${name} has to stay quiet and says ${strange.join(', ')}: ${show(verdict)}`
}

/** The first line of the plugin output without the service's name and performance data. */
export function firstLine({ state, text }: Verdict): string {
  return `${state} - ${text}`
}

/** All that is worth a look in a verdict, for a reader of a problem. */
export function show({ finding }: Verdict): string {
  return renderText(finding, { service: '', verbosity: 2, colour: false })
}

/** Between two looks, so that the guest has time for what is looked at. */
export function pause(seconds = 0.5): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, seconds * 1000))
}
