import { ask, type Verdict } from '../support/verdict.ts'
import { type Cluster, settle } from './cluster.ts'
import { type Asked, countRequests, endClients, startClients } from './operations/clients.ts'
import { mistakes } from './operations/mistakes.ts'
import type { Ask, Mistake, Operation, OperationStep } from './operations/operation.ts'
import { addRealServer, removeRealServer } from './operations/real-server.ts'
import { addService, removeService } from './operations/service.ts'
import { asked } from './operations/watches.ts'
import { firstLine, forget, pause, perform, show } from './play.ts'

/** In the order of the page. */
export const operations: readonly Operation[] = [addRealServer, removeRealServer, addService, removeService]

/** What is done with one cluster: the real server has to go before it can come. */
export interface Plan {
  readonly operations: readonly Operation[]
  readonly mistakes: readonly Mistake[]
}
export const withRealServer: Plan = { operations: [removeRealServer, addRealServer], mistakes: [] }
export const withService: Plan = { operations: [addService, removeService], mistakes: [] }
export const everything: Plan = {
  operations: [...withRealServer.operations, ...withService.operations],
  mistakes,
}

/** What was said at a step: the sentence of the first line of each ask, in their order. */
export type Said = readonly string[]

export interface Requests {
  readonly count: number
  /** Milliseconds of the one that was served last. */
  readonly slowest: number
  readonly failed: readonly Asked[]
}

/** What was seen on a walk through operations, and in the mistakes after it. */
export interface Walk {
  readonly said: ReadonlyMap<OperationStep | Mistake, Said>
  readonly requests: ReadonlyMap<Operation | Mistake, Requests>
  /** What was not as declared, and every request that failed while nobody made a mistake. */
  readonly problems: readonly string[]
}

/** Told of each step and of each answer, for a person who looks on. */
export interface Onlooker {
  step(title: string): void
  answer(by: string, verdict: Verdict): void
}

/** Seconds in which a watch has to say what is declared: a reload, a health check that fails, and a busy machine. */
const patience = 30

/** Adds and removes real servers and services in a healthy cluster, while clients ask, and makes the mistakes after that. */
export async function walk(cluster: Cluster, plan: Plan, onlooker?: Onlooker): Promise<Walk> {
  await perform(cluster, forget)
  await startClients(cluster)
  const said = new Map<OperationStep | Mistake, Said>()
  const problems: string[] = []
  const spans: { of: Operation | Mistake; from: number; to: number }[] = []
  const look = async (step: OperationStep | Mistake) => {
    const answers = await Promise.all(step.asks.map(each => untilSaid(cluster, each, onlooker)))
    said.set(
      step,
      answers.map(({ line }) => line),
    )
    problems.push(...answers.flatMap(({ problem }) => problem ?? []))
  }
  const within = async (of: Operation | Mistake, work: () => Promise<void>) => {
    onlooker?.step(`== ${of.title}`)
    const from = await countRequests(cluster)
    // What was asked before has been answered.
    await pause(1)
    await work()
    spans.push({ of, from, to: await countRequests(cluster) })
  }
  for (const operation of plan.operations) {
    await within(operation, async () => {
      for (const step of operation.steps) {
        onlooker?.step(step.does)
        await perform(cluster, step.plays)
        await look(step)
      }
    })
  }
  if (plan.mistakes.length > 0) await settle(cluster)
  for (const mistake of plan.mistakes) {
    await within(mistake, async () => {
      await perform(cluster, mistake.plays)
      await look(mistake)
      await perform(cluster, mistake.mends)
      await settle(cluster, 60)
    })
  }
  const all = await endClients(cluster)
  const requests = new Map(spans.map(({ of, from, to }) => [of, requestsOf(all.slice(from, to))]))
  for (const operation of plan.operations) problems.push(...unserved(operation, requests.get(operation)))
  return { said, requests, problems }
}

/** Asks until the declared is said, and tells what is wrong when it is not. */
async function untilSaid(
  { hosts }: Cluster,
  { by, state, rule }: Ask,
  onlooker: Onlooker | undefined,
): Promise<{ line: string; problem?: string }> {
  const watch = asked[by]
  if (watch === undefined) throw new Error(`there is no watch ${by}`)
  const began = performance.now()
  for (;;) {
    const verdict = await ask(hosts[watch.on].agent, watch.check, watch.argv)
    const isIt = verdict.state === state && verdict.rules[0] === rule
    const isOver = performance.now() - began > patience * 1000
    if (isIt || isOver) {
      onlooker?.answer(by, verdict)
      const wanted = `${by} does not say ${state} ${rule ?? ''} within ${patience} s`
      return { line: verdict.text, ...(isIt ? {} : { problem: `${wanted}: ${show(verdict)}` }) }
    }
    await pause()
  }
}

function requestsOf(all: readonly Asked[]): Requests {
  return {
    count: all.length,
    slowest: Math.max(0, ...all.map(({ took = 0 }) => took)),
    failed: all.filter(({ failure }) => failure !== undefined),
  }
}

function unserved({ title }: Operation, requests: Requests | undefined): string[] {
  if (requests === undefined || requests.count === 0) return [`no client asked: ${title}`]
  return requests.failed.map(({ url, failure }) => `a client was not served: ${title}: ${url} ${failure}`)
}

/** A line for a person who looks on. */
export function describeAnswer(by: string, verdict: Verdict): string {
  const rules = verdict.rules.length === 0 ? '' : `  [${verdict.rules.join(', ')}]`
  return `${by.padEnd(26)} ${firstLine(verdict)}${rules}`
}
